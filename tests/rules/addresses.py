"""Every address of the site, from the resolver, with arguments from a small study that has a row of each kind."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from coding.models import (
    Assignment,
    Code,
    CodebookVersion,
    Coding,
    CodingState,
    Disagreement,
    ExclusiveGroup,
    Memo,
    Proposal,
    Question,
    Rating,
    StateSpeaker,
)
from coding.queries.versions import canonical
from interviews.access import Action, view_guard
from interviews.models import (
    Attribute,
    AttributeValue,
    Invitation,
    Job,
    Member,
    ParticipantValue,
    Project,
    Speaker,
    Transcript,
    Upload,
)
from reports.models import ChosenQuote, DisclosureOpening, Finding, FindingQuote, SavedQuery, Snapshot
from reports.queries.snapshots.freezing import document_of
from tests.coding.closed_rounds import closed_round
from tests.disagreements import make_disagreement
from tests.factories import make_code, make_transcript

ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class Address:
    """One URL pattern: its route as written, its name, what guards its view."""

    route: str
    name: str
    guard: Action | str | None

    @property
    def is_of_a_project(self) -> bool:
        return "<slug:project_key>" in self.route

    @property
    def places(self) -> list[tuple[str, str]]:
        """Each argument after the project's key, with what stands before it: ("transcripts", "pk")."""
        found, segment = [], ""
        for part in re.split(r"[/.]", self.route):
            names = ARGUMENT.findall(part)
            if names and names[0] != "project_key":
                found.append((segment, names[0]))
            elif not names and part:
                segment = part
        return found

    def filled(self, project_key: str, values: dict[tuple[str, str], object]) -> str:
        """The address with its arguments, each taken from `values` by what stands before it and its name."""
        address = re.sub(r"<slug:project_key>", project_key, self.route)
        for place in self.places:
            address = ARGUMENT.sub(str(values[self.row(place)]), address, count=1)
        return f"/{address}"

    def row(self, place: tuple[str, str]) -> tuple[str, str]:
        """Which row a place asks for: files of a codebook import are not those of a transcript import."""
        if place == ("import", "uid"):
            return ("participants" if "participants/" in self.route else self.route.split("/")[2], "upload")
        return ("any", "kind") if place[1] == "kind" else place


def addresses() -> list[Address]:
    """All of them, in the resolver's order."""
    return [*_walk(get_resolver().url_patterns)]


def project_addresses() -> list[Address]:
    """Those below a project's key that a view of ours answers."""
    return [address for address in addresses() if address.is_of_a_project]


def _walk(patterns: Sequence[URLPattern | URLResolver], before: str = "") -> Iterator[Address]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield Address(route, pattern.name or "", view_guard(pattern.callback))


@dataclass(frozen=True, slots=True)
class Study:
    """A project with rows of every kind, and their keys by what stands before them in an address."""

    project: Project
    transcript: Transcript
    coding: Coding
    values: dict[tuple[str, str], object]


def make_study(project: Project, owner: Member, coder: Member, *, prefix: str = "") -> Study:
    """Rows of every kind. The coder codes, rates and is done; the owner sends files and invites."""
    words = f"{prefix}We plan first. Then we post, and people answer."
    transcript = make_transcript(project, ("Interviewer", "How?"), ("Anna", words), participant=f"{prefix}Anna")
    code = make_code(project, f"{prefix}planning", deniable=True)
    scale = [{"value": 1, "en": "low"}, {"value": 2, "en": "high"}]
    culture = make_code(project, f"{prefix}culture", rated="participant", scale=scale)
    anna = Speaker.objects.get(transcript=transcript, role="participant")
    coding = make_coding(coder, transcript, code, start=5, end=20)
    Rating.objects.create(
        assignment=coding.assignment, participant=anna.participant, code=culture, value=1, born=project.revision
    )
    sector, value = make_attribute(project, f"{prefix}sector")
    ParticipantValue.objects.create(participant=anna.participant, attribute=sector, category=value, born=1)
    memo = Memo.objects.create(project=project, author=owner, text=f"{prefix}A thought")
    group = ExclusiveGroup.objects.create(project=project, name=f"{prefix}Tone")
    CodebookVersion.objects.create(
        project=project,
        number=11 + len(prefix),
        note="First",
        document={"codes": []},
        sha256="0" * 64,
        codebook_revision=0,
        frozen_by=owner,
    )
    closed = closed_round(owner, {}, number=7 + len(prefix))
    differing = make_disagreement(closed, transcript, code, {owner: [], coder: [words[3:20]]}, kind="omission")
    Disagreement.objects.filter(pk=differing.pk).update(number=3 + len(prefix))
    finding = _finding(coding, by=owner, number=5 + len(prefix))
    values: dict[tuple[str, str], object] = {
        ("findings", "number"): finding.number,
        ("quotes", "pk"): finding.quotes.get().pk,
        ("snapshots", "number"): _snapshot(owner, number=7 + len(prefix)).number,
        ("openings", "pk"): _opening(owner).pk,
        ("chosen", "pk"): _chosen_quote(coding, by=owner).pk,
        ("queries", "uid"): _saved_query(code, by=coder).uid,
        ("transcripts", "pk"): transcript.pk,
        ("codings", "uid"): coding.uid,
        ("any", "kind"): "xlsx",
        ("files", "name"): "table",
        ("data", "name"): "long",
        ("rounds", "number"): closed.number,
        ("disagreements", "rank"): closed.disagreements.get().number,
        ("turns", "index"): 1,
        ("speakers", "speaker_pk"): anna.pk,
        ("codebook", "code_key"): code.key,
        ("codes", "code_key"): code.key,
        ("memos", "uid"): memo.uid,
        ("versions", "number"): 11 + len(prefix),
        ("groups", "pk"): group.pk,
        ("questions", "question_key"): make_question(project, f"{prefix}planned", code).key,
        ("proposals", "proposal_key"): make_proposal(coder, f"{prefix}silent").code.key,
        ("participants", "pk"): anna.participant_id,
        ("attributes", "key"): sector.key,
        ("attributes", "pk"): sector.pk,
        ("values", "pk"): value.pk,
        ("invitations", "pk"): _invitation(owner).pk,
        ("team", "pk"): coder.pk,
        ("jobs", "pk"): _job(owner).pk,
        ("packs", "pk"): _pack(owner).pk,
        ("transcripts", "upload"): _upload(owner, Upload.Kind.TRANSCRIPT, "talk.txt", b"Ann: Hello.\nBob: Yes.\n"),
        ("codebook", "upload"): _upload(owner, Upload.Kind.CODEBOOK, "codes.csv", b"code,definition\nA,First\n"),
        ("participants", "upload"): _upload(owner, Upload.Kind.PARTICIPANTS, "p.csv", b"id,sector\nAnna,private\n"),
    }
    return Study(project, transcript, coding, values)


def _finding(coding: Coding, *, by: Member, number: int) -> Finding:
    """A claim about the coding's code, with the coding's words as its quote."""
    said = coding.states.get()
    predicate = {"op": "at_least", "cell": f"{said.code.key}/all", "measure": "n", "value": 1}
    finding = Finding.objects.create(
        project=by.project, number=number, claim_en="People plan.", basis="union", predicate=predicate, author=by
    )
    anna = Speaker.objects.get(transcript=coding.transcript, role="participant").participant
    FindingQuote.objects.create(
        finding=finding, role="supports", participant=anna, text=said.text, start=said.start, end=said.end
    )
    return finding


DOCUMENTS: list[str] = []  # one is enough: it is read by what it says, whosever it was


def _snapshot(owner: Member, *, number: int) -> Snapshot:
    if not DOCUMENTS:
        DOCUMENTS.append(canonical(document_of(owner, at=timezone.now())).decode())
    hashed = sha256(DOCUMENTS[0].encode()).hexdigest()
    return Snapshot.objects.create(
        project=owner.project, number=number, revision=1, document=DOCUMENTS[0], sha256=hashed, taken_by=owner
    )


def _chosen_quote(coding: Coding, *, by: Member) -> ChosenQuote:
    """The coding's words, kept for its code."""
    said = coding.states.get()
    anna = Speaker.objects.get(transcript=coding.transcript, role="participant").participant
    return ChosenQuote.objects.create(
        project=by.project,
        code=said.code,
        participant=anna,
        text=said.text,
        start=said.start,
        end=said.end,
        chosen_by=by,
    )


def _opening(owner: Member) -> DisclosureOpening:
    return DisclosureOpening.objects.create(
        project=owner.project, audience="public", kind="dots", reason="Agreed.", by=owner
    )


def _saved_query(code: Code, *, by: Member) -> SavedQuery:
    """A coder's own: owners, leads and readers see it too."""
    asked = {"conditions": [{"code": code.key}]}
    return SavedQuery.objects.create(project=by.project, name="Where people plan", query=asked, author=by)


def make_coding(coder: Member, transcript: Transcript, code: Any, *, start: int, end: int) -> Coding:
    """A coding as it lies in the tables, of a coder who is done with the transcript."""
    project = transcript.project
    Project.objects.filter(pk=project.pk).update(revision=project.revision + 1)
    project.refresh_from_db()
    passes = Assignment.objects.current()
    pass_ = passes.get_or_create(transcript=transcript, coder=coder, defaults={"done_at": timezone.now()})[0]
    coding = Coding.objects.create(project=project, transcript=transcript, assignment=pass_, coder=coder)
    state = CodingState.objects.create(
        coding=coding,
        text=transcript.current,
        code=code,
        start=start,
        end=end,
        quote_hash=sha256(transcript.current.text[start:end].encode()).hexdigest(),
        born=project.revision,
    )
    speaker = Speaker.objects.filter(transcript=transcript, role="participant").first()
    StateSpeaker.objects.create(state=state, speaker=speaker)
    return coding


def make_proposal(coder: Member, label: str) -> Proposal:
    """A proposal that waits."""
    key = f"proposal-{uuid4().hex}"
    code = Code.objects.create(project=coder.project, key=key, label_en=label, proposed_by=coder)
    return Proposal.objects.create(project=coder.project, coder=coder, code=code)


def make_question(project: Project, key: str, *codes: Code) -> Question:
    """A question of the guide that asks about the codes."""
    question = Question.objects.create(project=project, key=key, text_en="Is the work planned?")
    question.codes.set(codes)
    return question


def make_attribute(project: Project, key: str) -> tuple[Attribute, AttributeValue]:
    attribute = Attribute.objects.create(project=project, key=key, label_en=key, kind=Attribute.Kind.CATEGORY)
    return attribute, AttributeValue.objects.create(attribute=attribute, key="private", label_en="Private")


def _invitation(owner: Member) -> Invitation:
    now = timezone.now()
    return Invitation.objects.create(
        project=owner.project,
        role="reader",
        token_hash=sha256(owner.project.key.encode()).hexdigest(),
        created_by=owner,
        created_at=now,
        expires_at=now + timedelta(days=7),
    )


def _job(owner: Member) -> Job:
    return Job.objects.create(
        project=owner.project, user=owner.user, kind="transcripts.import", op=uuid4(), language="en"
    )


def _pack(owner: Member) -> Job:
    """A talk pack that is made: its archive is there."""
    job = Job.objects.create(
        project=owner.project,
        user=owner.user,
        kind="talk_pack",
        op=uuid4(),
        language="en",
        payload={"language": "fr", "snapshot": 1},
        state=Job.State.DONE,
        finished_at=timezone.now(),
    )
    job.result = {"file": default_storage.save(f"packs/{job.pk}.zip", ContentFile(b"PK"))}
    job.save()
    return job


def _upload(owner: Member, kind: str, name: str, content: bytes) -> UUID:
    made = Upload.objects.create(
        uid=uuid4(),
        project=owner.project,
        user=owner.user,
        kind=kind,
        name=name,
        file=ContentFile(content, name=name),
        sha256=sha256(content).hexdigest(),
        batch=uuid4(),
    )
    return made.uid
