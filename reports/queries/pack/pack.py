"""A talk pack put together: every table, figure and finding of one moment, in the active language."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from interviews.models import Member
from reports.document import Closed, listed
from reports.models import Snapshot
from reports.pack import Pack, labelled
from reports.queries.gate.asked import fewer
from reports.queries.gate.page import disclosure_page
from reports.queries.kinds.about_study import basis_name, basis_note, closed_note, done_paragraph
from reports.queries.pack.answers import Answers, answers_frozen
from reports.queries.pack.codebook import agreed_of, codebook_table, forest
from reports.queries.pack.evidence import Found
from reports.queries.pack.figures import figures_of
from reports.queries.pack.methods_words import methods_from
from reports.queries.pack.sources import Sources
from reports.queries.pack.tables import comparison_table, ranking_table, sample_table
from reports.queries.study.stamp import stamp


def pack_of(reader: Member, snapshot: Snapshot, *, answers: Answers | None = None) -> Pack:
    """Everything that the files are written from. Raises Changed.

    The checklists have the `answers`; without them those that stood when the snapshot was taken.
    """
    sources = Sources(reader, snapshot)
    agreed = agreed_of(reader, until=snapshot.taken_at)
    found = Found(sources)
    tables = (
        sample_table(sources),
        codebook_table(sources, agreed),
        comparison_table(sources),
        ranking_table(sources),
        found.evidence_table(),
        found.joint_table(),
    )
    figures = (*figures_of(sources), forest(sources, agreed))
    study = sources.study
    return Pack(
        project_key=reader.project.key,
        project_name=sources.frozen.project_name,
        language=get_language() or "en",
        at=snapshot.taken_at,
        snapshot=snapshot.number,
        fictional=sources.frozen.fictional,
        title=sources.frozen.project_name,
        subtitle=_subtitle(sources),
        source=_source(sources),
        paragraphs=(done_paragraph(study), _("Basis: %(basis)s") % {"basis": basis_name(study.basis)}),
        notes=(
            basis_note(study.basis),
            _("A branch counts each participant once who mentions any of its codes. A mention is not importance."),
            _("Purposive sample: the numbers describe these participants and nobody else."),
            *closed_note(sources.seen),
            *found.left_out(),
            stamp(reader, at=snapshot.taken_at, snapshot=snapshot),
        ),
        tables=tuple(table for table in tables if table),
        figures=tuple(figure for figure in figures if figure),
        findings=found.evidence(),
        methods=methods_from(sources, agreed, answers=answers_frozen(snapshot) if answers is None else answers),
        closed=(*closed_in(sources, found.withheld),),
    )


def closed_in(sources: Sources, findings: Sequence[int]) -> Iterator[str]:
    """What the gate closed, a line each: that groups are merged, and which numbers and findings are left out."""
    page = disclosure_page(sources.seen)
    yield from closed_note(sources.seen)
    if page.few:
        yield fewer(page.k)
    for attribute in page.attributes:
        yield labelled(attribute, Closed())
    for group in page.merged:
        yield _("Merged: %(group)s") % {"group": group}
    for code, cells in groupby(page.cells, key=lambda cell: cell.code):
        yield labelled(code, listed(cell.group for cell in cells))
    if findings:
        numbers = ", ".join(map(str, findings))
        yield _("Findings left out, for they rest on closed numbers: %(numbers)s") % {"numbers": numbers}


def _subtitle(sources: Sources) -> str:
    n = len(sources.study.ground.covered)
    return ngettext(
        "Findings from interviews with %(n)s participant", "Findings from interviews with %(n)s participants", n
    ) % {"n": n}


def _source(sources: Sources) -> str:
    """Whose numbers these are, in one line: how many people, basis, version of the codebook, day."""
    version, snapshot = sources.frozen.document["codebook"]["version"], sources.snapshot
    n = len(sources.study.ground.covered)
    day = date_format(localtime(snapshot.taken_at), "DATE_FORMAT")
    parts = [
        ngettext("%(n)s participant", "%(n)s participants", n) % {"n": n},
        _("basis: %(basis)s") % {"basis": basis_name(sources.basis)},
        _("codebook version %(n)s") % {"n": version} if version else "",
        _("snapshot %(n)s of %(day)s") % {"n": snapshot.number, "day": day},
    ]
    return " · ".join(part for part in parts if part)
