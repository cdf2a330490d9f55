"""An attacker with everything that a reader can collect, over all kinds of report and all bases.

Fourteen people, 8 private and 6 public, in three cities and three bands of size. Karim has coded all of them, Lena
twelve. Posting (of the practices) and support (of the organisation) are sensitive.
"""

from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from coding.models import Assignment, Code, Question, Rating
from interviews.models import Attribute, AttributeValue, Member, Project, Role, Transcript
from reports.models import Declaration
from reports.queries.gate import asked as gate_of_reports
from reports.queries.gate.disclosed import Disclosed
from tests.factories import make_code, make_transcript
from tests.people import join
from tests.reports.attacker import Attack, Collected, collected
from tests.reports.conftest import done, give, mark

# The studies are made in the fixture; without the mark there would be no tables for them.
pytestmark = [pytest.mark.gate, pytest.mark.django_db]
K = 5
SECTOR = ["private"] * 8 + ["public"] * 6
CITY = ["quebec"] * 4 + ["montreal"] * 3 + ["laval"] + ["quebec"] * 3 + ["montreal"] * 2 + ["laval"]
SCALE = [{"value": n, "en": f"step {n}"} for n in (1, 2, 3)]
PARENTS = {"posting": "practices", "planning": "practices", "listening": "practices", "support": "organisation"}
LATE = {3, 10}  # whom Lena has not done

LOW = {
    "posting": ({0, 4, 8, 9, 10, 11, 12}, {0, 8, 9, 11}),
    "planning": ({0, 1, 2, 3, 4, 5, 6, 8, 9}, {1, 2, 7, 8, 12}),
    "listening": ({1, 2, 5, 8, 9, 10, 11}, {2, 6, 9, 13}),
    "presence": ({0, 1, 2, 3, 4, 5, 9, 13}, {0, 1, 11}),
    "support": ({2, 8, 13}, {2, 5}),
    "organisation": ({0, 2, 5, 8, 9, 13}, {2, 5, 12}),
}
# Everybody for one of the two: that all do is closed, that most do for one coder would be open.
FULL = LOW | {"posting": ({*range(14)} - {2, 5, 9}, {2, 5, 9, 12})}
NOBODY = LOW | {"posting": (set(), set()), "support": ({8}, set())}


STUDIES = {"low": LOW, "full": FULL, "nobody": NOBODY}


@pytest.fixture(scope="module")
def heard(django_db_setup: None, django_db_blocker: Any) -> dict[str, Collected]:
    """What Rita collects of each study; "by itself": of the full one, if each basis went through the gate by itself."""
    found = {}
    with django_db_blocker.unblock():
        for name, mentions in STUDIES.items():
            with transaction.atomic():
                rita = made_study(mentions)
                found[name] = collected(rita)
                if name == "full":
                    with pytest.MonkeyPatch.context() as patch:
                        patch.setattr(gate_of_reports, "silent", by_itself)
                        found["by itself"] = collected(rita)
                transaction.set_rollback(True)
    return found


def by_itself(study: Any, own: Disclosed, *, why: str) -> Disclosed:
    groupings = [one for one in own.groupings.values() if one]
    return gate_of_reports.disclosed(study, groupings, own.policy)


def made_study(mentions: dict[str, tuple[set[int], set[int]]]) -> Member:
    """The study, and who reads it."""
    project = Project.objects.create(key="night-shift", name="Night shift", language="en")
    coders = [join(project, "karim", Role.CODER), join(project, "lena", Role.CODER)]
    groups = [(_values(project, key, rows), rows) for key, rows in (("sector", SECTOR), ("city", CITY))]
    codes = _codes(project)
    for number in range(14):
        name = f"P{number:02}"
        words = " ".join(f"We say {key}." for key in mentions)
        transcript = make_transcript(project, ("A", words), title=name, participant=name)
        for values, rows in groups:
            give(project.participants.get(pseudonym=name), values[rows[number]])
        for place, coder in enumerate(coders):
            if not place or number not in LATE:
                said = [codes[key] for key, who in mentions.items() if number in who[place]]
                _coded(coder, transcript, said, number)
    # It emerged: others had been coded before.
    Code.objects.filter(pk=codes["listening"].pk).update(created_at=timezone.now())
    declared = Declaration.objects.create(project=project, number=1, k_team=3, k_public=K)
    declared.sensitive.set([codes["posting"], codes["support"]])
    return join(project, "rita", Role.READER)


def _codes(project: Project) -> dict[str, Code]:
    """Two branches with a sensitive code each, and presence by itself; listening has emerged, three have questions."""
    codes = {key: make_code(project, key, heading=key == "practices") for key in ("practices", "organisation")}
    more = {"posting": {"deniable": True}, "planning": {"rated": "passage", "scale": SCALE}}
    more |= {"listening": {"origin": "emergent"}}
    codes |= {key: make_code(project, key, parent=codes[above], **more.get(key, {})) for key, above in PARENTS.items()}
    codes["presence"] = make_code(project, "presence", rated="participant", scale=SCALE)
    for key in ("posting", "planning", "presence"):
        Question.objects.create(project=project, key=key, text_en=f"{key}?").codes.set([codes[key]])
    return codes


def _values(project: Project, key: str, rows: list[str]) -> dict[str, AttributeValue]:
    attribute = Attribute.objects.create(project=project, key=key, label_en=key.title(), kind="category")
    return {
        value: AttributeValue.objects.create(attribute=attribute, key=value, label_en=value.title(), position=at)
        for at, value in enumerate(dict.fromkeys(rows))
    }


def _coded(coder: Member, transcript: Transcript, codes: list[Code], number: int) -> None:
    for code in codes:
        said: dict[str, Any] = {"rating": 1 + number % 3} if code.key == "planning" else {}
        said |= {"direction": "denies"} if code.key == "posting" and number % 2 else {}
        mark(coder, transcript, code, f"We say {code.key}.", **said)
        if code.key == "presence":
            pass_ = Assignment.objects.get(coder=coder, transcript=transcript)
            person = transcript.speakers.get().participant
            Rating.objects.create(assignment=pass_, participant=person, code=code, value=1 + number % 3, born=1)
    done(coder, transcript)


def too_narrow(found: Collected) -> list[tuple[Any, ...]]:
    """The closed cells of the study's own basis of which the attacker learns more than the gate promises, and those of
    sensitive codes that she knows under another.
    """
    attack = Attack(found)
    wanted = {("union", *cell): K - 1 if why == "sensitive" else 1 for cell, why in found.closed.items()}
    for basis in found.bases:
        for key in ("posting", "support"):
            for place in attack.places:
                cell = (basis, key, place)
                wanted |= {cell: 1} if cell not in found.known and cell not in wanted else {}
    bounds = {cell: attack.bounds(cell) for cell in wanted}
    return [(cell, *ends) for cell, ends in bounds.items() if ends[1] - ends[0] < wanted[cell] - 1e-6]


@pytest.mark.parametrize("study", STUDIES)
def test_linear_programming_over_all_that_a_reader_can_collect_finds_no_closed_cell(study, heard):
    found = heard[study]
    own = {cell[1:] for cell in found.known if cell[0] == found.own == "union"}
    assert {("presence", "all"), ("presence", "sector:private"), ("presence", "city:quebec")} <= own
    assert found.closed
    assert not found.closed.keys() & own
    assert too_narrow(found) == []


def test_the_attacker_finds_cells_if_each_basis_goes_through_the_gate_by_itself(heard):
    """The attack can succeed: all but three people post for Karim, all for the two together."""
    assert ("union", "posting", "all") in {one[0] for one in too_narrow(heard["by itself"])}


@pytest.mark.parametrize("study", STUDIES)
def test_of_a_branch_with_a_closed_cell_nothing_stands_beside_open_cells(study, heard):
    """What the program does not weigh is not there: first interviews, new codes, pairs, passages, other bases."""
    hidden = {"practices", "posting", "planning", "listening", "organisation", "support"}
    for name, said in heard[study].said:
        rows = [row for row in said["rows"] if row.get("code") in hidden]
        if name == "saturation":
            assert said["codes"] in {0, 1}, "presence alone, and no emergent code"
        if name == "emergence":
            assert {row[key] for row in rows for key in ("first", "first_title", "recheck")} == {None}
        if name == "cooccurrence":
            assert not hidden & said["codes"].keys()
        if name == "coverage":
            assert not any(row["cells"] for row in rows)
        if name == "indicators":
            assert {row[key] for row in rows for key in ("passages", "rating", "negative")} <= {None}
            others = [cell for row in rows for basis, cell in row["bases"].items() if basis != said["basis"]]
            assert {cell["n"] for cell in others} <= {None}
        if name in {"ratings", "dispersion"}:
            assert not {"posting", "support"} & {row["code"] for row in rows}


def test_under_another_basis_than_the_studys_own_nothing_is_said_of_such_a_branch(heard):
    found = heard["low"]
    assert {code for basis, code, _place in found.known if basis != found.own} == {"presence"}
    assert {basis for basis, code, _place in found.known if code == "presence"} == {*found.bases}
