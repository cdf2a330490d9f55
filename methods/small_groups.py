"""Groups under k: merged with others, or closed with as many more as it takes to hide them.

Source: Hundepool et al. 2012 (minimum frequency, complementary suppression); docs/methods.md, disclosure.
"""

from collections.abc import Mapping
from dataclasses import replace

from methods.published import SIZE, Place, Split, Tables, relations
from methods.suppression import Hidden, suppressed


def merged(tables: Tables, *, k: int, crossings: bool, merge: bool) -> tuple[Tables, dict[Place, tuple[Place, ...]]]:
    """The tables that are left once small groups are merged, and which groups a new one stands for.

    A split of which one group would be left is left out. Crossings stay when they may (`crossings`) and none of their
    groups was merged. Source: docs/methods.md, disclosure.
    """
    bundled = {split: _bundles(split, tables.sizes, k) if merge else _apart(split) for split in tables.splits}
    plain = {split: found for split, found in bundled.items() if not split.crossing}
    stands_for = {"+".join(one): one for found in plain.values() for one in found if len(one) > 1}
    splits = [
        replace(split, parts=tuple("+".join(one) for one in found))
        for split, found in plain.items()
        if len(found) > 1 or len(split.parts) == 1
    ]
    there = {place for split in splits for place in (split.whole, *split.parts)}
    crossing = [split for split in tables.splits if split.crossing]
    if crossings and all(split.whole in there for split in crossing):
        splits += crossing
    parts = {part for split in tables.splits for part in split.parts}
    roots = [place for place in tables.sizes if place not in parts]
    places = dict.fromkeys([*roots, *(place for split in splits for place in (split.whole, *split.parts))])

    def summed(line: Mapping[Place, int]) -> dict[Place, int]:
        return {place: sum(line[one] for one in stands_for.get(place, (place,))) for place in places}

    counts = {code: summed(line) for code, line in tables.counts.items()}
    left = Tables(summed(tables.sizes), (*splits,), counts, tables.families)
    return left, {place: groups for place, groups in stands_for.items() if place in places}


def closed_groups(tables: Tables, *, k: int) -> dict[Place, Hidden]:
    """Groups whose size and cells are closed, with what the size may be: those of 1 to k - 1, and others with them.

    In every split no group is closed, or two or more of at least k participants together; and each closed size may be
    any of at least k numbers for all that is published. Source: Hundepool et al. 2012.
    """
    sizes = {(SIZE, place): size for place, size in tables.sizes.items()}
    parts = {part for split in tables.splits for part in split.parts}
    closed = {place for place, size in tables.sizes.items() if 0 < size < k}
    while True:
        closed = _enough_together(tables, closed, k)
        found = suppressed(
            sizes,
            relations(replace(tables, counts={}, families=())),
            closed={cell: k - 1 for cell in sizes if cell[1] in closed},
            worth=sizes,
            fixed=[cell for cell, size in sizes.items() if cell[1] not in parts or not size],
        )
        if len(found) == len(closed):
            return {place: hidden for (_size, place), hidden in found.items()}
        closed = {place for _size, place in found}


def _enough_together(tables: Tables, closed: set[Place], k: int) -> set[Place]:
    """The smallest of the others are closed too, until the closed ones of a split are k or more."""
    found = {*closed}
    for split in tables.splits:
        others = sorted((part for part in split.parts if tables.sizes[part]), key=tables.sizes.__getitem__)
        shut = [part for part in others if part in found]
        for part in others:
            few = sum(tables.sizes[one] for one in shut) < k or len(shut) < 2
            if shut and few and part not in found:
                shut.append(part)
                found.add(part)
    return found if found == closed else _enough_together(tables, found, k)


def _apart(split: Split) -> list[tuple[Place, ...]]:
    return [(part,) for part in split.parts]


def _bundles(split: Split, sizes: Mapping[Place, int], k: int) -> list[tuple[Place, ...]]:
    """The parts in their order, the smallest under k merged with its smaller neighbour or the next smallest, until none
    is under k. A group of nobody describes nobody and stays.
    """
    bundles = _apart(split)

    def size(at: int) -> int:
        return sum(sizes[part] for part in bundles[at])

    while True:
        at = min((one for one in range(len(bundles)) if 0 < size(one) < k), key=size, default=None)
        if at is None:
            return bundles
        near = {at - 1, at + 1} if split.ordered else {*range(len(bundles))}
        others = [one for one in sorted(near - {at}) if 0 <= one < len(bundles) and (split.ordered or size(one))]
        if not others:
            return bundles
        first, second = sorted((at, min(others, key=size)))
        bundles[first] += bundles.pop(second)
