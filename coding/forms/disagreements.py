"""What the address of the queue asks for, and what its forms send; whatever it does not know asks for nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coding.models import Decision, Disagreement
from coding.queries.deciding import MOST_BESIDE
from coding.queries.disagreements import STATES, Wanted
from methods.spans import Span

Outcome, Manner = Decision.Outcome, Decision.Manner
# What can be said of several at once: it means the same whoever marked what.
TOGETHER = (Outcome.UNION, Outcome.INTERSECTION, Outcome.BOTH, Outcome.NEITHER)
MOST_TOGETHER = 200


@dataclass(frozen=True, slots=True)
class AskedQueue:
    """Which disagreements, and from which number on: after one, or before one."""

    wanted: Wanted
    after: int | None
    before: int | None


def read_queue(query: Mapping[str, str]) -> AskedQueue:
    """What `?state=&kind=&code=&transcript=&coder=&after=&before=` ask for; the open ones without a word."""
    return AskedQueue(read_wanted(query), number(query.get("after", "")), number(query.get("before", "")))


def read_wanted(query: Mapping[str, str]) -> Wanted:
    """The filters alone."""
    kind, state = query.get("kind", ""), query.get("state", "")
    return Wanted(
        state=state if state in STATES else STATES[0],
        kind=kind if kind in Disagreement.Kind.values else "",
        code=query.get("code", "")[:100],
        transcript=number(query.get("transcript", "")),
        coder=number(query.get("coder", "")),
    )


def number(sent: str) -> int | None:
    """A row's number; None for anything else."""
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else None


def read_manner(query: Mapping[str, str]) -> str:
    """How the one before was decided, for who sits together over many; alone without a word."""
    manner = query.get("manner", "")
    return manner if manner in Manner.values else Manner.ALONE.value


@dataclass(frozen=True, slots=True)
class AskedTogether:
    """The ticked ones, by number, and what to decide of them all."""

    picked: tuple[int, ...]
    outcome: str
    reason: str
    manner: str


def read_together(sent: Mapping[str, str], picked: Sequence[str]) -> AskedTogether:
    """What the form under the queue sends."""
    numbers = sorted({found for one in picked[:MOST_TOGETHER] if (found := number(one)) is not None})
    outcome = sent.get("outcome", "")
    return AskedTogether(
        tuple(numbers),
        outcome if outcome in TOGETHER else "",
        sent.get("reason", ""),
        sent.get("manner", Manner.ALONE),
    )


@dataclass(frozen=True, slots=True)
class AskedDecision:
    """What is decided of one disagreement, as it was sent: a choice by its key, and for another extent its borders.

    `also` are the numbers of disagreements beside it that get the same answer.
    """

    choice: str = ""
    first: int | None = None
    last: int | None = None
    start: int | None = None
    end: int | None = None
    reason: str = ""
    manner: str = Manner.ALONE
    also: tuple[int, ...] = ()

    @property
    def extent(self) -> Span | None:
        """The other extent: what was typed or marked where it is whole, else from the first to the last sentence."""
        if self.start is not None and self.end is not None:
            return self.start, self.end
        return (self.first, self.last) if self.first is not None and self.last is not None else None


def read_decision(sent: Mapping[str, str], also: Sequence[str] = ()) -> AskedDecision:
    """What the form of one disagreement sends."""
    borders = {name: number(sent.get(name, "")) for name in ("first", "last", "start", "end")}
    return AskedDecision(
        choice=sent.get("choice", ""),
        **borders,
        reason=sent.get("reason", ""),
        manner=sent.get("manner", Manner.ALONE),
        also=tuple(found for one in also[:MOST_BESIDE] if (found := number(one)) is not None),
    )
