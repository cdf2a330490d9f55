"""Every file format of the reading: registered, whole, and harmless."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

import coding.exporters
import interviews.exporters
from coding.exporters import EXPORTERS, KINDS, OF_A_ROUND, Exporter, Table

HOSTILE = Table(
    title="[a]:*?/\\ <b>",
    columns=("=Author", "Date", "Memo"),
    rows=(
        ("@sum", datetime(2014, 2, 19, 14, 5, tzinfo=UTC), "\x00\x0b\ud800 é 🙂\n\n-1 +1\ttab"),
        (None, None, ""),
        ("x" * 40_000, 7, "<script>alert(1)</script>"),
    ),
)


def test_every_module_of_the_folder_is_registered() -> None:
    folders = [Path(package.__file__).parent for package in (coding.exporters, interviews.exporters)]
    found = {path.stem for folder in folders for path in folder.glob("*.py")} - {"__init__", "table"}
    assert found == set(KINDS) | {one.__name__.rpartition(".")[2] for one in OF_A_ROUND}


@pytest.mark.parametrize("exporter", EXPORTERS, ids=[*KINDS])
def test_it_writes_hostile_cells(exporter: Exporter) -> None:
    assert len(exporter.write(HOSTILE)) > 100


@pytest.mark.parametrize("exporter", EXPORTERS, ids=[*KINDS])
def test_it_writes_a_table_without_rows(exporter: Exporter) -> None:
    assert exporter.write(Table("Empty", ("Author", "Memo"), ()))


def test_a_csv_guards_what_a_spreadsheet_would_run() -> None:
    lines = KINDS["csv"].write(HOSTILE).decode("utf-8-sig").splitlines()
    assert lines[0] == "'=Author,Date,Memo"
    assert lines[1].startswith("'@sum,2014-02-19 09:05,")
