"""Memos that a member may read: on one thing, or all of them with filters and a search."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from coding.models import Code, Coding, CodingState, Memo
from coding.models.memos import MemoQuerySet
from coding.queries.codebook import Codebook, codebook_of
from coding.queries.proposals import seen_by, with_own
from interviews.exporters.table import Table
from interviews.models import Member, Participant, Transcript, User

Thing = Participant | Transcript | Code | Coding
KINDS = ("project", "participant", "transcript", "code", "coding")


@dataclass(frozen=True, slots=True)
class Note:
    """A memo with what it is on: `kind` is one of KINDS, `on` names it for people, `url` leads there."""

    memo: Memo
    kind: str
    on: str
    url: str

    @property
    def author(self) -> User:
        return self.memo.author.user

    @property
    def at(self) -> datetime:
        return self.memo.created_at


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for among memos; an empty field asks for nothing.

    `author` is a username; `thing` is what the memo must be on, None anything.
    """

    kind: str = ""
    author: str = ""
    words: str = ""
    thing: Thing | None = None


def kind_names() -> dict[str, str]:
    """What a memo may be on, in the active language."""
    names = (_("Project"), _("Participant"), _("Transcript"), _("Code"), _("Coding"))
    return dict(zip(KINDS, names, strict=True))


def memos_on(member: Member, **on: Thing) -> list[Memo]:
    """Living memos on one thing (participant=, transcript=, code= or coding=), the newest first."""
    ((kind, thing),) = on.items()
    found = Memo.objects.visible_to(member).living().filter(**{f"on_{kind}": thing})
    return list(found.select_related("author__user").order_by("-created_at", "-pk"))


def memos_of(member: Member, wanted: Wanted) -> list[Note]:
    """All living memos that fit, the newest first. Case and accents do not count in the words."""
    found = narrowed(Memo.objects.visible_to(member).living(), wanted)
    found = found.select_related(
        "author__user", "on_participant", "on_transcript", "on_code", "on_coding__transcript"
    ).prefetch_related(living_states(member))
    codebook = seen_by(member)
    notes = [note_of(member, memo, codebook) for memo in found.order_by("-created_at", "-pk")]
    words = folded(wanted.words).split()
    return [note for note in notes if all(word in folded(f"{note.memo.text} {note.on}") for word in words)]


def narrowed(memos: MemoQuerySet, wanted: Wanted) -> MemoQuerySet:
    """The memos of this thing, kind and author."""
    if wanted.thing:
        memos = memos.filter(**{f"on_{type(wanted.thing).__name__.lower()}": wanted.thing})
    if wanted.kind == "project":
        memos = memos.filter(on_participant=None, on_transcript=None, on_code=None, on_coding=None)
    elif wanted.kind in KINDS:
        memos = memos.filter(**{f"on_{wanted.kind}__isnull": False})
    return memos.filter(author__user__username=wanted.author) if wanted.author else memos


def authors_of(member: Member) -> list[User]:
    """Those whose memos the member can read, by name."""
    ids = Memo.objects.visible_to(member).living().values("author__user")
    return list(User.objects.filter(pk__in=ids).order_by("name", "username"))


def living_states(member: Member) -> Prefetch:  # type: ignore[type-arg]  # generic for the type checker only
    """The living state of a memo's coding: it says which code that is, unless that is another's proposal."""
    states = CodingState.objects.visible_to(member).living()
    return Prefetch("on_coding__states", queryset=states, to_attr="living_states")


def note_of(member: Member, memo: Memo, codebook: Codebook | None = None) -> Note:
    """The memo, with the name and the address of what it is on. For many memos the codebook is read once, outside."""
    key = member.project.key
    if memo.on_participant:
        return Note(memo, "participant", memo.on_participant.pseudonym, reverse("participants", args=[key]))
    if memo.on_transcript:
        return Note(
            memo, "transcript", memo.on_transcript.title, reverse("transcript", args=[key, memo.on_transcript.pk])
        )
    if memo.on_code:
        return Note(memo, "code", memo.on_code.label, reverse("code", args=[key, memo.on_code.key]))
    if memo.on_coding:
        return coding_note(member, memo, codebook or codebook_of(member.project))
    return Note(memo, "project", member.project.name, reverse("project", args=[key]))


def coding_note(member: Member, memo: Memo, codebook: Codebook) -> Note:
    """A memo on a coding: named by its code and transcript; a removed coding by the transcript alone."""
    coding: Any = memo.on_coding  # `living_states` is prefetched
    codes = [state.code_id for state in coding.living_states]
    nodes = with_own(codebook, member, codes).by_id
    name = ", ".join([*(nodes[code].code.label for code in codes), coding.transcript.title])
    address = reverse("workspace", args=[member.project.key, coding.transcript_id])
    return Note(memo, "coding", name, f"{address}?coding={coding.uid}")


def places_for_memos(member: Member) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a new memo can be written on from the list: groups of values as `on` takes them, with names.

    Codes and codings are left out: their memos are written beside them.
    """
    transcripts = Transcript.objects.living().filter(project=member.project_id).order_by("position", "pk")
    people = Participant.objects.filter(project=member.project_id, deleted_at=None).order_by("position", "pk")
    groups = [
        (_("Project"), [("project", member.project.name)]),
        (_("Transcripts"), [(f"transcript:{pk}", title) for pk, title in transcripts.values_list("pk", "title")]),
        (_("Participants"), [(f"participant:{pk}", name) for pk, name in people.values_list("pk", "pseudonym")]),
    ]
    return [(title, choices) for title, choices in groups if choices]


def memo_of(member: Member, uid: UUID, *, deleted: bool = False) -> Memo | None:
    """One memo that the member may read, living or just deleted; None where there is none."""
    memos = Memo.objects.visible_to(member).filter(uid=uid, deleted_at__isnull=not deleted)
    return memos.select_related("author__user").first()


def memos_table(notes: Iterable[Note], *, title: str) -> Table:
    """Memos as a file: author, date, on what, text."""
    names = kind_names()
    columns = (_("Author"), _("Date"), _("Kind"), _("On"), _("Memo"))
    rows = [(str(note.author), note.at, names[note.kind], note.on, note.memo.text) for note in notes]
    return Table(title=title, columns=columns, rows=tuple(rows))


def folded(text: str) -> str:
    """The text as it is searched: without case and accents."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return plain.casefold().replace("œ", "oe").replace("æ", "ae").replace("’", "'")
