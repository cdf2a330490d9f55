"""The talk pack as one object: numbered tables and figures, findings with quotes. Every file is written from it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from reports.document import Figure, Report, Share, Undefined

SLIDES, DOCUMENT, WORKBOOK, HANDOUT = "slides", "document", "workbook", "handout"
EVERYWHERE = frozenset({SLIDES, DOCUMENT, WORKBOOK, HANDOUT})
MOST_ROWS = 7


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its printed words, so that a workbook keeps the number; `form` is how a workbook shows it."""

    value: float
    words: str
    form: str = "General"

    def __str__(self) -> str:
        return self.words


PackCell = str | int | Share | Amount | Undefined | None


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head. Neighbours with the same `spanner` stand under it together. `wide` is its part of the width.

    One that is not on `slides` would crowd them: a percentage beside its count.
    """

    label: str
    numeric: bool = False
    spanner: str = ""
    wide: float = 1.0
    slides: bool = True


@dataclass(frozen=True, slots=True)
class PackRow:
    """One cell a head. A `branch` heads the rows below it; `depth` is the place in a tree."""

    cells: tuple[PackCell, ...]
    depth: int = 0
    branch: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that belong together on slides, under one claim, with what a speaker says of them."""

    claim: str
    rows: tuple[PackRow, ...]
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackTable:
    """A numbered table. Its notes are those of an APA table: general, specific, probability."""

    number: int
    title: str
    heads: tuple[Head, ...]
    blocks: tuple[Block, ...]
    forms: frozenset[str] = EVERYWHERE
    general: tuple[str, ...] = ()
    specific: tuple[str, ...] = ()
    probability: str = ""

    @property
    def key(self) -> str:
        return f"T{self.number}"

    @property
    def name(self) -> str:
        return _("Table %(n)s") % {"n": self.number}

    @property
    def rows(self) -> tuple[PackRow, ...]:
        return tuple(row for block in self.blocks for row in block.rows)

    @property
    def spanned(self) -> bool:
        return any(head.spanner for head in self.heads)


@dataclass(frozen=True, slots=True)
class PackFigure:
    """A numbered figure; `claim` is what a slide with it says, `notes` what one has to know of it."""

    number: int
    title: str
    claim: str
    figure: Figure
    notes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"F{self.number}"

    @property
    def name(self) -> str:
        return _("Figure %(n)s") % {"n": self.number}


@dataclass(frozen=True, slots=True)
class Said:
    """A quote with its pseudonym and nothing else about the person; a translation has its translator."""

    words: str
    who: str
    translation: str = ""
    translator: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A finding: its claim, the cells that carry it, drawn as `figure`, quotes for and against, how far it holds."""

    number: int
    claim: str
    strength: str
    cells: tuple[tuple[str, Share], ...]
    figure: Figure | None
    quotes: tuple[Said, ...]
    against: tuple[Said, ...]
    method: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """An item of a checklist with what the record says, empty where a person has to, and what people wrote to it.

    `key` names it among the items of all checklists, as "coreq-10".
    """

    key: str
    code: str
    label: str
    domain: str
    answer: str
    written: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    key: str
    name: str
    source: str
    items: tuple[Filled, ...]


@dataclass(frozen=True, slots=True)
class Methods:
    """The paragraph in pieces, each with whether it is a blank, and the checklists."""

    pieces: tuple[tuple[str, bool], ...]
    checklists: tuple[Checklist, ...]

    @property
    def paragraph(self) -> str:
        return " ".join(words for words, _blank in self.pieces)


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything of one snapshot in one language. `source` is the line under every slide and figure.

    `closed` is what the disclosure gate closed: which numbers, groups and findings, and nothing of what they say.
    """

    project_key: str
    project_name: str
    language: str
    at: datetime
    snapshot: int
    fictional: bool
    title: str
    subtitle: str
    source: str
    paragraphs: tuple[str, ...]
    notes: tuple[str, ...]
    tables: tuple[PackTable, ...]
    figures: tuple[PackFigure, ...]
    findings: tuple[Evidence, ...]
    methods: Methods
    closed: tuple[str, ...] = ()

    @property
    def fiction(self) -> str:
        """The line that marks an invented study; nothing for a real one."""
        return _("Fictional study: the people and what they say are invented.") if self.fictional else ""

    @property
    def stem(self) -> str:
        """What every file's name begins with: `omsrp-demo-2026-03-12-snapshot-4`."""
        return f"{self.project_key}-{localtime(self.at):%Y-%m-%d}-snapshot-{self.snapshot}"

    def tables_in(self, form: str) -> tuple[PackTable, ...]:
        return tuple(table for table in self.tables if form in table.forms)


def closed_title() -> str:
    """The head of the list of what is closed."""
    return _("Not shown: numbers of too few people")


def printed(cell: PackCell) -> str:
    """A cell as text, its denominator with it."""
    return "" if cell is None else str(cell)


def labelled(label: object, value: object) -> str:
    """A value with what it is of, as a line of a list."""
    return _("%(label)s: %(value)s") % {"label": label, "value": value}


def bare(cell: PackCell) -> str:
    """A cell as an article prints it: n alone, for the head has the N."""
    return str(cell.n) if isinstance(cell, Share) else printed(cell)


def pages_of(rows: tuple[Any, ...], most: int = MOST_ROWS) -> list[tuple[Any, ...]]:
    """The rows in pages of about the same length, none longer than `most`."""
    pages = -(-len(rows) // most) or 1
    size, more = divmod(len(rows), pages)
    cut, found = 0, []
    for page in range(pages):
        end = cut + size + (page < more)
        found.append(rows[cut:end])
        cut = end
    return found


def notes_of(table: PackTable) -> tuple[str, ...]:
    """The table's notes as APA has them: general, specific and probability, a paragraph each, those that there are."""
    found = (*(" ".join(map(_stop, lines)) for lines in (table.general, table.specific)), table.probability)
    return tuple(words for words in found if words)


def _stop(line: str) -> str:
    """A line as a sentence."""
    return line if not line or line[-1] in ".!?…" else f"{line}."


def as_report(pack: Pack, figure: PackFigure, *, alone: bool = True) -> Report:
    """The figure as the exporters of figures take it. One that does not stand `alone` has its title and source beside
    it already.
    """
    return Report(
        key=figure.key.lower(),
        project_key=pack.project_key,
        project_name=pack.project_name if alone else "",
        title="",
        at=pack.at,
        fictional=pack.fictional and alone,
        charts=(replace(figure.figure, title=f"{figure.name}. {figure.title}" if alone else ""),),
        paragraphs=(pack.source,) if alone else (),
    )
