"""In an open round everyone who codes is blind, a lead too: byte by byte the same with and without others' work."""

import pytest

from interviews.models import Member, Project
from tests.rules.addresses import Study, make_coding
from tests.rules.blind_round import Clock, differences, open_study, works


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.now)
    return made


@pytest.fixture(params=[False, True], ids=["apart", "coders see each other outside rounds"])
def study(
    request: pytest.FixtureRequest,
    project: Project,
    olga: Member,
    lena: Member,
    karim: Member,
    lea: Member,
    rita: Member,
    clock: Clock,
) -> Study:
    Project.objects.filter(pk=project.pk).update(coders_see_each_other=request.param)
    made = open_study(project, olga, [lena, karim, lea])
    planning = project.codes.get(key="planning")
    for member in (lena, lea):
        make_coding(member, made.transcript, planning, start=5, end=20)
    return made


@pytest.mark.parametrize("name", ["lena", "lea"])
def test_a_blind_member_sees_the_same_whether_others_worked_or_not(
    name: str, study: Study, clock: Clock, karim: Member, lea: Member, lena: Member
) -> None:
    reader, other = (lena, lea) if name == "lena" else (lea, lena)

    def work() -> None:
        works(karim, study)
        works(other, study)

    assert [*differences(reader, study, clock, work)] == []


@pytest.mark.parametrize("name", ["olga", "rita"])
def test_who_does_not_code_in_it_sees_the_difference(
    request: pytest.FixtureRequest, name: str, study: Study, clock: Clock, karim: Member
) -> None:
    reader = request.getfixturevalue(name)
    at = "/code/$|/rounds/8/$|/codings.csv"
    found = differences(reader, study, clock, lambda: works(karim, study), at=at)
    places = " ".join(found)
    assert f"/transcripts/{study.transcript.pk}/code/" in places
    assert "/rounds/8/ " in places
    assert ("/reports/codings.csv" in places) == (name == "olga")  # a row a coding is for the team
