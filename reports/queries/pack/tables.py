"""Tables 1, 3 and 4 of a talk pack: the sample, codes by group, the ranking. Their numbers are those of the reports."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from django.utils.formats import sanitize_separators
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coding.queries.codebook import Node
from reports.document import Cell, Closed, Row, Share, Table, Undefined
from reports.pack import MOST_ROWS, Amount, Block, Head, PackCell, PackRow, PackTable, pages_of
from reports.queries.kinds.comparison import probability, signed
from reports.queries.kinds.sample import sample_report
from reports.queries.pack.sources import AUDIENCE, Counts, Sources, counts_of, shares_in

# From here on a difference is called moderate; below it a slide claims none.
MILD = 0.2
NO_BREAK = "\u00a0"
POINTS, P_VALUE, WHOLE = "+0;\u22120;0", "0.000", "0"


def per_cent(cell: Cell) -> PackCell:
    """The share in whole hundredths; nothing where there is no share."""
    if not isinstance(cell, Share) or not cell.of:
        return ""
    whole = round(100 * cell.n / cell.of)
    return Amount(whole, str(whole), WHOLE)


def points(value: Cell) -> PackCell:
    """A difference of shares in points."""
    return Amount(round(100 * value), signed(value), POINTS) if isinstance(value, int | float) else ""


def p_value(value: Cell) -> PackCell:
    return Amount(round(value, 6), str(probability(value)), P_VALUE) if isinstance(value, int | float) else ""


def number_read(cell: Cell) -> PackCell:
    """A number that a report has in words, as a number again."""
    words = str(cell)
    try:
        return Amount(float(sanitize_separators(words)), words)
    except ValueError:
        return words


def whole(cell: object) -> str:
    """A share in a sentence: it never breaks over two lines."""
    return str(cell).replace(" ", NO_BREAK)


def plain(cell: Cell) -> PackCell:
    """A report's cell as a pack's; a closed one is its word."""
    return cell if cell is None or isinstance(cell, str | int | Share | Undefined) else str(cell)


# Table 1 -------------------------------------------------------------------------------------------------------------


def sample_table(sources: Sources) -> PackTable:
    """Each attribute by itself; the extremes of a number stay with the team."""
    report = sample_report(sources.reader, at=sources.at, source=sources.frozen, audience=AUDIENCE)
    size = len(sources.frozen.people())
    heads = (
        Head(_("Characteristic"), wide=3),
        Head(_("n (N = %(n)s)") % {"n": size}, numeric=True),
        Head(pgettext("per cent", "%"), numeric=True),
    )
    shown = [Block(_profile(table), (*_values(table),)) for table in report.tables]
    blocks = gathered([block for block in shown if block.rows])
    many = ngettext("%(n)s participant", "%(n)s participants", size) % {"n": size}
    blocks = [
        replace(block, claim=_("%(many)s: %(groups)s") % {"many": many, "groups": block.claim} if block.claim else many)
        for block in blocks
    ]
    return PackTable(1, _("Sample"), heads, tuple(blocks), general=report.notes[:-1])


def gathered(blocks: Iterable[Block], *, join: str = " · ") -> list[Block]:
    """Neighbours together as long as a slide holds them; each keeps what it claims."""
    found: list[Block] = []
    for block in blocks:
        if found and len(found[-1].rows) + len(block.rows) <= MOST_ROWS:
            last = found.pop()
            claim = join.join(filter(None, (last.claim, block.claim)))
            found.append(Block(claim, (*last.rows, *block.rows), (*last.said, *block.said)))
        else:
            found.append(block)
    return found


def _values(table: Table) -> Iterator[PackRow]:
    rows = [row for row in table.rows if isinstance(row.cells[1], Share | Closed) or row.cells[0] == _("median")]
    if not rows:
        return
    if len(rows) == 1 and rows[0].cells[0] == _("median"):
        label = _("%(attribute)s, %(value)s") % {"attribute": table.title, "value": rows[0].cells[0]}
        yield PackRow((label, _of_people(rows[0]), per_cent(rows[0].cells[1])))
        return
    yield PackRow((table.title, "", ""), branch=True)
    for row in rows:
        yield PackRow((str(row.cells[0]), _of_people(row), per_cent(row.cells[1])), depth=1)


def _of_people(row: Row) -> PackCell:
    """n of N, that it is closed, or the median."""
    found = row.cells[1]
    return plain(found) if isinstance(found, Share | Closed) else number_read(found)


def _profile(table: Table) -> str:
    """The attribute in a few words: its median, or its counts ("Private (12), Public (7)")."""
    median = next((row.cells[1] for row in table.rows if row.cells[0] == _("median")), None)
    if median is not None:
        return _("%(attribute)s, median %(value)s") % {"attribute": table.title, "value": median}
    shares = [(row.cells[0], row.cells[1]) for row in table.rows if isinstance(row.cells[1], Share)]
    return ", ".join(f"{label} ({share.n})" for label, share in shares if isinstance(share, Share))


# Table 3 -------------------------------------------------------------------------------------------------------------


def comparison_table(sources: Sources) -> PackTable | None:
    """n of N and per cent of each group, then the difference with its interval, and p where tests were declared."""
    counts = sources.comparison
    if counts is None or sources.attribute is None:
        return None
    two = any(line["difference"] is not None for line in counts.flat.values())
    tested = any(line["p"] is not None for line in counts.flat.values())
    family = any(line["p_holm"] is not None for line in counts.flat.values())
    groups = group_labels(counts)
    heads = [Head(pgettext("qualitative", "Code"), wide=3.2)]
    for label in groups:
        heads += [
            Head(pgettext("a number of people", "n"), numeric=True, spanner=label, wide=1.3),
            Head(pgettext("per cent", "%"), numeric=True, spanner=label, wide=0.8, slides=False),
        ]
    interval = _("Interval, 95 %")
    heads += [
        *([Head(_("Difference, points"), numeric=True, wide=1.5)] if two else []),
        *([Head(end, numeric=True, spanner=interval, wide=1.05) for end in (_("low"), _("high"))] if two else []),
        *([Head(pgettext("a probability", "p"), numeric=True)] if tested else []),
        *([Head(_("p, Holm"), numeric=True)] if family else []),
    ]
    rows = [(key, _compared(counts, key, two=two, tested=tested, family=family)) for key in counts.rows]
    return PackTable(
        3,
        pgettext("qualitative", "Codes by %(attribute)s: participants who mention")
        % {"attribute": sources.attribute.label},
        tuple(heads),
        tuple(_by_branch(counts, rows)),
        general=counts.report.paragraphs,
        specific=counts.report.notes[:-1],
        probability=_probability(sources) if tested else "",
    )


def group_labels(counts: Counts) -> tuple[str, ...]:
    """The heads of the groups with their sizes, as the report has them."""
    first = next(iter(counts.rows.values()), None)
    if first is None:
        return ()
    columns = counts.report.tables[-1].columns
    return tuple(_kept_whole(columns[place].label) for place in range(1, 1 + len(counts.groups)))


def _kept_whole(label: str) -> str:
    """The size after a group's name stays on one line."""
    name, bracket, size = label.rpartition(" (")
    return f"{name}{bracket}{size}" if not bracket else f"{name}{bracket}{size.replace(' ', NO_BREAK)}"


def _compared(counts: Counts, key: str, *, two: bool, tested: bool, family: bool) -> PackRow:
    row, line = counts.rows[key], counts.flat[key]
    cells: list[PackCell] = [str(row.cells[0])]
    for place in range(1, 1 + len(counts.groups)):
        cells += [plain(row.cells[place]), per_cent(row.cells[place])]
    if two:
        cells += [points(line["difference"]), points(line["low"]), points(line["high"])]
    cells += [p_value(line["p"])] if tested else []
    cells += [p_value(line["p_holm"])] if family else []
    return PackRow(tuple(cells), row.depth, row.branch)


def _by_branch(counts: Counts, rows: list[tuple[str, PackRow]]) -> Iterator[Block]:
    """Blocks that a slide holds: branch by branch, small branches together, a large one in parts."""
    numbered = [0]

    def branch(row: tuple[str, PackRow]) -> int:
        numbered[0] += not row[1].depth
        return numbered[0]

    whole = [[*some] for _number, some in groupby(rows, key=branch)]
    cut = [[*part] for some in whole for part in pages_of(tuple(some))]
    parts: list[list[tuple[str, PackRow]]] = []
    for part in cut:
        if parts and len(parts[-1]) + len(part) <= MOST_ROWS:
            parts[-1] += part
        else:
            parts.append(part)
    for part in parts:
        said = _furthest(counts, [key for key, row in part if not row.branch])
        yield Block(said, tuple(row for _key, row in part))


def _furthest(counts: Counts, keys: Iterable[str]) -> str:
    """Where the groups are furthest apart, in numbers."""
    apart = {key: counts.flat[key]["difference"] for key in keys}
    known = {key: abs(value) for key, value in apart.items() if isinstance(value, int | float)}
    if not known:
        return ""
    key = max(known, key=lambda one: known[one])
    row, labels = counts.rows[key], group_labels(counts)
    said = [
        f"{_bare(label)}{NO_BREAK}{whole(share)}" for (_at, share), label in zip(shares_in(row), labels, strict=False)
    ]
    words = {"code": row.cells[0], "groups": ", ".join(said)}
    if known[key] < MILD:
        return _("The groups are less than %(n)s points apart on each of these codes") % {"n": round(100 * MILD)}
    return _("Furthest apart on “%(code)s”: %(groups)s") % words


def _bare(label: str) -> str:
    """The group's label without its size."""
    return label.rpartition(" (")[0] or label


def _probability(sources: Sources) -> str:
    family = len(sources.declared.family)
    if not family:
        return _("p: exploratory, not corrected. A p is no strength.")
    return _("p, Holm: corrected over the %(n)s declared codes. Exploratory, purposive sample.") % {"n": family}


# Table 4 -------------------------------------------------------------------------------------------------------------


def ranking_table(sources: Sources) -> PackTable | None:
    """Each branch ranked by itself, with the rank's interval, the median of rated codes, and the counts by group."""
    found = [(branch, _ranked(sources, branch)) for branch in sources.branches]
    ranked = [(branch, counts) for branch, counts in found if counts and len(counts.rows) > 1]
    if not ranked:
        return None
    compared = sources.comparison
    medians = _medians(sources)
    groups = group_labels(compared) if compared else ()
    interval = _("Rank, 95 %")
    size = len(sources.study.ground.covered)
    heads = [
        Head(pgettext("qualitative", "Code"), wide=3.2),
        Head(_("n (N = %(n)s)") % {"n": size}, numeric=True, wide=1.3),
        Head(pgettext("per cent", "%"), numeric=True, wide=0.8, slides=False),
        Head(_("Rank"), numeric=True, wide=0.8),
        *([Head(_("low"), numeric=True, spanner=interval, wide=0.8)] * sources.statistics),
        *([Head(_("high"), numeric=True, spanner=interval, wide=0.8)] * sources.statistics),
        *([Head(_("Median rating"), numeric=True, wide=1.1)] * bool(medians)),
        *(Head(label, numeric=True, wide=1.3) for label in groups),
    ]
    blocks = [
        Block(first_ranked(counts), (*_ranks(sources, branch, counts, medians, width=len(heads)),))
        for branch, counts in ranked
    ]
    first = ranked[0][1].report
    return PackTable(
        4, pgettext("of codes", "Ranking by branch"), tuple(heads), tuple(gathered(blocks)),
        general=first.paragraphs[:2], specific=first.notes[:-1],
    )  # fmt: skip


def _ranked(sources: Sources, branch: Node) -> Counts | None:
    report = sources.report("ranking", branch=branch.key)
    return counts_of(report, report.tables[0].rows) if report else None


def _medians(sources: Sources) -> dict[str, int]:
    """The lower median of each rated code, of everybody."""
    if not sources.rated:
        return {}
    report = sources.report("ratings", node=sources.rated[0])
    if report is None:
        return {}
    flat = counts_of(report, report.tables[-1].rows).flat
    return {key: line["median"] for key, line in flat.items() if isinstance(line["median"], int)}


def _ranks(sources: Sources, branch: Node, counts: Counts, medians: dict[str, int], *, width: int) -> Iterator[PackRow]:
    yield PackRow((branch.code.label, *([""] * (width - 1))), branch=True)
    compared = sources.comparison
    for key, row in counts.rows.items():
        line, share = counts.flat[key], row.cells[2]
        cells: list[PackCell] = [str(row.cells[1]), plain(share), per_cent(share), str(row.cells[0])]
        if sources.statistics:
            cells += [plain(line["rank_low"]), plain(line["rank_high"])]
        if medians:
            cells.append(medians.get(key, ""))
        if compared:
            own = compared.rows.get(key)
            cells += [plain(own.cells[at]) if own else "" for at in range(1, 1 + len(compared.groups))]
        yield PackRow(tuple(cells), depth=1)


def first_ranked(counts: Counts) -> str:
    """Which codes come first, with their counts."""
    best = [row for row in counts.rows.values() if _place(row) == 1]
    said = ", ".join(_("“%(code)s” (%(share)s)") % {"code": row.cells[1], "share": whole(row.cells[2])} for row in best)
    return _("First of %(n)s: %(codes)s") % {"n": len(counts.rows), "codes": said}


def _place(row: Row) -> int:
    rank = str(row.cells[0]).split()[0]
    return int(rank) if rank.isdecimal() else 0
