"""The demo study says what its plan says; the counts stand in coding/demo/counts.json."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from coding.demo import check, study
from coding.models import (
    Assignment,
    CodebookVersion,
    Coding,
    CodingState,
    Decision,
    Disagreement,
    Proposal,
    Rating,
    Recheck,
    Round,
)
from coding.queries.asked import guide_in
from coding.queries.guide import overview_of
from coding.services.demo import KEY, Loaded, load_demo
from interviews.models import Job, Member, Project, Revision, User
from methods.coverage import State
from reports.queries.basis.basis import ground_of, read_basis
from reports.queries.basis.mentions import mentions
from reports.queries.counts.coverage import coverage
from reports.queries.counts.crosstab import crosstab
from reports.queries.study.groups import attribute_of, grouping_by
from reports.queries.study.study import study_of

COUNTS = json.loads((study.HERE / "counts.json").read_text(encoding="utf-8"))

CODERS = ("amelie", "thomas", "noemie")


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """The study, loaded once for all tests of this file."""
    with django_db_blocker.unblock():
        load_demo(password="a long password")
        yield
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def lead(loaded: None, db: None) -> Member:
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
    emergent = lead.project.codes.in_codebook().filter(origin="emergent")
    assert sorted(code.label_en for code in emergent) == [
        "Conversation",
        "Research and data collection",
        "Sharing and collaboration",
    ]
    own = Coding.objects.visible_to(lead)
    fourth = own.filter(transcript__position=3).order_by("-created_at").first()
    fifth = own.filter(transcript__position=4).order_by("created_at").first()
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
    assert (Project.objects.count(), User.objects.count(), Round.objects.count()) == (1, 5, 2)
    printed = capsys.readouterr().out
    assert all(name in printed for name in ("helene", "amelie", "thomas", "noemie", "karim"))
    assert "already there" in printed
    assert "coder (trainee)" in printed


def test_a_study_from_before_the_rounds_is_left_alone_and_said_to_be_older(db, capsys, settings, tmp_path: Path):
    settings.DATA_DIR = tmp_path
    Project.objects.filter(key=KEY).update(key="away")
    Project.objects.create(key=KEY, name="E-influence")
    assert load_demo(password="a long password") is Loaded.OLDER
    call_command("demo")
    assert "older version, without rounds" in capsys.readouterr().out
    assert not Round.objects.filter(project__key=KEY).exists()


def test_the_study_is_two_closed_rounds_with_a_trainee_on_some_transcripts(lead):
    rounds = Round.objects.filter(project=lead.project).order_by("number")
    assert [one.state for one in rounds] == ["closed", "closed"]
    cells = [
        [Assignment.objects.in_round(one).filter(coder__user__username=who).count() for who in CODERS] for one in rounds
    ]
    assert cells == [[8, 8, 4], [11, 11, 3]]
    assert not Assignment.objects.filter(done_at=None).exists()
    assert not lead.project.members.get(user__username="noemie").counts_in_reports
    assert not lead.project.round_is_open
    assert not lead.project.members.filter(is_blind=True).exists()


def test_a_rounds_figures_are_there_and_no_worker_is_awaited(lead):
    first, second = (one.snapshot for one in Round.objects.filter(project=lead.project).order_by("number"))
    assert {len(one.document["passes"]) for one in (first, second)} == {20, 25}
    assert all(one.results["disagreements"]["number"] > 150 for one in (first, second))
    assert not Job.objects.exists()


def test_the_emergent_codes_are_of_version_2_and_rechecked_by_both_coders_in_the_first_round(lead):
    versions = CodebookVersion.objects.filter(project=lead.project).order_by("number")
    keys = [{code["key"] for code in version.document["codes"]} for version in versions]
    assert keys[1] - keys[0] == {*COUNTS["emergent"], "preparing-for-the-unexpected"}
    rechecks = Recheck.objects.filter(assignment__transcript__project=lead.project, version=2)
    assert rechecks.count() == 8 * 2 * 3
    assert {one.code.key for one in rechecks.select_related("code")} == set(COUNTS["emergent"])


def test_all_happened_in_order_in_2013_and_2014(lead):
    times = [*Revision.objects.filter(project=lead.project).order_by("number").values_list("at", flat=True)]
    assert times == sorted(times)
    assert (times[0].year, times[-1].year) == (2013, 2014)


def test_a_round_has_alphas_from_poor_to_good_one_undefined_and_one_prevalence_paradox(lead):
    values = [
        code["values"]
        for one in Round.objects.filter(project=lead.project)
        for code in one.snapshot.results["units"]["turn"]["codes"].values()
    ]
    alphas = [one["krippendorff_alpha"] for one in values]
    known = [alpha for alpha in alphas if alpha is not None]
    assert None in alphas
    assert min(known) < 0.1
    assert any(0.667 <= alpha < 0.8 for alpha in known)
    assert max(known) > 0.95
    paradoxical = [one for one in values if one["gwet_ac1"] > 0.98 and (one["krippendorff_alpha"] or 1) < 0.3]
    assert paradoxical


def test_the_emergent_codes_were_proposals_of_the_first_round(lead):
    adopted = Proposal.objects.visible_to(lead).filter(outcome="adopted").select_related("code", "round")
    assert {(one.code.key, one.coder.user.username, one.round.number) for one in adopted} == {
        (key, "amelie", 1) for key in COUNTS["emergent"]
    }
    others = Proposal.objects.visible_to(lead).exclude(outcome="adopted").order_by("created_at")
    assert [(one.coder.user.username, one.outcome) for one in others] == [("noemie", "merged"), ("thomas", "declined")]
    assert all(one.reason for one in others)


def test_about_half_of_the_disagreements_are_decided_with_reasons_of_their_own(lead):
    decisions = Decision.objects.visible_to(lead).living()
    found = Disagreement.objects.visible_to(lead)
    assert 0.4 <= decisions.count() / found.count() <= 0.6
    assert decisions.values("reason").distinct().count() >= 60
    assert set(decisions.values_list("outcome", flat=True)) == set(Decision.Outcome.values)
    assert set(decisions.values_list("manner", flat=True)) == set(Decision.Manner.values)
    assert set(found.values_list("kind", flat=True)) == set(Disagreement.Kind.values)


def test_consensus_counts_are_those_of_the_decisions(lead):
    found = counted(lead, "consensus")
    assert {code: found[code] for code in COUNTS["consensus"]} == COUNTS["consensus"]
    assert found["develop-a-digital-presence"] == {"private": 3, "public": 6}
    assert found["develop-the-market"] == {"private": 11, "public": 2}


def test_the_originals_are_as_the_coders_left_them(lead):
    by_hand = sum(row["coder"] in "ABT" for one in study.table("participants.tsv") for row in study.codings(one["nn"]))
    living = CodingState.objects.visible_to(lead).in_codebook().living()
    assert living.count() == by_hand + 1  # the passage of the merged proposal


def test_the_guide_is_marked_in_all_interviews_but_one_which_has_proposals(lead):
    overview = overview_of(lead.project)
    assert (len(overview.questions), overview.marked, overview.cells) == (9, 18 * 9, 19 * 9)
    (open_,) = (row.transcript for row in overview.interviews if not row.marked)
    found = guide_in(open_, reader=lead)
    assert (open_.title, found.proposed) == ("Samuel", 6)
    asked = [row["question"] for row in study.table("guide.tsv") if row["quote"]]
    assert [one.asked for one in overview.questions] == [asked.count(one.question.key) for one in overview.questions]


def test_most_of_those_who_do_not_mention_monitoring_were_not_asked(lead):
    found = coverage(
        study_of(lead, basis=read_basis("consensus", reader=lead)), grouping=None, branch="", by_code=False
    )
    (row,) = (row for row in found.rows if row.question and row.question.key == "monitoring")
    assert row.cells is not None
    counts = {state: n for state, n in row.cells["all"].counts.items() if n}
    assert counts == {State.MENTIONED: 14, State.ASKED: 1, State.NOT_ASKED: 4}
    assert (row.cells["all"].mention, row.cells["all"].asked) == (10, 11)
