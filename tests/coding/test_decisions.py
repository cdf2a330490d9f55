"""Settling disagreements: what each outcome keeps, what is refused, who was first, and the way back."""

import threading
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import F

from coding.models import Coding, CodingState, Decision, Disagreement
from coding.models.codings import Layer
from coding.services.decisions import AlreadyDecided, Answer, settle, settle_together, undo_decision
from coding.services.operations import Conflict, Invalid
from interviews.models import Member, Project
from tests.disagreements import make_disagreement, make_round
from tests.factories import make_code, make_transcript
from tests.reports.conftest import mark

WORDS = "We plan each week. We post each day. We listen."


def prepare(project: Project, karim: Member, lena: Member) -> SimpleNamespace:
    """Karim and Lena have coded Anna's turn and differ about Planning."""
    transcript = make_transcript(project, ("Interviewer", "How do you plan?"), ("A", WORDS))
    planning = make_code(project, "planning", deniable=True, rated="passage", scale=[{"value": 1}, {"value": 2}])
    mark(karim, transcript, planning, "We plan each week.", rating=1)
    mark(lena, transcript, planning, "each week. We post each day.", rating=2)
    sides = {karim: ["We plan each week."], lena: ["each week. We post each day."]}
    first = make_disagreement(make_round(project), transcript, planning, sides)
    return SimpleNamespace(transcript=transcript, planning=planning, first=first, round=first.round)


@pytest.fixture
def study(project: Project, karim: Member, lena: Member) -> SimpleNamespace:
    return prepare(project, karim, lena)


def kept(reader: Member) -> list[str]:
    """The words of the living consensus passages."""
    states = CodingState.objects.visible_to(reader, layer=Layer.CONSENSUS).living().order_by("start", "end")
    return [state.text.text[state.start : state.end] for state in states.select_related("text")]


def originals() -> list[tuple[object, ...]]:
    rows = CodingState.objects.filter(coding__layer=Layer.CODER).order_by("pk")
    return [*rows.values_list("pk", "coding", "code", "start", "end", "direction", "rating", "born", "died")]


@pytest.mark.parametrize(
    ("outcome", "passages"),
    [
        ("union", ["We plan each week. We post each day."]),
        ("intersection", ["each week."]),
        ("both", ["We plan each week.", "each week. We post each day."]),
        ("neither", []),
    ],
)
def test_an_outcome_keeps_its_passages_and_leaves_the_originals(study, lea, outcome, passages):
    before = originals()
    settle(study.first, by=lea, outcome=outcome, reason=" The rule says so. ", manner="discussion")
    assert kept(lea) == passages
    assert originals() == before
    decision = Decision.objects.get()
    assert (decision.outcome, decision.reason, decision.manner) == (outcome, "The rule says so.", "discussion")


def test_one_coders_passage_keeps_what_was_said_of_it(study, lea, lena):
    settle(study.first, by=lea, outcome="keep", kept=lena.pk)
    assert kept(lea) == ["each week. We post each day."]
    state = CodingState.objects.visible_to(lea, layer=Layer.CONSENSUS).get()
    assert (state.rating, state.direction, state.coding.coder, state.coding.decision) == (
        2,
        "affirms",
        None,
        Decision.objects.get(),
    )
    assert [row.speaker.label for row in state.speakers.select_related("speaker")] == ["A"]


def test_a_merged_passage_has_a_rating_where_all_agree_and_is_mixed_where_directions_differ(study, lea, lena):
    settle(study.first, by=lea, outcome="union")
    assert CodingState.objects.visible_to(lea, layer=Layer.CONSENSUS).get().rating is None
    undo_decision(Decision.objects.get(), by=lea)
    CodingState.objects.filter(coding__coder=lena).update(rating=1, direction="denies")
    settle(study.first, by=lea, outcome="union")
    state = CodingState.objects.visible_to(lea, layer=Layer.CONSENSUS).living().get()
    assert (state.rating, state.direction) == (1, "mixed")


def test_both_keeps_what_each_said(study, lea):
    settle(study.first, by=lea, outcome="both")
    states = CodingState.objects.visible_to(lea, layer=Layer.CONSENSUS).order_by("start")
    assert [state.rating for state in states] == [1, 2]


def test_another_extent_is_kept_as_it_was_marked(study, lea):
    start = study.first.start
    settle(study.first, by=lea, outcome="own", spans=[(start, start + 7), (start + 3, start + 12)])
    assert kept(lea) == ["We plan each"]


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"outcome": "maybe"}, "Choose one of the outcomes"),
        ({"outcome": "keep"}, "whose passage"),
        ({"outcome": "keep", "kept": 10**9}, "whose passage"),
        ({"outcome": "union", "kept": 10**9}, "whose passage"),
        ({"outcome": "own"}, "Mark the extent"),
        ({"outcome": "own", "spans": [(0, 5)]}, "has to touch"),
        ({"outcome": "own", "spans": [(30, 20)]}, "outside the text"),
        ({"outcome": "own", "spans": [(30, 900)]}, "outside the text"),
        ({"outcome": "union", "manner": "aloud"}, "who decided"),
        ({"outcome": "union", "reason": "x" * 2001}, "2,000 characters"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(study, lea, asked, reason):
    with pytest.raises(Invalid, match=reason):
        settle(study.first, by=lea, **asked)
    assert (Decision.objects.count(), Coding.objects.filter(layer=Layer.CONSENSUS).count()) == (0, 0)


def test_an_extent_keeps_characters_whole(project, lea, karim, lena):
    transcript = make_transcript(project, ("A", "Cafe\u0301 noir at noon."))
    planning = make_code(project, "planning")
    differing = make_disagreement(make_round(project), transcript, planning, {karim: ["noir at"], lena: ["noir"]})
    with pytest.raises(Invalid, match="in two"):
        settle(differing, by=lea, outcome="own", spans=[(4, 12)])


def test_only_leads_decide(study, karim, rita):
    for member in (karim, rita):
        with pytest.raises(PermissionDenied):
            settle(study.first, by=member, outcome="union")


def test_the_second_is_told_what_the_first_decided(study, lea, olga):
    settle(study.first, by=olga, outcome="union", reason="First")
    with pytest.raises(AlreadyDecided, match="Olga") as told:
        settle(study.first, by=lea, outcome="neither")
    assert (told.value.decision.outcome, told.value.decision.reason) == ("union", "First")
    assert kept(lea) == ["We plan each week. We post each day."]


def test_the_same_action_sent_twice_is_done_once(study, lea):
    op = uuid4()
    asked = {"by": lea, "reason": "", "manner": "alone"}
    made = settle_together([Answer(study.first, "union")], op=op, **asked)
    with pytest.raises(AlreadyDecided):
        settle_together([Answer(study.first, "union")], op=uuid4(), **asked)
    assert settle_together([Answer(study.first, "union")], op=op, **asked) == made
    assert Decision.objects.count() == 1


def test_whether_it_is_open_follows_its_decisions(study, project, lea, karim):
    other = make_disagreement(study.round, study.transcript, study.planning, {karim: ["We listen."]})

    def open_ones() -> list[int]:
        return [*Disagreement.objects.visible_to(lea).open().order_by("number").values_list("number", flat=True)]

    answers = [Answer(study.first, "union"), Answer(other, "neither")]
    decision = settle_together(answers, by=lea, reason="", manner="alone")
    assert (open_ones(), Disagreement.objects.visible_to(lea).decided().count()) == ([], 2)
    undo_decision(decision, by=lea)
    assert open_ones() == [1, 2]
    settle(other, by=lea, outcome="union")
    assert open_ones() == [1]


def test_undone_it_is_open_and_can_be_decided_again(study, lea, olga):
    decision = settle(study.first, by=olga, outcome="union")
    assert [*Disagreement.objects.visible_to(lea).open()] == []
    undo_decision(decision, by=lea)
    assert kept(lea) == []
    assert [*Disagreement.objects.visible_to(lea).open()] == [study.first]
    with pytest.raises(Conflict, match="undone before"):
        undo_decision(decision, by=olga)
    settle(study.first, by=lea, outcome="intersection")
    assert kept(lea) == ["each week."]
    assert [(one.outcome, one.undone_at is None) for one in Decision.objects.order_by("pk")] == [
        ("union", False),
        ("intersection", True),
    ]


def test_the_other_code_of_a_substitution_is_decided_and_undone_with_it(study, project, lea, karim, lena):
    posting = make_code(project, "posting")
    this = make_disagreement(
        study.round, study.transcript, study.planning, {karim: ["We listen."], lena: []}, kind="substitution"
    )
    other = make_disagreement(
        study.round, study.transcript, posting, {karim: [], lena: ["We listen."]}, kind="substitution"
    )
    answers = [Answer(this, "neither"), Answer(other, "keep", kept=lena.pk)]
    decision = settle_together(answers, by=lea, reason="", manner="alone")
    states = CodingState.objects.visible_to(lea, layer=Layer.CONSENSUS).living()
    assert [*states.values_list("code__key", flat=True)] == ["posting"]
    undo_decision(decision, by=lea)
    assert Decision.objects.living().count() == 0
    assert kept(lea) == []


def test_a_coding_removed_after_the_round_changes_nothing(study, lea, lena):
    CodingState.objects.filter(coding__coder=lena).update(died=F("born") + 5)
    settle(study.first, by=lea, outcome="keep", kept=lena.pk)
    assert CodingState.objects.visible_to(lea, layer=Layer.CONSENSUS).get().rating == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_leads_at_once_one_decides_and_the_other_is_told(project, lea, olga, karim, lena):
    study = prepare(project, karim, lena)
    gate, told = threading.Barrier(2), []

    def decide(member: Member, outcome: str) -> None:
        try:
            gate.wait()
            settle(Disagreement.objects.get(pk=study.first.pk), by=member, outcome=outcome)
            told.append(outcome)
        except AlreadyDecided as first:
            told.append(f"told: {first.decision.outcome}")
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=who) for who in ((lea, "union"), (olga, "neither"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winner = Decision.objects.get().outcome
    assert sorted(told) == sorted([winner, f"told: {winner}"])
