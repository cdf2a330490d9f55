"""Counting participants and passages for codes x groups, with codes rolled up to their parents.

Counting rules: a participant counts once for a code when it, or any code below it, is mentioned; passages are the
merged stretches of a group's speech, never a sum over codes or coders.
Source: the project's counting rules, docs/methods.md.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Code = TypeVar("Code", bound=Hashable)
Person = TypeVar("Person", bound=Hashable)
Group = TypeVar("Group", bound=Hashable)
Integers = NDArray[np.int64]


def lines_up(parents: Mapping[Code, Code | None]) -> dict[Code, tuple[Code, ...]]:
    """Each code with itself and its ancestors, from the code upwards. Source: docs/methods.md, roll-up.

    `parents` must have no cycle and name every parent as a key (KeyError otherwise).
    """
    found: dict[Code, tuple[Code, ...]] = {}
    for code in parents:
        line: list[Code] = []
        here: Code | None = code
        while here is not None:
            if here in found:
                line.extend(found[here])
                break
            line.append(here)
            here = parents[here]
        found[code] = tuple(line)
    return found


def mentioners(
    mentions: Iterable[tuple[Code, Person]], lines: Mapping[Code, Sequence[Code]]
) -> dict[Code, set[Person]]:
    """Who mentions each code or one below it; codes outside `lines` are left out. Source: docs/methods.md, roll-up."""
    direct: dict[Code, set[Person]] = {}
    for code, person in mentions:
        direct.setdefault(code, set()).add(person)
    rolled: dict[Code, set[Person]] = {}
    for code, people in direct.items():
        for above in lines.get(code, ()):
            if above in rolled:
                rolled[above] |= people
            else:
                rolled[above] = set(people)
    return rolled


def mentioners_of(code: Integers, person: Integers, lines: Mapping[int, Sequence[int]]) -> dict[int, set[int]]:
    """The same as `mentioners` of two columns of one length, fast. Source: docs/methods.md, roll-up."""
    rows = {one: row for row, one in enumerate(lines)}
    people, who = np.unique(person, return_inverse=True)
    codes, which = np.unique(code, return_inverse=True)
    direct = np.zeros((len(codes), len(people)), dtype=np.bool_)
    direct[which, who] = True
    said = np.zeros((len(rows), len(people)), dtype=np.bool_)
    for one, mentioned in zip(codes.tolist(), direct, strict=True):
        said[[rows[above] for above in lines.get(one, ())]] |= mentioned
    names = people.tolist()
    found = {one: {names[at] for at in np.flatnonzero(said[row]).tolist()} for one, row in rows.items()}
    return {one: some for one, some in found.items() if some}


def count_by_group(people: Iterable[Person], group_of: Mapping[Person, Group]) -> dict[Group, int]:
    """How many of the people are in each group; who is in none is left out. Source: docs/methods.md, counting."""
    counts: dict[Group, int] = {}
    for person in people:
        group = group_of.get(person)
        if group is not None:
            counts[group] = counts.get(group, 0) + 1
    return counts


def lower_median(values: Iterable[int]) -> int:
    """The middle one of ordered labels, of two in the middle the lower: it is a label that somebody gave.

    Raises IndexError for none. Source: docs/methods.md, ratings.
    """
    in_order = sorted(values)
    return in_order[(len(in_order) - 1) // 2]


def count_stretches(
    row: Integers, group: Integers, text: Integers, start: Integers, end: Integers, *, shape: tuple[int, int]
) -> Integers:
    """Merged stretches for each (row, group): an array of `shape` (rows x groups).

    The five arrays are of one length, an entry a span: its row and group (indexes within `shape`), its text, and its
    half-open range in code points. Spans of one row, group and text merge where they overlap; touching ones stay two.
    Source: docs/methods.md, passages.
    """
    counts: Integers = np.zeros(shape, dtype=np.int64)
    if len(start) == 0:
        return counts
    _, text_index = np.unique(text, return_inverse=True)
    place = (row * shape[1] + group) * (int(text_index.max()) + 1) + text_index
    order = np.lexsort((start, place))
    place, start, end, row, group = place[order], start[order], end[order], row[order], group[order]
    # One running maximum for all places: each is lifted above all before it.
    lift = place * (int(end.max()) + 1)
    reach = np.maximum.accumulate(end + lift)
    begins = np.ones(len(start), dtype=bool)
    begins[1:] = (start + lift)[1:] >= reach[:-1]
    np.add.at(counts, (row[begins], group[begins]), 1)
    return counts
