"""The reading page: text, search, speakers, title, archive, original file."""

import pytest
from django.test import Client
from django.urls import reverse

from coding.models import Assignment, Coding, CodingState, StateSpeaker
from interviews.models import Participant, Project, Revision, Speaker, Transcript, Turn
from interviews.queries.transcripts import folded, places
from tests.factories import make_code, make_transcript, numbers
from tests.people import client_of

KEY = "night-shift"


@pytest.fixture
def transcript(project) -> Transcript:
    return make_transcript(
        project,
        ("Interviewer", "Et l’œuvre ?"),
        ("A", "Une Œuvre d’été.\nPuis L'OEUVRE, encore."),
        ("Interviewer", "Rien."),
        title="Night 1",
    )


@pytest.fixture
def lead(lea) -> Client:
    return client_of(lea)


def page(client: Client, transcript: Transcript, **query: str):
    return client.get(reverse("transcript", args=[KEY, transcript.pk]), query)


def at(name: str, transcript: Transcript, *more: object) -> str:
    return reverse(name, args=[KEY, transcript.pk, *more])


def test_the_text_stands_there_with_speakers_and_paragraph_breaks(rita, transcript):
    told = page(client_of(rita), transcript).content.decode()
    assert "Anna" in told
    assert "Une Œuvre d’été.\nPuis L&#x27;OEUVRE, encore." in told


def test_the_number_of_queries_does_not_grow_with_the_turns(rita, project, django_assert_max_num_queries):
    long = make_transcript(project, *(("I" if n % 2 else "A", f"Words {n}") for n in range(300)))
    client = client_of(rita)
    with django_assert_max_num_queries(12):
        page(client, long)


def test_a_search_folds_case_accents_and_ligatures(rita, transcript):
    told = page(client_of(rita), transcript, q="L'oeuvre").content.decode()
    assert '<mark id="hit-1" class="is-current">l’œuvre</mark>' in told
    assert '<mark id="hit-2" class="">L&#x27;OEUVRE</mark>' in told
    assert "1 of 2" in told


def test_next_goes_round(rita, transcript):
    reading = page(client_of(rita), transcript, q="oeuvre", hit="3").context["reading"]
    assert (reading.hits, reading.hit, reading.next_hit, reading.previous_hit) == (3, 3, 1, 2)


def test_what_is_not_there_is_told(rita, transcript):
    assert "Not found" in page(client_of(rita), transcript, q="rien du tout").content.decode()


@pytest.mark.parametrize(
    ("words", "sought", "found"),
    [
        ("L’été", "ete", ["été"]),
        ("e\u0301te\u0301 e", "ete", ["e\u0301te\u0301"]),
        ("mots à lui", "a lui", ["à lui"]),
        ("aaa", "aa", ["aa"]),
        ("œœ", "eo", ["œœ"]),
        ("rien", "", []),
    ],
)
def test_places_are_those_of_the_text_as_stored(words, sought, found):
    assert [words[start:end] for start, end in places(words, folded(sought))] == found


def test_a_lead_maps_a_speaker_to_a_new_participant(lead, transcript):
    speaker = transcript.speakers.get(label="Interviewer")
    sent = {f"s{speaker.pk}-role": "participant", f"s{speaker.pk}-who": "new", f"s{speaker.pk}-pseudonym": "Jules"}
    assert lead.post(at("speaker", transcript, speaker.pk), sent).status_code == 302
    speaker.refresh_from_db()
    assert (speaker.role, speaker.participant.pseudonym) == ("participant", "Jules")
    assert Revision.objects.filter(verb="speaker.changed", transcript=transcript).count() == 1


def test_an_interviewer_is_nobody_of_the_participants(lead, transcript):
    speaker = transcript.speakers.get(label="A")
    anna = Participant.objects.get(pseudonym="Anna")
    lead.post(
        at("speaker", transcript, speaker.pk), {f"s{speaker.pk}-role": "interviewer", f"s{speaker.pk}-who": anna.pk}
    )
    speaker.refresh_from_db()
    assert (speaker.role, speaker.participant) == ("interviewer", None)


def test_a_new_participant_without_a_pseudonym_is_refused(lead, transcript):
    speaker = transcript.speakers.get(label="A")
    sent = {f"s{speaker.pk}-role": "participant", f"s{speaker.pk}-who": "new", f"s{speaker.pk}-pseudonym": ""}
    answer = lead.post(at("speaker", transcript, speaker.pk), sent)
    assert answer.status_code == 422
    assert "Write a pseudonym for the new participant." in answer.content.decode()


def test_a_participant_of_another_project_cannot_be_chosen(lead, transcript):
    other = Project.objects.create(key="other", name="Other")
    stranger = Participant.objects.create(project=other, pseudonym="Stranger")
    speaker = transcript.speakers.get(label="A")
    sent = {f"s{speaker.pk}-role": "participant", f"s{speaker.pk}-who": stranger.pk}
    assert lead.post(at("speaker", transcript, speaker.pk), sent).status_code == 422


def test_two_speakers_merged_take_their_turns_and_codings_along(lead, transcript, project, karim):
    speakers = {s.label: s for s in transcript.speakers.all()}
    extra = Speaker.objects.create(transcript=transcript, label="A 2")
    Turn.objects.filter(text=transcript.current, index=2).update(speaker=extra)
    both, one = (code_on(transcript, karim, project) for _ in range(2))
    StateSpeaker.objects.create(state=both, speaker=speakers["A"])
    StateSpeaker.objects.create(state=both, speaker=extra)
    StateSpeaker.objects.create(state=one, speaker=extra)
    answer = lead.post(at("speakers_merge", transcript), {"speaker": extra.pk, "into": speakers["A"].pk})
    assert answer.status_code == 302
    assert Turn.objects.get(text=transcript.current, index=2).speaker == speakers["A"]
    assert [*StateSpeaker.objects.values_list("state", "speaker").order_by("state")] == [
        (both.pk, speakers["A"].pk),
        (one.pk, speakers["A"].pk),
    ]
    assert not Speaker.objects.filter(label="A 2").exists()


def test_a_speaker_is_not_merged_into_itself(lead, transcript):
    speaker = transcript.speakers.first()
    answer = lead.post(at("speakers_merge", transcript), {"speaker": speaker.pk, "into": speaker.pk})
    assert answer.status_code == 422
    assert "Choose two different speakers" in answer.content.decode()


def test_a_speaker_of_another_transcript_cannot_be_merged(lead, transcript, project):
    other = make_transcript(project, ("B", "Words"), title="Night 2").speakers.get()
    answer = lead.post(at("speakers_merge", transcript), {"speaker": other.pk, "into": transcript.speakers.first().pk})
    assert answer.status_code == 422


def test_an_archived_transcript_comes_back(lead, transcript):
    lead.post(at("transcript_archive", transcript), {"archived": "1"})
    transcript.refresh_from_db()
    assert transcript.archived_at
    assert "This transcript is archived." in page(lead, transcript).content.decode()
    lead.post(at("transcript_archive", transcript), {"archived": "0"})
    transcript.refresh_from_db()
    assert transcript.archived_at is None
    assert [*Revision.objects.order_by("pk").values_list("verb", flat=True)] == [
        "transcript.archived",
        "transcript.restored",
    ]


def test_a_title_is_changed_and_an_empty_one_refused(lead, transcript):
    lead.post(at("transcript_rename", transcript), {"title": "Night one"})
    transcript.refresh_from_db()
    assert transcript.title == "Night one"
    assert lead.post(at("transcript_rename", transcript), {"title": " "}).status_code == 422


def test_the_original_is_a_download_and_nothing_that_a_browser_opens(rita, transcript):
    answer = client_of(rita).get(at("transcript_original", transcript))
    assert answer["Content-Disposition"] == 'attachment; filename="interview.txt"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content).decode() == transcript.current.text


def test_readers_read_coders_code_and_only_leads_change(rita, karim, sam, transcript):
    speaker = transcript.speakers.first()
    for member in (rita, karim):
        client = client_of(member)
        assert page(client, transcript).status_code == 200
        for address in (
            at("transcript_rename", transcript),
            at("transcript_archive", transcript),
            at("speakers_merge", transcript),
            at("speaker", transcript, speaker.pk),
        ):
            assert client.post(address).status_code == 403
    assert reverse("workspace", args=[KEY, transcript.pk]) in page(client_of(karim), transcript).content.decode()
    assert reverse("workspace", args=[KEY, transcript.pk]) not in page(client_of(rita), transcript).content.decode()
    assert page(client_of(sam), transcript).status_code == 404


def test_a_transcript_of_another_project_is_not_found(lead):
    other = Project.objects.create(key="other", name="Other")
    foreign = make_transcript(other, ("A", "Words"))
    assert page(lead, foreign).status_code == 404
    assert lead.get(at("transcript_original", foreign)).status_code == 404
    assert lead.post(at("speaker", foreign, foreign.speakers.get().pk)).status_code == 404


def code_on(transcript: Transcript, coder: object, project: Project) -> CodingState:

    assignment, _ = Assignment.objects.get_or_create(transcript=transcript, coder=coder)
    coding = Coding.objects.create(project=project, transcript=transcript, assignment=assignment, coder=coder)
    return CodingState.objects.create(
        coding=coding,
        text=transcript.current,
        code=make_code(project, f"code-{next(numbers)}"),
        start=0,
        end=3,
        quote_hash="",
        born=1,
    )
