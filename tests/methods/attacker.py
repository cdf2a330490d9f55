"""Somebody who knows the rules and all that is shown, with linear programming or, for small tables, all patience."""

from collections.abc import Iterator, Mapping

import numpy as np
from scipy.optimize import linprog

from methods.disclosure import SIZE, Cell, Gate, Tables
from methods.published import relations


def seen(gate: Gate, tables: Tables) -> tuple[Tables, dict[Cell, int], list[Cell]]:
    """The shape of what is shown, its numbers, and the cells that are closed in it."""
    parts = {part for split in tables.splits for part in split.parts}
    places = dict.fromkeys(place for place in tables.sizes if place not in parts)
    places |= dict.fromkeys(place for split in gate.splits for place in (split.whole, *split.parts))
    line = dict.fromkeys(places, 0)
    shape = Tables(line, gate.splits, dict.fromkeys(tables.counts, line), tables.families)
    cells = [(code, place) for code in (SIZE, *tables.counts) for place in places]
    known = {cell: n for cell in cells if (n := gate.cells[cell].n) is not None}
    return shape, known, [cell for cell in cells if cell not in known]


def narrowed(gate: Gate, tables: Tables) -> dict[Cell, tuple[float, float]]:
    """Each closed cell with the least and the most it can be, by linear programming over all that is shown."""
    shape, known, closed = seen(gate, tables)
    at = {cell: index for index, cell in enumerate(closed)}
    rows: dict[str, list] = {"A_eq": [], "b_eq": [], "A_ub": [], "b_ub": []}
    for relation in relations(shape):
        kind = "eq" if relation.exact else "ub"
        row, rest = np.zeros(len(closed)), 0
        for cell, sign in [*((cell, 1) for cell in relation.plus), *((cell, -1) for cell in relation.minus)]:
            if cell in at:
                row[at[cell]] += sign
            else:
                rest -= sign * known[cell]
        if row.any():
            rows[f"A_{kind}"].append(row)
            rows[f"b_{kind}"].append(rest)
    asked = {name: np.array(values) for name, values in rows.items() if values}
    return {cell: (end(asked, at[cell], len(closed), 1), -end(asked, at[cell], len(closed), -1)) for cell in closed}


def end(asked: Mapping[str, np.ndarray], index: int, size: int, sign: int) -> float:
    """The least of a number, or of its opposite."""
    aim = np.zeros(size)
    aim[index] = sign
    found = linprog(aim, bounds=(0, None), method="highs", **asked)
    assert found.status in (0, 3), found.message  # solved, or without a bound
    return float(found.fun) if found.status == 0 else -np.inf


def possible(gate: Gate, tables: Tables, *, most: int) -> Iterator[tuple[Cell, set[int]]]:
    """Each closed cell with all that it can be, in whole numbers up to `most`. For small tables alone."""
    shape, known, closed = seen(gate, tables)
    asked = relations(shape)
    of = {cell: [one for one in asked if cell in one.plus or cell in one.minus] for cell in closed}

    def fits(now: Mapping[Cell, int], cell: Cell) -> bool:
        for relation in of[cell]:
            if all(one in now for one in (*relation.plus, *relation.minus)):
                apart = sum(now[one] for one in relation.plus) - sum(now[one] for one in relation.minus)
                if apart > 0 or (relation.exact and apart):
                    return False
        return True

    def completed(now: dict[Cell, int], left: list[Cell]) -> bool:
        if not left:
            return True
        tries = ({**now, left[0]: value} for value in range(most + 1))
        return any(fits(one, left[0]) and completed(one, left[1:]) for one in tries)

    for cell in closed:
        rest = [one for one in closed if one != cell]
        tries = ((value, {**known, cell: value}) for value in range(most + 1))
        yield cell, {value for value, one in tries if fits(one, cell) and completed(one, rest)}
