"""The table of a closed round: a row a code with its alpha, range, reading and open disagreements, ready to draw."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from coding.models import Code, Decision, Round
from coding.queries.agreement_plot import Plot, plot_of
from coding.queries.agreement_results import CodeResult, Results
from coding.queries.agreement_words import (
    REASONS,
    Reading,
    count,
    few_coded,
    number,
    percent,
    range_words,
    reading,
    reading_of,
    scale_of,
    units_coded,
)
from coding.queries.codebook import codebook_of
from interviews.models import Member, Transcript
from methods.agreement import Unit
from methods.scales import BOUNDARIES_ONLY, EVERYWHERE, FEW_POSITIVE_UNITS, ONE_SIDED, RARE, Scale, flags, word_for

SORTS = ("codebook", "alpha", "coded", "open")
DEEPEST = 3
# Whether and where apart by so much, with most of the disagreement at the borders: the rule for borders is missing.
GAP, MOSTLY = 0.15, 0.5


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids in the results are called today."""

    coders: Mapping[int, str]
    transcripts: Mapping[int, str]
    codes: Mapping[int, Code]

    def short(self, coder: int) -> str:
        """The first name where nobody else has it, for narrow columns; the whole name otherwise."""
        first = self.coders[coder].split()[0]
        alike = sum(name.split()[0] == first for name in self.coders.values())
        return first if alike == 1 else self.coders[coder]


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One code. `found` and `where` are its figures by the unit and by character; `flag` is one short warning."""

    code: Code
    depth: int
    branch: bool
    found: CodeResult
    where: CodeResult
    alpha: str
    range: str
    plot: Plot | None
    coded: str
    coded_words: str
    reading: Reading
    flag: str
    borders: bool
    open: int
    disagreements: int


@dataclass(frozen=True, slots=True)
class AgreementTable:
    """The rows asked for, and how many codes have which reading, of the whole round."""

    unit: Unit
    scale: Scale
    rows: tuple[AgreementRow, ...]
    readings: tuple[tuple[Reading, int], ...]
    open: int
    branches: tuple[Code, ...]


def names_of(round_: Round, results: Results) -> Names:
    """Three queries, whatever the size of the round."""
    members = Member.objects.filter(pk__in=results.coders).select_related("user")
    by_id = codebook_of(round_.project).by_id
    return Names(
        {member.pk: str(member.user) for member in members},
        dict(Transcript.objects.filter(pk__in=results.transcripts).values_list("pk", "title")),
        {code: by_id[code].code for code in results.tree.parents if code in by_id},
    )


def table_of(
    round_: Round, results: Results, names: Names, *, unit: Unit, sort: str = "codebook", branch: str = ""
) -> AgreementTable:
    """The table by this unit; `branch` is the key of a code to show alone with all below it."""
    scale = scale_of(round_.scale)
    remaining = open_by_code(round_, results)
    rows = [
        _row(code, results, names, unit=unit, scale=scale, remaining=remaining)
        for code in results.tree.parents
        if code in names.codes
    ]
    leaves = Counter(row.reading.key for row in rows if not row.branch)
    keys = [key for key, _low in scale.classes]
    shown = [row for row in rows if _within(row, branch, results, names)]
    return AgreementTable(
        unit,
        scale,
        tuple(sorted(shown, key=ORDERS[sort]) if sort != "codebook" else shown),
        tuple((reading(key, scale), leaves[key]) for key in (*keys, "unjudged", "undefined") if leaves[key]),
        sum(remaining.values()),
        tuple(row.code for row in rows if row.branch),
    )


ORDERS: dict[str, Callable[[AgreementRow], tuple[float, ...]]] = {
    "alpha": lambda row: (
        (1.0,) if row.found.values.krippendorff_alpha is None else (0, row.found.values.krippendorff_alpha)
    ),
    "coded": lambda row: (-row.found.values.positive,),
    "open": lambda row: (-row.open,),
}


def open_by_code(round_: Round, results: Results) -> Counter[int]:
    """Disagreements without a living decision, by code as applied."""
    numbers = {int(code): kept["number"] for code, kept in results.disagreements["codes"].items()}
    decided = Decision.objects.living().filter(disagreement__round=round_).values_list("disagreement__code")
    settled = dict(decided.annotate(n=Count("pk")))
    return Counter({code: n - settled.get(code, 0) for code, n in numbers.items()})


def _within(row: AgreementRow, branch: str, results: Results, names: Names) -> bool:
    here: int | None = row.code.pk
    while branch and here is not None:
        if here in names.codes and names.codes[here].key == branch:
            return True
        here = results.tree.parents[here]
    return not branch


def _row(
    code: int, results: Results, names: Names, *, unit: Unit, scale: Scale, remaining: Mapping[int, int]
) -> AgreementRow:
    found, where = results.code(code, unit), results.code(code, "character")
    alpha = found.values.krippendorff_alpha
    below = results.tree.within(code)
    borders = _borders(results, below, found, where)
    read = reading_of(alpha, found.range, scale)
    return AgreementRow(
        code=names.codes[code],
        depth=min(results.tree.depth(code), DEEPEST),
        branch=code in results.tree.branches,
        found=found,
        where=where,
        alpha=number(alpha),
        range=range_words(found.range) if alpha is not None else "",
        plot=plot_of(alpha, found.range, scale, read),
        coded=count(found.values.positive),
        coded_words=units_coded(found.values.positive, unit),
        reading=read,
        flag=_flag(results, names, below, found=found, where=where, unit=unit, scale=scale, borders=borders),
        borders=borders,
        open=sum(remaining.get(one, 0) for one in below),
        disagreements=sum(results.disagreements_of(one) for one in below),
    )


def _borders(results: Results, below: Sequence[int], found: CodeResult, where: CodeResult) -> bool:
    """Whether coders have the same idea and other borders."""
    whether, at = found.values.krippendorff_alpha, where.values.krippendorff_alpha
    weights = results.kinds_of(below)
    heavy = weights["boundary"] >= MOSTLY * weights.total() > 0
    return heavy and whether is not None and at is not None and whether - at >= GAP


def _flag(
    results: Results,
    names: Names,
    below: Sequence[int],
    *,
    found: CodeResult,
    where: CodeResult,
    unit: Unit,
    scale: Scale,
    borders: bool,
) -> str:
    """The first warning that applies, in words."""
    reason = found.values.undefined.get("krippendorff_alpha")
    if reason:
        return str(REASONS[reason])
    kinds = [kind for kind, weight in results.kinds_of(below).items() if weight]
    raised = flags(found.values, characters=where.values, kinds=kinds)  # type: ignore[arg-type]  # kinds as kept
    if FEW_POSITIVE_UNITS in raised:
        return few_coded(unit)
    if RARE in raised or EVERYWHERE in raised:
        return _("prevalence %(share)s: read AC1, %(ac1)s") % {
            "share": percent(found.values.prevalence, 1 if RARE in raised else 0),
            "ac1": number(found.values.gwet_ac1),
        }
    if ONE_SIDED in raised:
        coder, share = _loudest(where)
        return _("%(coder)s alone: %(share)s of the code") % {"coder": names.short(coder), "share": percent(share)}
    if borders or BOUNDARIES_ONLY in raised:
        return _("borders to sharpen")
    return _without(found, names, scale)


def _loudest(where: CodeResult) -> tuple[int, float]:
    coder, characters = max(where.values.by_coder.items(), key=lambda one: one[1])
    return int(coder), characters / sum(where.values.by_coder.values())


def _without(found: CodeResult, names: Names, scale: Scale) -> str:
    """What alpha would be without one transcript, where that changes its class."""
    alpha = found.values.krippendorff_alpha
    if found.without is None or alpha is None:
        return ""
    transcript, left = found.without
    if word_for(left, scale.key) == word_for(alpha, scale.key) or transcript not in names.transcripts:
        return ""
    return _("%(alpha)s without %(transcript)s") % {"alpha": number(left), "transcript": names.transcripts[transcript]}
