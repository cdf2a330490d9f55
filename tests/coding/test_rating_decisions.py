"""Deciding a participant's place on a scale where the coders differ: queue, form, consensus, undo."""

import re

import pytest

from coding.models import Assignment, Code, Rating, RatingDecision, Round
from coding.queries.rating_differences import rating_differences
from coding.services.agreement import compute
from coding.services.operations import Conflict, Invalid
from coding.services.rating_decisions import settle_rating, undo_rating_decision
from interviews.models import Member, Participant, Revision
from reports.queries.basis.basis import ground_of, read_basis
from reports.queries.basis.ratings import rating_name, ratings_of
from tests.coding.closed_rounds import closed_round
from tests.factories import make_code, make_transcript
from tests.people import client_of

AT = "/projects/night-shift/rounds/1/ratings/"
SCALE = [{"value": 1, "en": "weak"}, {"value": 2, "en": "middling"}, {"value": 3, "en": "strong"}]


@pytest.fixture
def culture(project) -> Code:
    return make_code(project, "culture", rated="participant", scale=SCALE)


@pytest.fixture
def closed(project, culture, lea, lena, karim) -> Round:
    """Karim and Lena differ on Anna, agree on Zoe."""
    texts = [
        make_transcript(project, ("Interviewer", "And you?"), (name, "We listen."), participant=name)
        for name in ("Anna", "Zoe")
    ]
    made = closed_round(lea, {text: {karim: [], lena: []} for text in texts}, computed=False)
    for person, values in (("Anna", {karim: 1, lena: 3}), ("Zoe", {karim: 2, lena: 2})):
        for coder, value in values.items():
            rate(coder, person, culture, value)
    compute(made.snapshot)
    return Round.objects.select_related("snapshot").get(pk=made.pk)


def rate(coder: Member, person: str, code: Code, value: int) -> None:
    participant = Participant.objects.get(pseudonym=person)
    speaking = Assignment.objects.filter(coder=coder, transcript__speakers__participant=participant)
    Rating.objects.create(assignment=speaking.get(), participant=participant, code=code, value=value, born=1)


def under_consensus(reader: Member, code: Code) -> dict[str, str]:
    found = ratings_of(ground_of(read_basis("consensus", reader=reader), reader=reader), code)
    return {Participant.objects.get(pk=person).pseudonym: rating_name(found, code, person) for person in found}


def settle(closed: Round, lea: Member, value: int, **said: str) -> RatingDecision:
    (one,) = rating_differences(closed, reader=lea)
    settle_rating(one, closed=closed, by=lea, value=value, **said)
    return RatingDecision.objects.visible_to(lea).living().get()


def test_only_who_was_placed_differently_is_asked_about(closed, lea):
    (one,) = rating_differences(closed, reader=lea)
    assert (one.participant.pseudonym, one.code.key) == ("Anna", "culture")
    assert [(level.value, level.label, level.coders) for level in one.levels] == [
        (1, "weak", 1), (2, "middling", 0), (3, "strong", 1),
    ]  # fmt: skip


def test_who_does_not_count_in_reports_makes_no_difference(closed, lea, karim):
    Member.objects.filter(pk=karim.pk).update(counts_in_reports=False)
    assert rating_differences(closed, reader=lea) == []


def test_a_rating_changed_after_the_closing_changes_nothing_here(closed, lea, lena, culture):
    later = closed.snapshot.revision + 1
    Rating.objects.filter(assignment__coder=lena, participant__pseudonym="Anna").update(died=later)
    anna = Participant.objects.get(pseudonym="Anna")
    pass_ = Assignment.objects.get(coder=lena, transcript__speakers__participant=anna)
    Rating.objects.create(assignment=pass_, participant=anna, code=culture, value=1, born=later)
    (one,) = rating_differences(closed, reader=lea)
    assert [level.value for level in one.said] == [1, 3]


def test_what_is_decided_counts_under_consensus_and_nowhere_else(closed, lea, culture):
    before = [*Rating.objects.order_by("pk").values()]
    assert under_consensus(lea, culture) == {"Anna": "rating open: the coders differ", "Zoe": "2 middling"}
    decision = settle(closed, lea, 3, reason=" She says it twice. ", manner="discussion")
    assert under_consensus(lea, culture) == {"Anna": "3 strong", "Zoe": "2 middling"}
    assert (decision.reason, decision.manner) == ("She says it twice.", "discussion")
    assert sorted(one["value"] for one in decision.seen) == [1, 3]
    assert [*Rating.objects.order_by("pk").values()] == before
    union = ratings_of(ground_of(read_basis("union", reader=lea), reader=lea), culture)
    assert union[decision.participant_id].value == 1
    assert Revision.objects.get(verb="rating_decision.made").actor == lea.user


def test_undone_it_is_open_again_and_the_history_keeps_it(closed, lea, culture):
    decision = settle(closed, lea, 3)
    undo_rating_decision(decision, by=lea)
    assert under_consensus(lea, culture)["Anna"] == "rating open: the coders differ"
    (one,) = rating_differences(closed, reader=lea)
    assert (one.standing, [past.value for past in one.history]) == (None, [3])
    with pytest.raises(Conflict, match="undone before"):
        undo_rating_decision(decision, by=lea)


def test_the_second_of_two_leads_is_told_who_was_faster(closed, lea, olga, culture):
    (seen_by_olga,) = rating_differences(closed, reader=olga)
    settle(closed, lea, 3)
    with pytest.raises(Conflict, match="Lea has decided"):
        settle_rating(seen_by_olga, closed=closed, by=olga, value=1)
    assert under_consensus(lea, culture)["Anna"] == "3 strong"
    assert not Revision.objects.filter(verb="rating_decision.made", actor=olga.user).exists()


def test_a_value_off_the_scale_and_a_novel_for_a_reason_are_refused(closed, lea):
    with pytest.raises(Invalid, match="value of the scale"):
        settle(closed, lea, 9)
    with pytest.raises(Invalid, match="2,000"):
        settle(closed, lea, 3, reason="x" * 2_001)
    assert not RatingDecision.objects.exists()


def test_the_page_decides_tells_and_takes_back(closed, lea):
    client = client_of(lea)
    page = client.get(AT).content.decode()
    key = re.search(r'name="rating" value="([\d-]+)"', page)[1]
    assert "0 of 1 rating that differs is decided." in page
    told = client.post(AT, {"rating": key, "value": "3", "reason": "Twice.", "manner": "alone"}, follow=True)
    assert "Decided: Culture of Anna." in told.content.decode()
    assert "Twice." in told.content.decode()
    decision = RatingDecision.objects.visible_to(lea).living().get()
    back = client.post(f"{AT}undo/", {"decision": decision.pk}, follow=True)
    assert "Undone: the rating is open again." in back.content.decode()


def test_what_can_not_be_decided_says_why(closed, lea):
    client = client_of(lea)
    key = rating_differences(closed, reader=lea)[0].key
    refused = client.post(AT, {"rating": key, "value": "8", "reason": "My long thought."})
    assert (refused.status_code, "My long thought." in refused.content.decode()) == (422, True)
    assert client.post(AT, {"rating": "1-1"}).status_code == 422
    settle(closed, lea, 3)
    assert client.post(AT, {"rating": key, "value": "1"}).status_code == 409
    assert client.post(f"{AT}undo/", {"decision": "0"}).status_code == 409


def test_a_lead_who_codes_blind_decides_nothing(closed, lea):
    Member.objects.filter(pk=lea.pk).update(is_blind=True)
    answer = client_of(lea).post(AT, {"rating": "1-1", "value": "3"})
    assert answer.status_code in {403, 422}
    assert not RatingDecision.objects.exists()


def test_more_differences_cost_no_more_queries(closed, lea, lena, django_assert_num_queries):
    client = client_of(lea)
    with django_assert_num_queries(12):
        client.get(AT)
    Rating.objects.filter(assignment__coder=lena, participant__pseudonym="Zoe").update(value=3)
    assert len(rating_differences(closed, reader=lea)) == 2
    with django_assert_num_queries(12):
        client.get(AT)
