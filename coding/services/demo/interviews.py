"""The demo's interviews, imported like anybody's, with what is known of their participants."""

from collections.abc import Mapping
from decimal import Decimal

from coding.demo import study
from coding.services.demo.begin import Demo
from interviews.importers import read
from interviews.models import Attribute, Participant, ParticipantValue, Transcript
from interviews.services.transcripts import Original, SpeakerChoice, write_transcript


def import_interview(demo: Demo, row: Mapping[str, str]) -> Transcript:
    """The transcript of a row of participants.tsv."""
    name = f"{row['nn']}-{row['key']}.txt"
    content = (study.HERE / "interviews" / name).read_bytes()
    pseudonym = row["pseudonym"]
    speakers = {
        study.INTERVIEWER: SpeakerChoice(study.INTERVIEWER, "interviewer"),
        pseudonym: SpeakerChoice(pseudonym, "participant", pseudonym=pseudonym),
    }
    transcript = write_transcript(
        demo.project,
        read(name, content),
        original=Original(name, content),
        speakers=speakers,
        by=demo.lead.user,
        title=pseudonym,
    )
    participant = Participant.objects.get(project=demo.project, pseudonym=pseudonym)
    ParticipantValue.objects.bulk_create(
        _value(attribute, row[key], participant=participant, born=demo.project.revision)
        for key, attribute in demo.attributes.items()
    )
    return transcript


def _value(attribute: Attribute, told: str, *, participant: Participant, born: int) -> ParticipantValue:
    value = ParticipantValue(participant=participant, attribute=attribute, born=born)
    if attribute.kind == Attribute.Kind.CATEGORY:
        value.category = attribute.values.get(key=told)
    elif attribute.kind == Attribute.Kind.NUMBER:
        value.number = Decimal(told)
    else:
        value.text = told
    return value
