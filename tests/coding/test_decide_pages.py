"""Deciding one disagreement on its screen: what is shown, every outcome by form, what is refused, the way back."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coding.models import Assignment, CodingState, Decision, Memo, Round, Snapshot
from coding.models.codings import Layer
from coding.queries.side_by_side import lettered
from coding.services.decisions import settle, undo_decision
from interviews.models import Member, Project, Transcript
from tests.coding.closed_rounds import coded
from tests.disagreements import make_disagreement, make_round
from tests.factories import make_code, make_transcript
from tests.people import client_of

ADDRESS = "/projects/night-shift/rounds/1/disagreements/"
WORDS = "We plan each week. We post each day. We listen."


@pytest.fixture
def study(project: Project, karim: Member, lena: Member) -> SimpleNamespace:
    """Karim and Lena differ about Anna's Planning (1), and each has another code on her last sentence (2, 3)."""
    planning = make_code(project, "planning", definition_en="Looks ahead.", use_not_en="For habits: see Posting.")
    posting = make_code(project, "posting")
    turns = (("Interviewer", "How do you plan?"), ("A", WORDS), ("Interviewer", "And then?"), ("A", "Far away."))
    anna = make_transcript(project, ("A", "Before it all."), *turns, title="Anna")
    round_ = make_round(project)
    Snapshot.objects.update(results={})
    sides = {karim: ["We plan each week."], lena: ["each week. We post each day."]}
    first = make_disagreement(round_, anna, planning, sides, share=0.5)
    this = make_disagreement(round_, anna, planning, {karim: ["We listen."], lena: []}, kind="substitution", share=0.3)
    other = make_disagreement(round_, anna, posting, {karim: [], lena: ["We listen."]}, kind="substitution", share=0.2)
    return SimpleNamespace(
        round=round_, anna=anna, first=first, this=this, other=other, planning=planning, posting=posting
    )


def words_of(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


def show(member: Member, rank: int = 1, query: str = "", *, status: int = 200) -> str:
    answer = client_of(member).get(f"{ADDRESS}{rank}/{query}")
    assert answer.status_code == status
    return words_of(answer)


def decide(member: Member, choice: str, rank: int = 1, query: str = "", **sent: object) -> HttpResponse:
    return client_of(member).post(f"{ADDRESS}{rank}/{query}", {"choice": choice, "manner": "alone"} | sent)


def letter(disagreement: object, reader: Member, coder: Member) -> str:
    return next(one.letter for one in lettered(disagreement, reader=reader) if one.side.coder == coder.pk)


def kept(reader: Member) -> list[str]:
    states = CodingState.objects.visible_to(reader, layer=Layer.CONSENSUS).living().order_by("start", "end")
    return [state.text.text[state.start : state.end] for state in states.select_related("text")]


# What is shown.


def test_the_passage_stands_in_its_turn_with_those_around_and_no_names(study, lea, karim):
    page = show(lea)
    assert "Boundary <span>Anna · turn 3</span>" in page
    assert "50.0 % of the observed disagreement" in page
    assert all(words in page for words in ("How do you plan?", "And then?"))
    assert "Before it all." not in page
    assert "Far away." not in page
    assert "Karim" not in page
    assert "Lena" not in page
    assert "4 words" in page


def test_without_its_tags_a_turn_is_exactly_its_words(study, lea):
    answer = client_of(lea).get(f"{ADDRESS}1/").content.decode()
    turn = answer.split('<p class="tx" dir="auto">')[2].split("</p>")[0]
    assert turn.count("<mark") == 3
    assert "".join(part.split(">")[-1] for part in turn.replace("</mark", "<").split("<")) == WORDS


def test_the_code_stands_beside_it_with_its_rules(study, lea):
    page = show(lea)
    assert "Looks ahead." in page
    posting = reverse("code", args=["night-shift", "posting"])
    assert f'see <a href="{posting}">Posting</a>.' in page
    assert "Not written yet" in page


def test_the_choices_are_those_that_make_a_difference(study, lea):
    page = show(lea)
    assert page.count('name="choice"') == 7
    assert all(f'data-key="{number}"' in page for number in range(1, 8))
    alone = show(lea, 2)
    # Union, intersection and both would be what one alone marked; the keys of the others stay.
    assert [number for number in range(1, 8) if f'data-key="{number}"' in alone] == [1, 2, 5, 7]


def test_other_codes_of_the_same_hands_are_named_by_letter(study, lea, karim, lena):
    pass_ = Assignment.objects.create(transcript=study.anna, coder=lena, round=study.round)
    start = study.other.start
    coded(pass_, study.posting, start, start + 10)
    Snapshot.objects.update(revision=CodingState.objects.latest("born").born)
    coded(pass_, make_code(lea.project, "later"), start, start + 10)
    page = show(lea, 2)
    assert f'<b class="side-letter">{letter(study.this, lea, lena)}</b> Posting</span>' in page
    assert "Later" not in page.split("On the same words")[1].split("</p>")[0]


def test_the_column_has_those_around_that_fit(study, lea):
    page = show(lea, 2)
    assert page.count('class="decide-item"') == 3
    assert f'href="{ADDRESS}1/" rel="prev"' in page
    assert f'href="{ADDRESS}3/" rel="next"' in page
    narrowed = show(lea, 2, "?kind=boundary")
    assert narrowed.count('class="decide-item"') == 2
    assert f'href="{ADDRESS}1/?kind=boundary" rel="prev"' in narrowed
    assert 'rel="next"' not in narrowed


@pytest.mark.parametrize("address", ["9/", "9/undo/", "9/rule/"])
def test_what_is_not_there_is_not_found(study, lea, address):
    client = client_of(lea)
    assert (client.get if address == "9/" else client.post)(f"{ADDRESS}{address}").status_code == 404
    Snapshot.objects.update(results=None)
    assert client.post(f"{ADDRESS}1/", {"choice": "union"}).status_code == 404


def test_only_leads_who_are_not_blind_decide(study, lea, karim, rita):
    Member.objects.filter(pk=lea.pk).update(is_blind=True)
    for member in (karim, rita, lea):
        assert decide(member, "union").status_code == 403
        assert client_of(member).get(f"{ADDRESS}1/").status_code == 403
        assert client_of(member).post(f"{ADDRESS}1/rule/", {"part": "use-when"}).status_code == 403


def test_its_queries_do_not_grow(study, lea, karim, lena):
    def queries() -> int:
        client = client_of(lea)
        client.get(f"{ADDRESS}1/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{ADDRESS}1/")
        return len(captured)

    before = queries()
    for _ in range(20):
        sides = {karim: ["We plan"], lena: []}
        settle(make_disagreement(study.round, study.anna, study.posting, sides), by=lea, outcome="neither")
    assert queries() == before <= 22


# Deciding.


@pytest.mark.parametrize(
    ("choice", "passages"),
    [
        ("union", ["We plan each week. We post each day."]),
        ("intersection", ["each week."]),
        ("both", ["We plan each week.", "each week. We post each day."]),
        ("neither", []),
    ],
)
def test_a_choice_is_kept_and_the_next_one_comes_at_once(study, lea, choice, passages):
    answer = decide(lea, choice, reason="The rule", manner="third")
    assert answer.headers["Location"] == f"{ADDRESS}2/?manner=third&last=1"
    assert kept(lea) == passages
    decision = Decision.objects.get()
    assert (decision.outcome, decision.reason, decision.manner) == (choice, "The rule", "third")
    page = show(lea, 2, "?last=1")
    assert f"No. 1 is decided: {choice}, by a third person." in page
    assert "1 of 3 decided" in page


def test_a_side_is_kept_by_its_letter(study, lea, karim, lena):
    decide(lea, f"keep-{letter(study.first, lea, lena)}")
    assert kept(lea) == ["each week. We post each day."]
    assert Decision.objects.get().kept == lena


def test_another_extent_by_sentences_or_by_characters(study, lea):
    start = study.anna.current.text.index(WORDS)
    decide(lea, "own", first=str(start), last=str(start + len("We plan each week. We post each day.")))
    assert kept(lea) == ["We plan each week. We post each day."]
    undo_decision(Decision.objects.get(), by=lea)
    decide(lea, "own", first=str(start), last=str(start + 36), start=str(start + 3), end=str(start + 12))
    assert kept(lea) == ["plan each"]


@pytest.mark.parametrize(
    ("choice", "sent", "reason"),
    [
        ("", {}, "Choose one of the outcomes"),
        ("maybe", {}, "Choose one of the outcomes"),
        ("keep-Z", {}, "Choose whose passage to keep"),
        ("union-A", {}, "Choose whose passage to keep"),
        ("own", {}, "Mark the extent"),
        ("own", {"start": "0", "end": "5"}, "has to touch"),
        ("own", {"first": "5", "last": "2"}, "outside the text"),
        ("union", {"reason": "x" * 2001}, "2,000 characters"),
        ("union", {"manner": "aloud"}, "who decided"),
    ],
)
def test_what_does_not_fit_comes_back_with_the_form_kept(study, lea, choice, sent, reason):
    answer = decide(lea, choice, **({"reason": "My reason"} | sent))
    assert answer.status_code == 422
    page = words_of(answer)
    assert reason in page
    assert f'value="{sent.get("reason", "My reason")}"' in page
    assert Decision.objects.count() == 0


def test_the_other_code_gets_the_same_answer_where_it_is_ticked(study, lea, karim, lena):
    page = show(lea, 2)
    assert 'name="also" value="3"' in page
    answer = decide(lea, f"keep-{letter(study.this, lea, lena)}", 2, also="3")
    assert answer.headers["Location"] == f"{ADDRESS}1/?last=2"
    states = CodingState.objects.visible_to(lea, layer=Layer.CONSENSUS).living()
    assert [*states.values_list("code__key", flat=True)] == ["posting"]
    assert "2 in one action." in show(lea, 1, "?last=2")


def test_the_filters_stay_and_the_last_one_leads_to_the_queue(study, lea):
    answer = decide(lea, "neither", 2, "?kind=substitution")
    assert answer.headers["Location"] == f"{ADDRESS}3/?kind=substitution&last=2"
    answer = decide(lea, "neither", 3, "?kind=substitution&last=2")
    assert answer.headers["Location"] == f"{ADDRESS}?kind=substitution&just=3"
    assert "1 disagreement is settled" in words_of(client_of(lea).get(answer.headers["Location"]))


def test_who_sits_together_says_so_once(study, lea):
    page = show(lea, 2, "?manner=discussion&last=1")
    assert 'value="discussion" checked' in page
    assert f'action="{ADDRESS}2/?manner=discussion"' in page
    assert f'href="{ADDRESS}3/?manner=discussion" rel="next"' in page
    assert 'value="alone" checked' in show(lea, 2, "?manner=nonsense")


def test_a_text_that_was_corrected_since_is_shown_as_it_was_read(study, lea):
    assert "The text was corrected since the round" not in show(lea)
    old = study.anna.current
    newer = make_transcript(lea.project, ("A", "Other words.")).current
    Transcript.objects.filter(current=newer).update(current=None)
    newer.transcript = study.anna
    newer.version = old.version + 1
    newer.save()
    Transcript.objects.filter(pk=study.anna.pk).update(current=newer)
    page = show(lea)
    assert "The text was corrected since the round. You see it as the coders read it." in page
    assert "How do you plan?" in page


def test_sent_twice_it_is_decided_once(study, lea):
    op = str(uuid4())
    first, second = decide(lea, "union", op=op), decide(lea, "union", op=op)
    assert first.headers["Location"] == second.headers["Location"]
    assert Decision.objects.count() == 1


def test_of_two_leads_the_second_is_told_what_the_first_decided(study, lea, olga):
    assert decide(olga, "intersection", reason="Both said so").status_code == 302
    answer = decide(lea, "union")
    assert answer.status_code == 409
    page = words_of(answer)
    assert "Olga has decided no. 1, “Planning”, in the meantime." in page
    assert "Intersection, decided alone, on" in page
    assert "Both said so" in page
    assert kept(lea) == ["each week."]


# What was decided.


def test_a_decided_one_tells_who_when_how_and_what_was_undone(study, lea, olga):
    undo_decision(settle(study.first, by=olga, outcome="union", reason="First thought"), by=olga)
    settle(study.first, by=lea, outcome="neither", reason="It is a habit", manner="discussion")
    page = show(lea)
    assert 'name="choice"' not in page
    assert "<strong>Neither</strong>" in page
    assert "decided in discussion, by Lea on" in page
    assert "It is a habit" in page
    assert "First thought" in page
    assert "undone on" in page
    assert "What the coders marked is untouched" in page
    assert f'href="/projects/night-shift/transcripts/{study.anna.pk}/#t1"' in page


def test_undone_it_is_open_again_and_says_so(study, lea, olga):
    decision = settle(study.first, by=olga, outcome="union")
    answer = client_of(lea).post(f"{ADDRESS}1/undo/", {"decision": decision.pk}, follow=True)
    page = words_of(answer)
    assert "Undone: no. 1 is open again." in page
    assert "Decided before, and undone" in page
    assert 'name="choice"' in page
    assert kept(lea) == []


def test_an_undo_that_comes_too_late_undoes_nothing_else(study, lea, olga):
    first = settle(study.first, by=olga, outcome="union")
    undo_decision(first, by=olga)
    settle(study.first, by=olga, outcome="neither")
    answer = client_of(lea).post(f"{ADDRESS}1/undo/", {"decision": first.pk})
    assert answer.status_code == 409
    assert "This decision was undone before." in words_of(answer)
    assert Decision.objects.living().get().outcome == "neither"
    assert client_of(lea).post(f"{ADDRESS}1/undo/", {"decision": "x"}).status_code == 409
    assert client_of(lea).post(f"{ADDRESS}2/undo/", {"decision": first.pk}).status_code == 409


# Rules and notes.


def test_a_rule_is_written_from_here(study, lea, project):
    page = show(lea, 1, "?kind=boundary&rule=use-when")
    assert f'action="{ADDRESS}1/rule/?kind=boundary"' in page
    sent = {"part": "use-when", "use_when_en": "Only the plan itself.", "use_when_fr": ""}
    answer = client_of(lea).post(f"{ADDRESS}1/rule/?kind=boundary", sent, follow=True)
    assert answer.redirect_chain == [(f"{ADDRESS}1/?kind=boundary", 302)]
    assert "The rule is written into the codebook." in words_of(answer)
    study.planning.refresh_from_db()
    assert study.planning.use_when_en == "Only the plan itself."


@pytest.mark.parametrize("part", ["names", "slot", "nothing", ""])
def test_no_other_part_of_a_code_is_written_from_here(study, lea, part):
    assert client_of(lea).post(f"{ADDRESS}1/rule/", {"part": part, "slot": "3"}).status_code == 404
    assert "rule-form" not in show(lea, 1, f"?rule={part}")


def test_while_the_codebook_rests_a_rule_waits_and_a_note_does_not(study, lea, project):
    Project.objects.filter(pk=project.pk).update(round_is_open=True)
    Round.objects.create(
        project=project, number=2, name="Two", state="open", version=study.round.version, seed=1,
        opened_at=study.round.opened_at,
    )  # fmt: skip
    page = show(lea, 1, "?rule=use-when")
    assert "the codebook rests until it closes" in page
    assert "rule-form" not in page
    sent = {"part": "use-when", "use_when_en": "Only the plan itself.", "use_when_fr": ""}
    answer = client_of(lea).post(f"{ADDRESS}1/rule/", sent)
    assert answer.status_code == 422
    assert "the codebook rests" in words_of(answer)
    assert 'id="notes"' in page


def test_a_note_is_added_to_the_code_and_leads_back(study, lea):
    page = show(lea, 1, "?kind=boundary")
    assert f'name="next" value="{ADDRESS}1/?kind=boundary"' in page
    sent = {"on": "code:planning", "text": "Borders differ", "next": f"{ADDRESS}1/?kind=boundary"}
    answer = client_of(lea).post("/projects/night-shift/memos/new/", sent)
    assert answer.headers["Location"].startswith(f"{ADDRESS}1/?kind=boundary#memo-")
    assert Memo.objects.get().on_code == study.planning
    assert "Borders differ" in show(lea)
