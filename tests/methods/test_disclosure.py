"""The gate: the rules of reporting.md, section 7, and an attacker who can't find what is closed."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from methods.disclosure import (
    SIZE,
    BadTables,
    Family,
    Hidden,
    Policy,
    Split,
    Tables,
    Verdict,
    gate,
    is_open,
    quotable,
)
from tests.methods.attacker import narrowed, possible

SECTOR = Split("all", ("private", "public"))
CITY = Split("all", ("quebec", "montreal"))
SIZES = {"all": 19, "private": 12, "public": 7, "quebec": 13, "montreal": 6}
MARKET = {"all": 13, "private": 11, "public": 2, "quebec": 9, "montreal": 4}


def study(counts, sizes=SIZES, splits=(SECTOR, CITY), families=()):
    return Tables(sizes, splits, counts, families)


def shown(found, code):
    return {place: one.n for (of, place), one in found.cells.items() if of == code}


def reasons(found):
    return found.closed()


def test_two_of_seven_may_be_printed_and_are_flagged():
    found = gate(study({"market": MARKET}), Policy("team"))
    assert shown(found, "market") == MARKET
    assert found.cells["market", "public"] == Verdict(2, "low")
    assert found.cells["market", "private"] == Verdict(11, "shown")
    assert found.cells[SIZE, "public"] == Verdict(7, "shown")
    assert reasons(found) == {}
    assert gate(study({"market": MARKET}), Policy("public")).cells["market", "montreal"].state == "low"


def test_full_and_empty_cells_are_flagged():
    full = {"all": 12, "private": 12, "public": 0, "quebec": 8, "montreal": 4}
    found = gate(study({"culture": full}), Policy("team"))
    assert [found.cells["culture", place].state for place in ("private", "public", "quebec")] == [
        "full",
        "empty",
        "shown",
    ]


def test_a_sensitive_code_closes_its_low_cells_and_what_would_give_them_back():
    found = gate(study({"market": MARKET}), Policy("team", sensitive=frozenset({"market"})))
    assert reasons(found) == {("market", "private"): "complementary", ("market", "public"): "sensitive"}
    assert found.cells["market", "public"] == Verdict(None, "closed", "sensitive", Hidden(2, 4))
    assert shown(found, "market")["all"] == 13


SENSITIVE = Policy("team", sensitive=frozenset({"market"}))


def test_an_opened_cell_of_a_sensitive_code_is_shown_and_hides_no_other():
    opened = replace(SENSITIVE, cells=frozenset({("market", "public")}))
    found = gate(study({"market": MARKET}), opened)
    assert (reasons(found), shown(found, "market")["public"]) == ({}, 2)
    both_low = MARKET | {"all": 4, "private": 2, "quebec": 3, "montreal": 1}
    assert shown(gate(study({"market": both_low}), SENSITIVE), "market")["public"] is None
    found = gate(study({"market": both_low}), opened)
    assert shown(found, "market")["public"] == 2
    assert reasons(found)["market", "private"] == "sensitive"


def test_each_audience_has_its_k_and_the_lead_may_set_another():
    assert [Policy(audience).least for audience in ("team", "readers", "public")] == [3, 5, 5]
    assert Policy("public", k=10).least == 10


BANDS = {"all": 19, "small": 9, "middle": 6, "large": 3, "unknown": 1}
BAND = Split("all", ("small", "middle", "large", "unknown"), ordered=True)
PLANNING = {"all": 15, "small": 8, "middle": 4, "large": 2, "unknown": 1}


def test_a_small_group_is_merged_with_its_neighbour():
    found = gate(study({"planning": PLANNING}, BANDS, (BAND,)), Policy("team"))
    assert found.merged == {"large+unknown": ("large", "unknown")}
    assert found.splits == (Split("all", ("small", "middle", "large+unknown"), ordered=True),)
    assert shown(found, "planning") == {"all": 15, "small": 8, "middle": 4, "large+unknown": 3}
    assert found.cells[SIZE, "large+unknown"] == Verdict(4, "shown")


def test_groups_without_an_order_are_merged_from_the_smallest_on():
    sizes = {"all": 30, "a": 1, "b": 20, "c": 2, "d": 7}
    line = {"all": 3, "a": 0, "b": 2, "c": 1, "d": 0}
    found = gate(study({"x": line}, sizes, (Split("all", ("a", "b", "c", "d")),)), Policy("public"))
    assert found.merged == {"a+c+d": ("a", "c", "d")}
    assert found.splits[0].parts == ("a+c+d", "b")


def test_a_group_of_nobody_describes_nobody():
    sizes = {"all": 12, "a": 12, "b": 0}
    found = gate(study({"x": {"all": 5, "a": 5, "b": 0}}, sizes, (Split("all", ("a", "b")),)), Policy("public"))
    assert found.cells[SIZE, "b"] == Verdict(0, "shown")
    assert found.cells["x", "b"] == Verdict(0, "shown")


def test_a_table_that_would_have_one_group_left_is_left_out():
    sizes = {"all": 12, "a": 10, "b": 2}
    found = gate(study({"x": {"all": 5, "a": 4, "b": 1}}, sizes, (Split("all", ("a", "b")),)), Policy("team"))
    assert found.splits == ()
    assert found.cells["x", "b"] == Verdict(None, "closed", "small_group")
    assert found.cells[SIZE, "a"].reason == "small_group"
    assert found.cells["x", "all"].n == 5


def test_without_merging_a_small_group_is_closed_and_others_with_it():
    """large and unknown are 4 together: one more than k would not hide them if k were 5."""
    tables = study({"planning": PLANNING}, BANDS, (BAND,))
    found = gate(tables, Policy("public", merge=False))
    closed = {place for code, place in reasons(found) if code == SIZE}
    assert closed == {"middle", "large", "unknown"}
    assert found.cells[SIZE, "unknown"].reason == "small_group"
    assert found.cells[SIZE, "middle"].reason == "complementary"
    assert {place for code, place in reasons(found) if code == "planning"} == closed


def test_a_study_under_k_is_closed_altogether():
    sizes = {"all": 2, "a": 1, "b": 1}
    found = gate(study({"x": {"all": 1, "a": 1, "b": 0}}, sizes, (Split("all", ("a", "b")),)), Policy("team"))
    assert all(one.n is None for one in found.cells.values())


CROSSED = {**SIZES, "private.quebec": 8, "private.montreal": 4, "public.quebec": 5, "public.montreal": 2}
CROSSINGS = tuple(
    Split(whole, tuple(place for place in CROSSED if "." in place and whole in place.split(".")), crossing=True)
    for whole in ("private", "public", "quebec", "montreal")
)
BY_BOTH = {**MARKET, "private.quebec": 8, "private.montreal": 3, "public.quebec": 1, "public.montreal": 1}


def test_a_crossing_is_closed_by_default():
    """Sector by city is 8, 4, 5 and 2 here."""
    found = gate(study({"market": BY_BOTH}, CROSSED, (SECTOR, CITY, *CROSSINGS)), Policy("team"))
    assert found.splits == (SECTOR, CITY)
    assert {place for (code, place), why in reasons(found).items() if why == "crossing"} == {
        place for place in CROSSED if "." in place
    }


def test_an_opened_crossing_still_closes_its_small_groups_and_what_gives_them_back():
    tables = study({"market": BY_BOTH}, CROSSED, (SECTOR, CITY, *CROSSINGS))
    found = gate(tables, Policy("team", opened=frozenset({"crossings"})))
    assert {place for code, place in reasons(found) if code == SIZE} == {place for place in CROSSED if "." in place}
    assert shown(found, "market")["public"] == 2
    withstands(tables, Policy("team", opened=frozenset({"crossings"})))


def test_sizes_that_hide_each_other_in_a_ring_need_one_more():
    """Three by three: two small groups and four beside them make a ring in which nobody can move by more than one."""
    rows, columns = ("north", "south", "west"), ("old", "new", "young")
    table = dict(zip(rows, ([1, 6, 9], [8, 7, 1], [5, 10, 6]), strict=True))
    crossed = {f"{row}.{column}": n for row in rows for column, n in zip(columns, table[row], strict=True)}
    sizes = {"all": sum(crossed.values())}
    for group in (*rows, *columns):
        sizes[group] = sum(n for place, n in crossed.items() if group in place.split("."))
    splits = [Split("all", rows), Split("all", columns)]
    splits += [
        Split(group, tuple(place for place in crossed if group in place.split(".")), crossing=True)
        for group in (*rows, *columns)
    ]
    sizes |= crossed
    line = {place: n // 2 if "." in place else 0 for place, n in sizes.items()}
    for group in (*rows, *columns):
        line[group] = sum(line[place] for place in crossed if group in place.split("."))
    line["all"] = sum(line[row] for row in rows)
    policy = Policy("public", opened=frozenset({"crossings"}))
    found = withstands(study({"x": line}, sizes, (*splits,)), policy)
    assert sum(one.n is None for (code, _place), one in found.cells.items() if code == SIZE) > 6


def test_a_crossing_of_merged_groups_is_closed_even_when_opened():
    policy = Policy("public", k=7, opened=frozenset({"crossings"}))
    found = gate(study({"market": BY_BOTH}, CROSSED, (SECTOR, CITY, *CROSSINGS)), policy)
    assert found.splits == (SECTOR,)
    assert found.cells["market", "quebec"].reason == "small_group"
    assert found.cells["market", "private.quebec"].reason == "crossing"


def test_a_parent_that_counts_one_child_alone_is_closed_with_it():
    family = Family("practices", ("market",))
    tables = study({"market": MARKET, "practices": MARKET}, families=(family,))
    found = gate(tables, Policy("team", sensitive=frozenset({"market"})))
    assert found.cells["practices", "public"].reason == "complementary"
    withstands(tables, Policy("team", sensitive=frozenset({"market"})))


def test_the_values_of_a_sensitive_rating_hide_each_other():
    values = {"low": [1, 0, 1, 1, 0], "high": [10, 7, 3, 6, 4]}
    lines = {name: dict(zip(SIZES, row, strict=True)) for name, row in values.items()}
    lines["high"] = {"all": 10, "private": 7, "public": 3, "quebec": 6, "montreal": 4}
    lines["low"] = {"all": 1, "private": 0, "public": 1, "quebec": 1, "montreal": 0}
    lines["rated"] = {place: lines["low"][place] + lines["high"][place] for place in SIZES}
    tables = study(lines, families=(Family("rated", ("low", "high"), "sum"),))
    policy = Policy("team", sensitive=frozenset({"low"}))
    found = gate(tables, policy)
    assert all(found.cells["low", place].n is None for place in SIZES)
    withstands(tables, policy)


def withstands(tables, policy):
    """Nobody can tell a closed cell, and no sensitive one or size closer than k numbers."""
    found = gate(tables, policy)
    for cell, (low, high) in narrowed(found, tables).items():
        one = found.cells[cell]
        width = policy.least - 1 if one.reason == "sensitive" or cell[0] == SIZE else 1
        assert high - low >= width - 1e-6, (cell, low, high, one)
        assert low - 1e-6 <= one.hidden.low
        assert one.hidden.high <= high + 1e-6
        assert one.hidden.high - one.hidden.low >= width
    for split in found.splits:
        closed = [part for part in split.parts if found.cells[SIZE, part].n is None]
        if closed and found.cells[SIZE, split.whole].n is not None:
            assert len(closed) > 1
            assert sum(tables.sizes[part] for part in closed) >= policy.least
    return found


@st.composite
def studies(draw, most=20, codes=4, attributes=(2, 4)):
    """People with attributes and mentions, counted out; parents are made of the first codes."""
    count = draw(st.integers(1, most))
    everybody = range(count)
    values = [draw(st.lists(st.integers(0, n - 1), min_size=count, max_size=count)) for n in attributes]
    mentions = {f"c{code}": draw(st.sets(st.sampled_from(everybody))) for code in range(codes)}
    mentions["pair"] = mentions["c0"] | mentions["c1"]
    mentions["top"] = mentions["pair"] | mentions["c2"] | draw(st.sets(st.sampled_from(everybody)))
    places = {"all": {*everybody}}
    splits = []
    for which, (n, row) in enumerate(zip(attributes, values, strict=True)):
        parts = {f"{which}.{value}": {one for one in everybody if row[one] == value} for value in range(n)}
        places |= parts
        splits.append(Split("all", (*parts,), ordered=draw(st.booleans())))
    counts = {code: {place: len(who & here) for place, here in places.items()} for code, who in mentions.items()}
    families = (Family("pair", ("c0", "c1")), Family("top", ("pair", "c2"), "within"))
    return Tables({place: len(here) for place, here in places.items()}, (*splits,), counts, families)


POLICIES = st.builds(
    Policy,
    st.sampled_from(["team", "public"]),
    sensitive=st.frozensets(st.sampled_from(["c0", "c1", "c2", "c3", "pair", "top"]), max_size=3),
    merge=st.booleans(),
)


@settings(max_examples=30)
@given(studies(), POLICIES)
def test_linear_programming_over_all_that_is_shown_finds_no_closed_cell(tables, policy):
    withstands(tables, policy)


@settings(max_examples=60)
@given(studies(most=4, codes=3, attributes=(2,)), st.booleans())
def test_nor_does_going_through_all_whole_numbers(tables, merge):
    policy = Policy("team", k=2, sensitive=frozenset({"c0"}), merge=merge)
    found = gate(tables, policy)
    for cell, numbers in possible(found, tables, most=5):
        hidden = found.cells[cell].hidden
        assert len(numbers) > 1, cell
        assert {hidden.low, hidden.high} <= numbers


@settings(max_examples=25)
@given(studies(), POLICIES)
def test_what_is_shown_is_true_and_groups_are_at_least_k(tables, policy):
    found = gate(tables, policy)
    lines = {SIZE: tables.sizes, **tables.counts}
    for (code, place), one in found.cells.items():
        if one.n is not None:
            assert one.n == sum(lines[code][part] for part in found.merged.get(place, (place,)))
        if one.n is not None and code == SIZE:
            assert one.n == 0 or one.n >= policy.least


def test_nothing_is_closed_where_nothing_is_small_or_sensitive():
    found = gate(study({"market": MARKET}), Policy("public", merge=False))
    assert {one.reason for one in found.cells.values()} == {None}


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        (study({"market": {**MARKET, "public": 3}}), "private and market in all do not go together: 14 and 13"),
        (study({"market": {**MARKET, "all": 20}}), "do not go together"),
        (study({"market": {"all": 3}}), "market has no count in private"),
        (study({}, {**SIZES, "public": 8}), "do not go together: 20 and 19"),
        (study({}, {"all": 19}), "The size has no count in private"),
        (study({}, {**SIZES, "public": -7}), "The size has no count in public"),
        (study({"a": MARKET, "b": SIZES}, families=(Family("a", ("b",), "within"),)), "b in all and a in all"),
    ],
)
def test_tables_that_do_not_add_up_are_refused(tables, message):
    with pytest.raises(BadTables, match=message):
        gate(tables, Policy("team"))


@pytest.mark.parametrize("kind", ["dots", "participants", "extremes"])
def test_what_tells_people_apart_is_for_the_team_unless_opened(kind):
    assert is_open(kind, Policy("team"))
    assert not is_open(kind, Policy("readers"))
    assert not is_open(kind, Policy("public"))
    assert is_open(kind, Policy("public", opened=frozenset({kind})))


def test_crossings_are_for_nobody_unless_opened():
    assert not is_open("crossings", Policy("team"))
    assert is_open("crossings", Policy("readers", opened=frozenset({"crossings"})))


PEOPLE = [{"sector": "private", "city": "Québec"}] * 8 + [{"sector": "private", "city": "Montréal"}] * 4
PEOPLE += [{"sector": "public", "city": "Québec"}] * 5 + [{"sector": "public", "city": "Montréal"}] * 2


def test_a_quote_carries_attributes_that_enough_others_share():
    assert quotable(PEOPLE[0], PEOPLE, k=5) == ("sector", "city")
    assert quotable(PEOPLE[-1], PEOPLE, k=5) == ("sector",)
    assert quotable({"city": "Montréal", "sector": "public"}, PEOPLE, k=5) == ("city",)
    assert quotable(PEOPLE[-1], PEOPLE, k=8) == ()
