"""The files of the data: each by its name, and all of them in one zip."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from reports.document import Report, Table, said_fictional
from reports.exporters import csv, xlsx
from reports.exporters.spss import sav
from reports.queries.data.all_tables import all_tables
from reports.queries.data.dictionary import as_table, dictionary
from reports.queries.data.participants import ParticipantData, long_table, participant_data, wide_table
from reports.queries.gate.asked import Asked
from reports.queries.kinds.about_study import basis_paragraph, done_paragraph, notes_of
from reports.queries.study.stamp import stamp
from reports.variables import DataTable

# As text: they are for the reader's machine, not part of this program.
SCRIPTS = Path(__file__).resolve().parents[2] / "data_scripts"
ZIP = "all.zip"


@dataclass(frozen=True)
class DataOut:
    """The data of a study under a basis, at a time. Each part is made once, when it is first wanted."""

    asked: Asked
    at: datetime

    @cached_property
    def found(self) -> ParticipantData:
        return participant_data(self.asked.study)

    @cached_property
    def wide(self) -> DataTable:
        return wide_table(self.found)

    @cached_property
    def long(self) -> DataTable:
        return long_table(self.found)

    def report(self, *tables: Table) -> Report:
        """Tables as the exporters take them; the first one is what a csv has."""
        project = self.asked.reader.project
        return Report(
            key="data",
            project_key=project.key,
            project_name=project.name,
            title=_("Data"),
            at=self.at,
            fictional=project.fictional,
            paragraphs=(done_paragraph(self.asked.study), basis_paragraph(self.asked.study)),
            tables=tables,
            notes=(*what_it_says(), *notes_of(self.asked.study), stamp(self.asked.reader, at=self.at)),
        )


def what_it_says() -> tuple[str, ...]:
    """How the values are to be read."""
    return (
        _("A mention is 1, no mention 0, empty where transcripts are not done: that is no “no”. See the state."),
        _("Not looked for: done before the code existed or was redefined, or while it is not in use; it counts as 0."),
        _("One row a participant can tell who somebody is: keep these files in the team."),
        _("The tables as one document (tables.json) have small groups merged and closed numbers as null."),
    )


def _csv(out: DataOut, table: Table) -> bytes:
    return _written(csv.write, out.report(table))


def _xlsx(out: DataOut, data: DataTable) -> bytes:
    return _written(xlsx.write, out.report(as_table(data), dictionary([data])))


def _written(write: Callable[[Report, BytesIO], None], report: Report) -> bytes:
    target = BytesIO()
    write(report, target)
    return target.getvalue()


def _sav(out: DataOut, data: DataTable) -> bytes:
    return sav(data, title=out.asked.reader.project.name)


def _json(out: DataOut) -> bytes:
    seen = replace(out.asked, audience="team")
    vars(seen)["study"] = out.asked.study
    return (json.dumps(all_tables(seen), ensure_ascii=False, indent=1) + "\n").encode()


def _readme(out: DataOut) -> bytes:
    report = out.report()
    files = [f"{name}: {words}" for name, words in told().items()]
    lines = (report.project_name, said_fictional(report), *report.paragraphs, "", *files, "", *report.notes)
    return ("\n".join(lines) + "\n").encode()


FILES: dict[str, Callable[[DataOut], bytes]] = {
    "wide.csv": lambda out: _csv(out, as_table(out.wide)),
    "wide.xlsx": lambda out: _xlsx(out, out.wide),
    "wide.sav": lambda out: _sav(out, out.wide),
    "long.csv": lambda out: _csv(out, as_table(out.long)),
    "long.xlsx": lambda out: _xlsx(out, out.long),
    "long.sav": lambda out: _sav(out, out.long),
    "tables.json": _json,
    "dictionary.csv": lambda out: _csv(out, dictionary([out.wide, out.long])),
    "read_data.py": lambda _out: (SCRIPTS / "read_data.py.txt").read_bytes(),
    "read_data.R": lambda _out: (SCRIPTS / "read_data.R.txt").read_bytes(),
    "readme.txt": _readme,
}
TYPES = {
    "csv": csv.CONTENT_TYPE,
    "xlsx": xlsx.CONTENT_TYPE,
    "sav": "application/x-spss-sav",
    "json": "application/json",
    "py": "text/x-python; charset=utf-8",
    "R": "text/plain; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "zip": "application/zip",
}


def told() -> dict[str, str]:
    """What each file is, in the order of the page."""
    wide, long = _("one row a participant"), _("one row a participant and code")
    labelled = _("%(row)s, for SPSS, with labels")
    return {
        "wide.csv": wide,
        "wide.xlsx": wide,
        "wide.sav": labelled % {"row": wide},
        "long.csv": long,
        "long.xlsx": long,
        "long.sav": labelled % {"row": long},
        "tables.json": _("everything that the tables show"),
        "dictionary.csv": _("data dictionary in both languages"),
        "read_data.py": _("reads all of it with pandas"),
        "read_data.R": _("reads all of it with base R"),
        "readme.txt": _("what the data rest on, and how to read them"),
    }


def one_file(out: DataOut, name: str) -> bytes:
    """A file by its name, or all of them as `all.zip`. Raises KeyError for another name."""
    return zipped(out) if name == ZIP else FILES[name](out)


def zipped(out: DataOut) -> bytes:
    """All files in one folder named as the project."""
    target = BytesIO()
    when = localtime(out.at).timetuple()[:6]
    with ZipFile(target, "w") as archive:
        for name, make in FILES.items():
            entry = ZipInfo(f"{out.asked.reader.project.key}-data/{name}", when)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, make(out), ZIP_DEFLATED)
    return target.getvalue()
