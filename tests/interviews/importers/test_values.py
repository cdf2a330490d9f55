"""Numbers and dates as people write them, and the kind of a column."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from interviews.importers.values import guess_kind, parse_date, parse_number, text_of

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1200", "1200"),
        ("1 200", "1200"),
        ("1\u00a0200", "1200"),
        ("1\u202f200,5", "1200.5"),
        ("1,200", "1200"),
        ("12,200,300.25", "12200300.25"),
        ("1.200,5", "1200.5"),
        ("3,5", "3.5"),
        ("3.5", "3.5"),
        (",5", "0.5"),
        ("-4", "-4"),
        ("−4", "-4"),
        (12, "12"),
        (0.1, "0.1"),
    ],
)
def test_a_number_is_read_in_french_and_in_english(written, number):
    assert parse_number(written) == Decimal(number)


WORDS = ["", "n/a", "1 à 2", "12 ans", "1,2,3", "1.2.3", "--1"]
TOO_LARGE = ["1e400", "9" * 15, "inf", "nan", float("nan"), float("inf")]


@pytest.mark.parametrize("written", [*WORDS, *TOO_LARGE, None, True, DAY])
def test_what_is_no_number_that_can_be_kept_is_none(written):
    assert parse_number(written) is None


@pytest.mark.parametrize(
    "written",
    ["2026-11-23", " 2026-11-23 ", "2026-11-23T09:00:00", "23/11/2026", "23-11-2026", "23.11.2026", DAY,
     datetime(2026, 11, 23, 9, 0)],  # noqa: DTZ001 - spreadsheets know no zones
)  # fmt: skip
def test_a_date_is_iso_or_has_its_day_first(written):
    assert parse_date(written) == DAY


@pytest.mark.parametrize("written", ["", None, "11/23/2026", "2026-02-30", "23/11/26", "novembre", 46349, "2026"])
def test_what_is_no_date_is_none(written):
    assert parse_date(written) is None


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["1 200", 3, None, "4,5"], "number"),
        (["2014-03-27", DAY, ""], "date"),
        (["public", "private", "public", "Public"], "category"),
        (["public", "private"], "category"),
        (["Anouk", "Marc", "Lise", "Jean"], "text"),
        (["3 to 5", "3 to 5", "more"], "category"),
        (["n/a", "4", "5", "6"], "text"),
        (["x" * 61, "x" * 61], "text"),
        ([None, " "], "text"),
        ([], "text"),
    ],
)
def test_the_kind_of_a_column_is_guessed_from_all_its_values(values, kind):
    assert guess_kind(values) == kind


@pytest.mark.parametrize(
    ("cell", "read"),
    [(None, ""), (" a ", "a"), (3.0, "3"), (3.5, "3.5"), (True, "1"), (False, "0"), (DAY, "2026-11-23")],
)
def test_a_cell_is_shown_as_a_person_reads_it(cell, read):
    assert text_of(cell) == read
