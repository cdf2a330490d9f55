"""A study small enough to count by hand.

Anna (private) was interviewed alone; Karim and Lena have done her transcript, and Lea, who does not count in reports.
Bruno (public) and Dora (no value) spoke in a group that only Karim has done. Chloe (private) is not done.
"""

import hashlib
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from coding.models import Assignment, Code, Coding, CodingState, StateSpeaker
from interviews.models import (
    Attribute,
    AttributeValue,
    Member,
    Participant,
    ParticipantValue,
    Project,
    Speaker,
    Transcript,
    Turn,
)
from methods.disclosure import LEAST
from tests.factories import make_code, make_transcript


def mark(coder: Member, transcript: Transcript, code: Code, quote: str, **said: object) -> CodingState:
    """A living coding of the quote's first occurrence, with the speakers of the turns that it touches."""
    text = transcript.current
    assert text is not None
    start = text.text.index(quote)
    end = start + len(quote)
    assignment, _ = Assignment.objects.get_or_create(transcript=transcript, coder=coder)
    coding = Coding.objects.create(
        project=transcript.project, transcript=transcript, assignment=assignment, coder=coder
    )
    state = CodingState.objects.create(
        coding=coding,
        text=text,
        code=code,
        start=start,
        end=end,
        quote_hash=hashlib.sha256(quote.encode()).hexdigest(),
        born=1,
        **said,
    )
    speakers = Turn.objects.filter(text=text).touching(start, end).values_list("speaker", flat=True)
    StateSpeaker.objects.bulk_create(StateSpeaker(state=state, speaker_id=pk) for pk in set(speakers))
    return state


def done(coder: Member, *transcripts: Transcript) -> None:
    for transcript in transcripts:
        Assignment.objects.update_or_create(
            transcript=transcript, coder=coder, defaults={"done_at": timezone.now() - timedelta(hours=1)}
        )


def give(person: Participant, value: AttributeValue) -> None:
    ParticipantValue.objects.create(participant=person, attribute=value.attribute, category=value, born=1)


@pytest.fixture
def study(project: Project, lea: Member, karim: Member, lena: Member) -> SimpleNamespace:
    anna = make_transcript(
        project, ("Interviewer", "How do you plan?"), ("A", "We plan each week. We post each day. We listen.")
    )
    group = make_transcript(
        project,
        ("Interviewer", "And you?"),
        ("B", "We post at night."),
        ("D", "I never post."),
        title="Group",
        participant="Bruno",
    )
    dora = Participant.objects.create(project=project, pseudonym="Dora")
    Speaker.objects.filter(transcript=group, label="D").update(participant=dora)
    chloe = make_transcript(project, ("C", "We plan nothing."), title="Chloe", participant="Chloe")
    people = {person.pseudonym: person for person in project.participants.all()}

    sector = Attribute.objects.create(
        project=project, key="sector", label_en="Sector", label_fr="Secteur", kind="category"
    )
    private, public = (
        AttributeValue.objects.create(attribute=sector, key=key, label_en=label, label_fr=french, position=place)
        for place, (key, label, french) in enumerate((("private", "Private", "Privé"), ("public", "Public", "Public")))
    )
    for name, value in (("Anna", private), ("Bruno", public), ("Chloe", private)):
        give(people[name], value)

    before = timezone.now() - timedelta(days=9)
    practices = make_code(project, "practices", created_at=before)
    planning = make_code(project, "planning", parent=practices, created_at=before)
    posting = make_code(project, "posting", parent=practices, created_at=before, deniable=True)
    presence = make_code(project, "presence", created_at=before)
    old = make_code(project, "old", created_at=before, archived_at=timezone.now())
    late = make_code(project, "late", origin="emergent", created_at=timezone.now())

    mark(karim, anna, planning, "We plan each week.")
    mark(lena, anna, planning, "plan each week. We post")
    mark(lena, anna, posting, "We post each day.", direction="denies")
    mark(karim, anna, presence, "We plan")
    mark(karim, anna, presence, " each week.")
    mark(karim, anna, planning, "How do you plan?")
    mark(karim, anna, old, "We listen.")
    mark(karim, group, posting, "post at night.\nI never")
    mark(karim, chloe, planning, "We plan nothing.")
    lea.counts_in_reports = False
    lea.save()
    mark(lea, anna, presence, "We listen.")
    done(karim, anna, group)
    done(lena, anna)
    done(lea, anna)
    return SimpleNamespace(
        project=project,
        anna=anna,
        group=group,
        chloe=chloe,
        people=people,
        sector=sector,
        practices=practices,
        planning=planning,
        posting=posting,
        presence=presence,
        old=old,
        late=late,
    )


@pytest.fixture
def office(project: Project, olga: Member, karim: Member) -> SimpleNamespace:
    """See `offices.py`."""
    from tests.reports.offices import make_office  # it is made with what stands here

    return make_office(project, karim)


@pytest.fixture(autouse=True)
def no_least(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The study of these tests is three people, whom the gate would close: it has no least but where a test says so."""
    if request.node.get_closest_marker("gate"):
        return
    for audience in LEAST:
        monkeypatch.setitem(LEAST, audience, 1)
