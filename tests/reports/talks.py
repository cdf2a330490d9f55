"""A study for talk packs: eleven interviews, two groups, long names in both languages, a finding with a long quote."""

from dataclasses import dataclass

from django.utils import timezone

from coding.models import Assignment, Code, Rating
from interviews.models import Attribute, AttributeValue, Member, Participant, Project, Transcript
from reports.models import Snapshot
from reports.queries.basis.basis import default_basis
from reports.queries.counts.cells import cells_under
from reports.services.declarations import Declaring, declare
from reports.services.findings import Claiming, Quoting, add_quote, create_finding
from reports.services.snapshots import take_snapshot
from tests.coding.closed_rounds import closed_round, submitted
from tests.factories import make_code, make_transcript
from tests.reports.conftest import give

PLANNED, POSTED = "We plan each week.", "We post each day."
LONG_EN = "Preparing with the whole team for what no one has yet seen x"
LONG_FR = "Préparer avec toute l’équipe ce que personne n’a encore vu x"
LONG_QUOTE = " ".join(f"Sentence {n} of a person who speaks for a long time about plans." for n in range(60))
SCALE = [{"value": n, "en": f"step {n}", "fr": f"degré {n}"} for n in (1, 2, 3)]
PRIVATE, PUBLIC = 6, 5


@dataclass
class Talk:
    project: Project
    owner: Member
    planning: Code
    snapshot: Snapshot


def make_talk(owner: Member, karim: Member, lena: Member, *, stance: str = "codebook", sensitive: bool = False) -> Talk:
    """Five of six private and one of five public participants plan; three of each post."""
    project = owner.project
    Project.objects.filter(pk=project.pk).update(fictional=True)
    project.refresh_from_db()
    sector = Attribute.objects.create(
        project=project, key="sector", label_en="Sector", label_fr="Secteur", kind="category"
    )
    groups = [
        AttributeValue.objects.create(attribute=sector, key=key, label_en=label, label_fr=french, position=place)
        for place, (key, label, french) in enumerate((("private", "Private", "Privé"), ("public", "Public", "Public")))
    ]
    practices = make_code(project, "practices", label_fr="Pratiques", heading=True)
    planning = make_code(project, "planning", label_fr="Planification", parent=practices)
    posting = make_code(
        project, "posting", label_fr="=Publication", label_en="=Posting", parent=practices, origin="emergent"
    )
    make_code(project, "long", label_en=LONG_EN, label_fr=LONG_FR, parent=practices)
    culture = make_code(project, "culture", label_fr="Culture", rated="participant", scale=SCALE)
    transcripts = [_interview(project, n, groups[n >= PRIVATE]) for n in range(PRIVATE + PUBLIC)]
    work = {
        one: [(code, *span) for code, span in zip((planning, posting), _spans(one), strict=True) if span]
        for one in transcripts
    }
    closed_round(owner, {one: {karim: work[one], lena: work[one]} for one in transcripts[:3]})
    # It emerged once three interviews were coded.
    Code.objects.filter(pk=posting.pk).update(created_at=timezone.now())
    for one in transcripts[3:]:
        submitted(one, karim, work[one])
    for n, one in enumerate(transcripts):
        pass_ = Assignment.objects.get(transcript=one, coder=karim)
        person = Participant.objects.get(pseudonym=f"P{n}")
        Rating.objects.create(assignment=pass_, participant=person, code=culture, value=1 + n % 3, born=1)
    test = "none" if stance == "reflexive" else "exact"
    declare(Declaring(stance, test, sector, [planning, posting], [planning] * sensitive, 3, 3, 5, ""), by=owner)
    _find(owner, transcripts[0])
    return Talk(project, owner, planning, take_snapshot(by=owner, at=timezone.now()))


def _interview(project: Project, n: int, group: AttributeValue) -> Transcript:
    words = [PLANNED if n in {0, 1, 2, 3, 4, 6} else "We plan nothing.", POSTED if n % 2 else "Nothing is posted."]
    words[0] += f" {LONG_QUOTE}" if not n else ""
    turns = [("I", "How do you work?"), ("P", words[0]), ("P", words[1])]
    transcript = make_transcript(project, *turns, title=f"Interview {n}", participant=f"P{n}")
    give(Participant.objects.get(pseudonym=f"P{n}"), group)
    return transcript


def _spans(transcript) -> list[tuple[int, int] | None]:
    text = transcript.current.text
    return [
        (text.index(said), text.index(said) + len(said)) if said in text else None
        for said in (f"{PLANNED} {LONG_QUOTE}" if LONG_QUOTE in text else PLANNED, POSTED)
    ]


def _find(owner: Member, transcript) -> None:
    basis = default_basis(owner)
    keys = ["planning/sector:private", "planning/sector:public"]
    predicate = {"op": "exceeds_by", "left": keys[0], "right": keys[1], "points": 40}
    claim = Claiming("Private participants plan more often.", "Le privé planifie plus souvent.", basis.key, predicate)
    finding = create_finding(claim, cells_under(owner, basis).of(keys), by=owner)
    span = _spans(transcript)[0]
    assert span is not None
    person = Participant.objects.get(pseudonym="P0")
    add_quote(finding, Quoting(person, transcript.current, *span), "supports", by=owner)
