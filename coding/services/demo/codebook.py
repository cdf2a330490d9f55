"""The demo's codebook through its rounds: what a coder found, versions, rechecks."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from coding.demo import study
from coding.models import Code
from coding.services.codebook import create_code, edit_code
from coding.services.demo.begin import Demo
from coding.services.demo.passes import Reading, Row, write_codings, write_recheck
from coding.services.demo.times import workday
from coding.services.versions import freeze

# Who found the emergent codes, after which interview, and how late that day.
DISCOVERER, DISCOVERED, DISCOVERED_AT = "A", "04", timedelta(hours=7, minutes=30)
BRANCH = "professional-practices"
A_RECHECK = timedelta(minutes=12)


def emergent() -> list[dict[str, str]]:
    """The codes that a coder found in the interviews; they are adopted."""
    found: list[dict[str, str]] = study.told("emergent.json")
    return found


def new_version(demo: Demo, number: int, *, at: datetime) -> None:
    """Add what was found, change the codebook as the files tell, and freeze it."""
    told = study.told("versions.json")[number - 1]
    if number > 1:
        first = study.read_rounds()[0]
        found = first.transcripts.index(DISCOVERED)
        _add_discoveries(demo, at=workday(first.begins, found) + DISCOVERED_AT)
    for fields in told["codes"]:
        parent = demo.codes[fields.pop("parent")]
        create_code(demo.lead, parent=parent, origin=Code.Origin.A_PRIORI, **fields)
    for fields in told["rules"]:
        edit_code(demo.codes[fields.pop("key")], by=demo.lead, **fields)
    # Rules were made clearer: what the codes mean did not change.
    freeze(demo.lead, note=told["note"], redefined=())
    demo.clock.set_back(at)
    demo.refresh_codes()


def recheck_round(
    demo: Demo, round_: study.Round, readings: Mapping[tuple[str, str], Reading], *, at: datetime
) -> None:
    """Both coders go through the round's interviews again, for the codes that were found in it."""
    keys = [told["key"] for told in emergent()]
    codings = later_codings(round_)
    for (number, letter), reading in readings.items():
        if letter in round_.coders(number).replace("T", ""):
            at = write_codings(demo, reading, codings[number, letter], start=at)
            write_recheck(demo, reading, keys, at=at)
            at += A_RECHECK


def later_codings(round_: study.Round) -> dict[tuple[str, str], list[Row]]:
    """By interview and coder: what could be coded when the round had closed and the codebook had what was found."""
    keys = {told["key"] for told in emergent()}
    found: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for number in round_.transcripts:
        for row in study.codings(number):
            if round_.number == 1 and row["code"] in keys:
                found[number, row["coder"]].append(row)
    return found


def _add_discoveries(demo: Demo, *, at: datetime) -> None:
    """The emergent codes, by who found them; they appeared when she had read the interview that made her think so."""
    for told in emergent():
        fields: Any = {name: words for name, words in told.items() if name != "key"}
        parent = demo.codes[BRANCH]
        code = create_code(demo.coder(DISCOVERER), parent=parent, origin=Code.Origin.EMERGENT, **fields)
        Code.objects.filter(pk=code.pk).update(created_at=at)
