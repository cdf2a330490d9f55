"""Tables with given margins: all of them against counting permutations, drawn ones against their expectation."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from methods.tables import NotATable, all_tables, chance_of, random_tables, table_of

SMALL = st.integers(2, 4).flatmap(
    lambda values: st.lists(st.lists(st.integers(0, 2), min_size=values, max_size=values), min_size=2, max_size=2)
)


def dealt(table):
    """Every way to deal the participants out again, one table each, with all permutations."""
    pooled = [value for row in table for value, n in enumerate(row) for _each in range(n)]
    first = sum(table[0])
    for order in permutations(pooled):
        yield tuple(order[:first].count(value) for value in range(len(table[0])))


@given(SMALL.filter(lambda table: sum(map(sum, table)) <= 6))
def test_all_tables_are_those_of_all_permutations(rows):
    ways = [*dealt(rows)]
    tables, weights = all_tables(table_of(rows))
    found = {tuple(table[0].tolist()): weight for table, weight in zip(tables, weights, strict=True)}
    assert found == pytest.approx({row: ways.count(row) / len(ways) for row in {*ways}})
    assert (tables.sum(axis=1) == table_of(rows).sum(axis=0)).all()


def test_too_many_tables_are_not_gone_through():
    assert all_tables(table_of([[9] * 5, [9] * 5]), few=100) is None


TABLE = st.tuples(st.integers(2, 4), st.integers(1, 4)).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(0, 9), min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
    )
)


@given(TABLE, st.integers(0, 99))
def test_a_drawn_table_has_the_margins_of_the_one_found(rows, seed):
    table = table_of(rows)
    drawn = random_tables(table, seed=seed, draws=20)
    assert (drawn >= 0).all()
    assert (drawn.sum(axis=1) == table.sum(axis=0)).all()
    assert (drawn.sum(axis=2) == table.sum(axis=1)).all()


def test_drawn_tables_are_in_the_mean_what_the_margins_say():
    table = table_of([[3, 5, 2], [4, 0, 6], [1, 1, 8]])
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    assert random_tables(table, seed=7, draws=20_000).mean(axis=0) == pytest.approx(expected, abs=0.05)


def test_drawn_tables_come_as_often_as_going_through_all_says():
    table = table_of([[3, 1, 0], [1, 2, 3]])
    tables, weights = all_tables(table)
    drawn = random_tables(table, seed=7, draws=20_000)
    often = [(drawn == one).all(axis=(1, 2)).mean() for one in tables]
    assert often == pytest.approx(weights, abs=0.015)


def test_a_chance_says_how_it_was_found():
    small, large = table_of([[3, 0], [0, 3]]), table_of([[3, 0], [0, 3], [1, 1]])
    first = chance_of(small, lambda tables: tables[:, 0, 0], seed=7)
    assert (first.p, first.draws, first.seed) == (pytest.approx(1 / 20), None, None)
    second = chance_of(large, lambda tables: tables[:, 0, 0], seed=7, draws=99)
    assert (second.draws, second.seed) == (99, 7)
    assert second == chance_of(large, lambda tables: tables[:, 0, 0], seed=7, draws=99)
    # Never 0: the table found is one of those that chance could give.
    assert second.p >= 1 / 100


def test_a_table_has_rows_of_one_length_and_no_negative_count():
    for rows in ([[1, 2], [3]], [[1, -1], [0, 0]]):
        with pytest.raises(NotATable, match="one length"):
            table_of(rows)
