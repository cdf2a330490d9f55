"""The queue of a closed round's disagreements, the heaviest first: a page by its last number, however long the queue.

A round's numbers are 1 to n without a gap, so the last one is how many there are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import Exists, F, Max, OuterRef, Prefetch, Sum
from django.db.models.functions import Greatest, Least, Substr

from coding.models import Assignment, Code, Decision, Disagreement, Round
from coding.models.decisions import DisagreementQuerySet
from coding.queries.agreement_words import percent
from coding.queries.codebook import Codebook, Node, codebook_of
from coding.queries.decided import in_words
from coding.queries.side_by_side import Piece, Stripe, lettered, pieces, stripes
from interviews.models import Member, Transcript

PER_PAGE = 20
# How much of a passage the queue shows and reads at most, and what stands around it; in characters.
SHOWN, READ, AROUND = 600, 20_000, 90
ELLIPSIS, INDENT = "\u2026", "\u2003"
STATES = ("open", "decided", "all")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which disagreements: by state, kind, code (with all below it), transcript, and who has a passage in it."""

    state: str = "open"
    kind: str = ""
    code: str = ""
    transcript: int | None = None
    coder: int | None = None

    @property
    def query(self) -> str:
        """As an address takes it, with its question mark; nothing where it is the whole queue."""
        return self.query_with()

    def query_with(self, **more: str) -> str:
        """The same with something else that the address carries, where it has a value."""
        asked = {
            "state": "" if self.state == "open" else self.state,
            "kind": self.kind,
            "code": self.code,
            "transcript": self.transcript,
            "coder": self.coder,
            **more,
        }
        chosen = {name: value for name, value in asked.items() if value}
        return f"?{urlencode(chosen)}" if chosen else ""

    @property
    def of_any_state(self) -> "Wanted":
        return replace(self, state="all")

    @property
    def narrows(self) -> bool:
        """Whether it asks for less than all of a state."""
        return replace(self, state="open") != Wanted()


@dataclass(frozen=True, slots=True)
class Figures:
    """How many disagreements a round has, and how many of them are decided."""

    all: int
    decided: int

    @property
    def open(self) -> int:
        return self.all - self.decided


@dataclass(frozen=True, slots=True)
class Row:
    """One disagreement of the queue. `decided` is its outcome in words, empty while it is open; `so_far` the share of
    all from the first of the queue to this one.
    """

    disagreement: Disagreement
    code: Code
    decided: str
    share: str
    so_far: str
    before: str
    pieces: tuple[Piece, ...]
    after: str
    stripes: tuple[Stripe, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the queue; `lighter` and `heavier` are the numbers that the neighbours begin after and end before."""

    rows: tuple[Row, ...]
    lighter: int | None
    heavier: int | None

    @property
    def carries(self) -> str:
        """What all of the queue up to here carries of the observed disagreement."""
        return self.rows[-1].so_far if self.rows else ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: codes with something to show and those above them, transcripts, coders."""

    codes: tuple[tuple[str, str], ...]
    transcripts: tuple[tuple[int, str], ...]
    coders: tuple[Member, ...]


def found(closed: Round, wanted: Wanted, *, reader: Member) -> DisagreementQuerySet:
    """The disagreements that fit, in no order."""
    rows = Disagreement.objects.visible_to(reader).filter(round=closed)
    if wanted.state != "all":
        rows = rows.open() if wanted.state == "open" else rows.decided()
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.code:
        book = codebook_of(closed.project)
        branch = [node.code.pk for node in book.branch(wanted.code)] if wanted.code in book.by_key else []
        rows = rows.filter(code__in=branch)
    if wanted.transcript is not None:
        rows = rows.filter(transcript=wanted.transcript)
    return rows if wanted.coder is None else rows.marked_by(wanted.coder)


def figures_of(closed: Round, *, reader: Member) -> Figures:
    """Two short questions."""
    rows = Disagreement.objects.visible_to(reader).filter(round=closed)
    last = rows.aggregate(last=Max("number"))["last"] or 0
    return Figures(last, last - rows.open().count())


def choices_of(closed: Round, *, reader: Member) -> Choices:
    """Three questions."""
    differing = Disagreement.objects.visible_to(reader).filter(round=closed)
    book = codebook_of(closed.project)
    apart = [*Code.objects.filter(Exists(differing.filter(code=OuterRef("pk")))).values_list("pk", flat=True)]
    passes = Assignment.objects.visible_to(reader).in_round(closed)
    coders = Member.objects.filter(Exists(passes.filter(coder=OuterRef("pk")))).select_related("user")
    texts = Transcript.objects.filter(Exists(differing.filter(transcript=OuterRef("pk"))))
    titles = texts.order_by("position", "pk").values_list("pk", "title")
    return Choices(tuple(_code_choices(book, apart)), tuple(titles), tuple(coders.order_by("pk")))


def _code_choices(book: Codebook, apart: Iterable[int]) -> Iterable[tuple[str, str]]:
    """(key, label) in tree order, deeper ones further in."""
    nodes = [book.by_id[code] for code in apart if code in book.by_id]
    shown = {code.pk for node in nodes for code in (*node.ancestors, node.code)}
    return ((node.key, f"{INDENT * node.depth}{node.code.label}") for node in book.nodes if node.code.pk in shown)


def next_open(closed: Round, wanted: Wanted, *, reader: Member, after: int = 0) -> int | None:
    """The number of the heaviest open one after this number, else of the heaviest open one; None where none is left."""
    left = found(closed, replace(wanted, state="open"), reader=reader).order_by("number")
    numbers = left.values_list("number", flat=True)
    return numbers.filter(number__gt=after).first() or (numbers.first() if after else None)


def page_of(
    closed: Round, wanted: Wanted, *, reader: Member, after: int | None = None, before: int | None = None
) -> Page:
    """The heaviest, those after a number, or the last ones before a number."""
    rows = found(closed, wanted, reader=reader)
    if before is not None:
        here = [*_drawable(rows.filter(number__lt=before), reader).order_by("-number")[: PER_PAGE + 1]][::-1]
        more = len(here) > PER_PAGE
        here = here[-PER_PAGE:]
        earlier, later = more, rows.filter(number__gte=before).exists()
    else:
        here = [*_drawable(rows.filter(number__gt=after or 0), reader).order_by("number")[: PER_PAGE + 1]]
        later = len(here) > PER_PAGE
        here = here[:PER_PAGE]
        earlier = bool(after) and rows.filter(number__lte=after).exists()
    passed = rows.filter(number__lt=here[0].number).aggregate(sum=Sum("share"))["sum"] if here and earlier else 0
    return Page(
        tuple(_rows(here, closed, reader=reader, passed=passed or 0.0)),
        here[-1].number if here and later else None,
        here[0].number if here and earlier else None,
    )


def row_of(disagreement: Disagreement, closed: Round, *, reader: Member) -> Row:
    """One of them as the queue shows it."""
    (row,) = _rows(
        _drawable(Disagreement.objects.visible_to(reader).filter(pk=disagreement.pk), reader),
        closed,
        reader=reader,
        passed=0.0,
    )
    return row


def _drawable(rows: DisagreementQuerySet, reader: Member) -> DisagreementQuerySet:
    """With their decision and the words of the passage and around it, cut out by the database."""
    begins = Greatest(F("start") - AROUND, 0)
    extent = Least(F("end") - F("start"), READ)
    words = Substr("text__text", begins + 1, F("start") - begins + extent + AROUND)
    living = Decision.objects.visible_to(reader).living()
    return (
        rows.select_related("transcript")
        .prefetch_related(Prefetch("decisions", living, to_attr="standing"))
        .annotate(words=words)
    )


def _rows(found: Iterable[Disagreement], closed: Round, *, reader: Member, passed: float) -> Iterable[Row]:
    codes = codebook_of(closed.project).by_id
    for one in found:
        passed += one.share
        yield _row(one, codes, reader=reader, so_far=passed)


def _row(one: Disagreement, codes: Mapping[int, Node], *, reader: Member, so_far: float) -> Row:
    words: str = one.words  # type: ignore[attr-defined]  # annotated by _drawable
    standing: list[Decision] = one.standing  # type: ignore[attr-defined]  # prefetched by _drawable
    first = one.start - max(0, one.start - AROUND)
    extent, after = words[first:][: one.end - one.start], words[first + one.end - one.start :]
    sides = lettered(one, reader=reader)
    return Row(
        one,
        codes[one.code_id].code if one.code_id in codes else one.code,
        in_words(standing[0], sides) if standing else "",
        percent(one.share, 1),
        percent(so_far, 0 if so_far >= 0.1 else 1),
        _from_a_word(words[:first], cut=one.start > AROUND),
        pieces(extent[:SHOWN], sides, begins=one.start),
        _to_a_word(after) if len(extent) <= SHOWN else ELLIPSIS,
        stripes(one, sides, extent),
    )


def _from_a_word(before: str, *, cut: bool) -> str:
    """Without the end of a word at its beginning, where it was cut out of more."""
    words = before.split(maxsplit=1) if cut else []
    return f"{ELLIPSIS} {before[before.index(words[1]) :]}" if len(words) > 1 else before


def _to_a_word(after: str) -> str:
    """Without the beginning of a word at its end."""
    last = max(after.rfind(" "), after.rfind("\n"))
    return f"{after[:last]} {ELLIPSIS}" if len(after) >= AROUND and last > 0 else after
