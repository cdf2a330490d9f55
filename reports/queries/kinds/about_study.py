"""What every report about participants says beside its table: whom it can speak of, whose codings, what to know."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interviews.access import Sight, sight_of
from interviews.models import Member
from reports.document import Column, Figure, Quotation, Report, Row, Share, Table
from reports.queries.basis.basis import Basis, BasisKind
from reports.queries.gate.asked import Asked
from reports.queries.gate.disclosed import Disclosed
from reports.queries.study.declared import Declared
from reports.queries.study.stamp import stamp
from reports.queries.study.study import Study


@dataclass(frozen=True, slots=True)
class Content:
    """What one kind of report says of its own: see `Report`. `done` says whom it can speak of, where groups matter."""

    key: str
    title: str
    tables: tuple[Table, ...]
    paragraphs: tuple[str, ...] = ()
    done: str = ""
    charts: tuple[Figure, ...] = ()
    notes: tuple[str, ...] = ()
    flat: Table | None = None
    quotations: tuple[Quotation, ...] = ()


def report_of(asked: Asked, content: Content, *, at: datetime) -> Report:
    """A report of this project; the study's notes, declaration, codebook version and date stand at its end."""
    return Report(
        key=content.key,
        project_key=asked.reader.project.key,
        project_name=asked.source.project_name,
        title=content.title,
        at=at,
        fictional=asked.source.fictional,
        paragraphs=(content.done or done_paragraph(asked.study), basis_paragraph(asked.study), *content.paragraphs),
        tables=content.tables,
        charts=content.charts,
        notes=(
            *content.notes,
            *closed_note(asked),
            *notes_of(asked.study),
            declared_line(asked.declared),
            stamp(asked.reader, at=at, snapshot=asked.snapshot),
        ),
        flat=content.flat,
        quotations=content.quotations,
    )


def withheld_report(key: str, title: str, asked: Asked, reason: str, *, at: datetime) -> Report:
    """What a file says of which nothing may be shown: why, and nothing else."""
    snapshot = asked.snapshot
    moment = snapshot.taken_at if snapshot else at
    return Report(
        key=key,
        project_key=asked.reader.project.key,
        project_name=asked.source.project_name,
        title=title,
        at=moment,
        fictional=asked.source.fictional,
        paragraphs=(reason,),
        tables=(Table(title, (Column(_("Closed")),), [Row((reason,))]),),
        notes=(stamp(asked.reader, at=moment, snapshot=snapshot),),
        snapshot=snapshot.number if snapshot else None,
    )


def closed_note(asked: Asked) -> tuple[str, ...]:
    """Why some numbers are not shown, that groups are merged, and what was opened by hand; nothing for the team."""
    found = asked.disclosed
    if found is None:
        return ()
    if found.is_whole:
        return found.opened_lines()
    if found.policy.merge:
        closed = _(
            "Closed: numbers of fewer than %(k)s participants on sensitive codes, and those that would give them away. "
            "Groups of fewer than %(k)s are merged."
        )
    else:
        closed = _(
            "Closed: numbers of fewer than %(k)s participants on sensitive codes, those that would give them away, and "
            "attributes with a group of fewer than %(k)s."
        )
    return (closed % {"k": found.policy.least}, *_elsewhere(found), *found.opened_lines())


def _elsewhere(found: Disclosed) -> tuple[str, ...]:
    """Where the numbers of such codes are to be found instead."""
    reasons = {*found.closed.values()}
    if "basis" in reasons:
        return (_("Codes of a branch with a sensitive one are shown under the study’s own basis alone."),)
    if "snapshot" in reasons:
        return (_("Codes of a branch with a sensitive one are shown to readers as they are today, not in snapshots."),)
    return ()


def done_paragraph(study: Study) -> str:
    """Whom the report can speak of."""
    ground = study.ground
    return _("Done: %(done)s participants") % {"done": Share(len(ground.covered), len(ground.participants))}


def basis_paragraph(study: Study) -> str:
    return _("Basis: %(basis)s") % {"basis": basis_name(study.basis)}


def notes_of(study: Study) -> tuple[str, ...]:
    """What a reader of any table about participants has to know, most important first."""
    ground = study.ground
    wanted = (
        blindness(study.reader),
        basis_note(ground.basis),
        open_words(len(study.counted.open)) if ground.basis.kind is BasisKind.CONSENSUS else "",
        single_words(ground.single, of=len(ground.transcripts)) if ground.basis.coder is None else "",
        _("A branch counts each participant once who mentions any of its codes. A mention is not importance."),
        _("Purposive sample: the numbers describe these participants and nobody else."),
    )
    return tuple(note for note in wanted if note)


def basis_name(basis: Basis) -> str:
    """A basis as its tab says it; one coder is named."""
    names = {
        BasisKind.UNION: _("Union"),
        BasisKind.INTERSECTION: _("Intersection"),
        BasisKind.MAJORITY: _("Majority"),
        BasisKind.CONSENSUS: _("Consensus"),
    }
    return str(basis.coder) if basis.coder else names[basis.kind]


def basis_note(basis: Basis) -> str:
    """What the basis counts."""
    return {
        BasisKind.CODER: _("One coder: only these codings are counted."),
        BasisKind.UNION: _("Union: whatever any coder marked counts, so the numbers are an upper bound."),
        BasisKind.INTERSECTION: _("Intersection: only what every coder of a transcript marked counts."),
        BasisKind.MAJORITY: _("Majority: what more than half of a transcript’s coders marked counts."),
        BasisKind.CONSENSUS: consensus_words(),
    }[basis.kind]


def consensus_words() -> str:
    """What counts under consensus."""
    return _("Consensus: what all coders of a transcript marked alike counts, and what was decided; the rest is open.")


def blindness(reader: Member) -> str:
    """What is hidden from the reader; nothing for one who sees all."""
    if sight_of(reader) is Sight.ALL:
        return ""
    if not reader.counts_in_reports:
        return _("You do not count in reports, and others’ work is hidden from you: the table is empty.")
    return _("Only your own codings are counted: others’ work is hidden from you.")


def open_words(n: int) -> str:
    """How many disagreements consensus leaves out."""
    return ngettext(
        "%(n)s open: a disagreement that nobody has decided yet is left out where the coders differ.",
        "%(n)s open: disagreements that nobody has decided yet are left out where the coders differ.",
        n,
    ) % {"n": n}


def single_words(n: int, *, of: int) -> str:
    """How many transcripts one person coded; nothing for none."""
    if not n:
        return ""
    return ngettext(
        "%(n)s of %(of)s transcripts was coded by one person.",
        "%(n)s of %(of)s transcripts were coded by one person.",
        n,
    ) % {"n": n, "of": of}


def reflexive() -> str:
    """Why a report has no statistics."""
    return _("The study’s stance is reflexive: no coefficients, tests or intervals are shown.")


def declared_line(found: Declared) -> str:
    """Which declaration the table follows, and that it was changed."""
    if not found.number:
        return _("Nothing was declared beforehand: exploratory.")
    if found.number == 1:
        return _("By the study’s declaration, unchanged.")
    return _("By the study’s declaration %(n)s: changed before, see its log.") % {"n": found.number}
