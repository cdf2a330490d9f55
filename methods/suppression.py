"""Which more numbers to close, so that those already closed can't be worked out from what stays published.

Numbers are whole, at least 0, and tied by relations that everybody knows: a sum of parts, a bound, a union. What nobody
can exclude is shown by example: for each closed number two tables that obey all relations, leave everything published
as it is, and differ in that number by the width asked for. An attacker, by linear programming or otherwise, can't
narrow it down further than what both tables allow. Where no example is found, one more number is closed; with too
little time to search that closes too much, never too little.
Source: Fischetti & Salazar 2000 (complementary suppression, the attacker's interval); docs/methods.md, disclosure.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)

STEPS = 400  # repairs that one move may try
TRIALS = 12  # numbers that are tried out before the cheapest is closed


@dataclass(frozen=True, slots=True)
class Relation(Generic[Key]):
    """The numbers `plus` less the numbers `minus` are 0 together (`exact`), or at most 0."""

    plus: tuple[Key, ...]
    minus: tuple[Key, ...]
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Hidden:
    """A closed number may be anything from `low` to `high` at least: both are borne out by a table."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class _Example:
    """How far a number was moved down and up, and which numbers had to move with it."""

    down: int
    up: int
    moved: frozenset[int]


def suppressed(
    values: Mapping[Key, int],
    relations: Sequence[Relation[Key]],
    *,
    closed: Mapping[Key, int],
    worth: Mapping[Key, int],
    fixed: Collection[Key] = (),
) -> dict[Key, Hidden]:
    """The closed numbers, with those that had to be added, and what each may be.

    `closed` has the width that each needs (0: it need not be guarded, but may move); what is added needs 1. Numbers of
    little `worth` are added first, `fixed` ones never. Source: Fischetti & Salazar 2000, solved greedily.
    """
    system = _System(values, relations)
    guard = _Guard(system, {system.place[key]: width for key, width in closed.items()})
    guard.close_more([worth[key] for key in values], {system.place[key] for key in fixed})
    guard.open_again({system.place[key] for key in closed})
    keys = [*values]
    return {
        keys[at]: Hidden(system.values[at] - example.down, system.values[at] + example.up)
        for at, example in sorted(guard.examples.items())
    }


class _System(Generic[Key]):
    """Numbers and relations by index; `of` has for each number its relations, with the sign it has there."""

    def __init__(self, values: Mapping[Key, int], relations: Sequence[Relation[Key]]) -> None:
        self.place = {key: at for at, key in enumerate(values)}
        self.values = [*values.values()]
        self.exact = [one.exact for one in relations]
        self.terms = [
            [(self.place[key], 1) for key in one.plus] + [(self.place[key], -1) for key in one.minus]
            for one in relations
        ]
        self.sums = [sum(sign * self.values[at] for at, sign in terms) for terms in self.terms]
        self.of: list[list[tuple[int, int]]] = [[] for _ in self.values]
        for relation, terms in enumerate(self.terms):
            for at, sign in terms:
                self.of[at].append((relation, sign))

    def near(self, at: int, closed: Collection[int]) -> Iterator[int]:
        """Other numbers, those first that share a relation with this one, then by way of closed ones."""
        seen, edge = {at}, [at]
        while edge:
            found = dict.fromkeys(
                other for one in edge for relation, _sign in self.of[one] for other, _ in self.terms[relation]
            )
            layer = [one for one in found if one not in seen]
            seen.update(layer)
            yield from layer
            edge = [one for one in layer if one in closed]


class _Table:
    """One table that obeys all relations; it is moved by steps of 1 to others, in which only closed numbers differ."""

    def __init__(self, system: _System[Key], closed: Collection[int]) -> None:
        self.system = system
        self.closed = closed
        self.now = [*system.values]
        self.sums = [*system.sums]
        self.steps: dict[int, int] = {}
        self.broken: dict[int, None] = {}
        self.left = 0

    def move(self, at: int, step: int) -> frozenset[int] | None:
        """Move one number and whatever has to move with it, which is given; None when that was not found."""
        self.steps, self.broken, self.left = {}, {}, STEPS
        if self.now[at] + step < 0:
            return None
        self._take(at, step)
        if self._repair():
            return frozenset(self.steps)
        self._take_back(at)
        return None

    def _repair(self) -> bool:
        """Take further steps until no relation is broken; they are taken back where that leads nowhere."""
        if not self.broken:
            return True
        # First what can be repaired in the fewest ways: nothing at all shows early that this leads nowhere.
        ways = min((self._ways(relation) for relation in self.broken), key=len)
        for _breaks, at, step in sorted(ways):
            if not self.left:
                return False
            self.left -= 1
            self._take(at, step)
            if self._repair():
                return True
            self._take_back(at)
        return False

    def _ways(self, relation: int) -> list[tuple[int, int, int]]:
        """The steps that would mend it, each after how many more relations it breaks than it mends."""
        up = self.sums[relation] > 0
        able = (
            (at, -sign if up else sign)
            for at, sign in self.system.terms[relation]
            if at in self.closed and at not in self.steps
        )
        return [(self._breaks(at, step), at, step) for at, step in able if self.now[at] + step >= 0]

    def _breaks(self, at: int, step: int) -> int:
        return sum(
            self._is_broken(relation, self.sums[relation] + sign * step) - (relation in self.broken)
            for relation, sign in self.system.of[at]
        )

    def _is_broken(self, relation: int, excess: int) -> bool:
        return excess > 0 or (excess < 0 and self.system.exact[relation])

    def _take(self, at: int, step: int) -> None:
        self.steps[at] = step
        self._shift(at, step)

    def _take_back(self, at: int) -> None:
        self._shift(at, -self.steps.pop(at))

    def _shift(self, at: int, step: int) -> None:
        self.now[at] += step
        for relation, sign in self.system.of[at]:
            self.sums[relation] += sign * step
            if self._is_broken(relation, self.sums[relation]):
                self.broken[relation] = None
            else:
                self.broken.pop(relation, None)


class _Guard:
    """The closed numbers with the width each needs, and the examples that show it."""

    def __init__(self, system: _System[Key], widths: dict[int, int]) -> None:
        self.system = system
        self.widths = widths
        self.examples: dict[int, _Example] = {}

    def close_more(self, worth: Sequence[int], fixed: Collection[int]) -> None:
        """Close numbers until every one has its example. Closing never takes an example away."""
        waiting = [*self.widths]
        while waiting:
            at = waiting[-1]
            self.examples[at] = self._example(at, self.widths)
            added = None if self._is_wide(at) else self._choice(at, worth, fixed)
            if added is None:
                waiting.pop()
            else:
                self.widths[added] = 1
                waiting.insert(0, added)

    def open_again(self, first: Collection[int]) -> None:
        """Open what was added and turned out to be more than was needed, the last first.

        What is without a full example, although all that is near is closed, leans on all of it.
        """
        for at in [one for one in reversed(self.widths) if one not in first]:
            others = {one: width for one, width in self.widths.items() if one != at}
            leaning = [
                one
                for one, example in self.examples.items()
                if one != at and (at in example.moved or not self._is_wide(one))
            ]
            again = {one: self._example(one, others) for one in leaning}
            if all(example.up + example.down >= self.widths[one] for one, example in again.items()):
                self.widths = others
                self.examples |= again
                del self.examples[at]

    def _is_wide(self, at: int) -> bool:
        return self.examples[at].up + self.examples[at].down >= self.widths[at]

    def _choice(self, at: int, worth: Sequence[int], fixed: Collection[int]) -> int | None:
        """The cheapest published number nearby that is enough by itself, otherwise the cheapest of the nearest."""
        published = (one for one in self.system.near(at, self.widths) if one not in self.widths and one not in fixed)
        near = [one for one, _trial in zip(published, range(TRIALS), strict=False)]
        for one in sorted(near, key=worth.__getitem__):
            example = self._example(at, {**self.widths, one: 1})
            if example.up + example.down >= self.widths[at]:
                return one
        return min(near, key=worth.__getitem__, default=None)

    def _example(self, at: int, closed: Mapping[int, int]) -> _Example:
        """The number moved up as far as its width asks, and down for what is missing."""
        up, with_up = self._walk(at, 1, self.widths[at], closed)
        down, with_down = self._walk(at, -1, self.widths[at] - up, closed)
        return _Example(down, up, with_up | with_down)

    def _walk(self, at: int, step: int, most: int, closed: Collection[int]) -> tuple[int, frozenset[int]]:
        table, moved = _Table(self.system, closed), frozenset[int]()
        for done in range(most):
            steps = table.move(at, step)
            if steps is None:
                return done, moved
            moved |= steps
        return most, moved
