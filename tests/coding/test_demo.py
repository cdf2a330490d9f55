"""The demo study says what its plan says; the counts stand in coding/demo/counts.json."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from coding.demo import check, study
from coding.models import Coding, Rating
from coding.services.demo import KEY, load_demo
from interviews.models import Member, Project, User
from reports.queries.basis import ground_of, read_basis
from reports.queries.crosstab import crosstab
from reports.queries.groups import attribute_of, grouping_by
from reports.queries.mentions import mentions

COUNTS = json.loads((study.HERE / "counts.json").read_text(encoding="utf-8"))


@pytest.fixture
def lead(db: None) -> Member:
    load_demo(password="a long password")
    return Member.objects.select_related("project", "user").get(project__key=KEY, user__username="helene")


def counted(lead: Member, basis: str) -> dict[str, dict[str, int]]:
    table = crosstab(lead, attribute=attribute_of(lead, "sector"), basis=read_basis(basis, reader=lead))
    assert table.sizes == {"private": 12, "public": 7}
    return {row.node.key: row.participants for row in table.rows}


def test_participants_who_mention_are_those_of_the_plan(lead):
    found = counted(lead, "union")
    assert {code: found[code] for code in COUNTS["union"]} == COUNTS["union"]


def test_coder_a_alone_sees_another_picture_of_digital_presence(lead):
    assert counted(lead, "coder:amelie")["develop-a-digital-presence"] == {"private": 3, "public": 2}


def test_the_groups_of_both_attributes_are_those_of_the_plan(lead):
    city = crosstab(lead, attribute=attribute_of(lead, "city"), basis=read_basis("union", reader=lead))
    assert city.sizes == {"quebec": 13, "montreal": 6}


def test_conditions_are_mentioned_together_as_planned(lead):
    ground = ground_of(read_basis("union", reader=lead), reader=lead)
    sector = grouping_by(attribute_of(lead, "sector")).group_of
    codes = {code.pk: code.key for code in lead.project.codes.all()}
    by_person: dict[int, set[str]] = {}
    for code, person in mentions(ground):
        by_person.setdefault(person, set()).add(codes[code])

    def together(*wanted: str) -> dict[str, int]:
        people = [person for person, mentioned in by_person.items() if mentioned.issuperset(wanted)]
        return {group: sum(sector[person] == group for person in people) for group in ("private", "public")}

    assert together("integrated-approach", "support-from-high-up") == {"private": 4, "public": 3}
    both_and_easier = together("integrated-approach", "support-from-high-up", "easier-running")
    assert both_and_easier == {"private": 4, "public": 2}


def test_culture_is_established_in_private_and_split_in_public_organisations(lead):
    sector = grouping_by(attribute_of(lead, "sector")).group_of
    values: dict[int, list[int]] = {}
    for person, value in Rating.objects.visible_to(lead).living().values_list("participant_id", "value"):
        values.setdefault(person, []).append(value)
    lower_medians = {person: sorted(given)[(len(given) - 1) // 2] for person, given in values.items()}

    def spread(group: str) -> list[int]:
        return [sum(v == level and sector[p] == group for p, v in lower_medians.items()) for level in range(1, 6)]

    assert (spread("private"), spread("public")) == ([0, 0, 1, 4, 7], [3, 1, 0, 0, 3])


def test_the_emergent_codes_come_after_the_fourth_interview(lead):
    emergent = lead.project.codes.filter(origin="emergent")
    assert sorted(code.label_en for code in emergent) == [
        "Conversation",
        "Research and data collection",
        "Sharing and collaboration",
    ]
    fourth = Coding.objects.filter(project=lead.project, transcript__position=3).order_by("-created_at").first()
    fifth = Coding.objects.filter(project=lead.project, transcript__position=4).order_by("created_at").first()
    assert fourth and fifth
    assert all(fourth.created_at < code.created_at < fifth.created_at for code in emergent)


def test_each_coder_has_fifteen_to_forty_codings_an_interview(lead):
    for transcript in lead.project.transcripts.all():
        for username in ("amelie", "thomas"):
            assert 15 <= transcript.codings.filter(coder__user__username=username).count() <= 40


def test_interviews_are_long_enough_and_no_sentence_occurs_twice():
    assert check.main([]) == 0


def test_loading_twice_doubles_nothing_and_prints_the_logins(lead, capsys, settings, tmp_path: Path):
    settings.DATA_DIR = tmp_path
    call_command("demo")
    assert (Project.objects.count(), User.objects.count()) == (1, 4)
    printed = capsys.readouterr().out
    assert all(name in printed for name in ("helene", "amelie", "thomas", "karim"))
    assert "already there" in printed
