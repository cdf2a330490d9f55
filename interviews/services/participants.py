"""Participants: add, rename, delete and bring back. A pseudonym is once in a project."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interviews.importers.typed import folded
from interviews.models import Member, Participant, Project, Speaker
from interviews.services.participant_values import CellChange, set_values
from interviews.services.revisions import record

LONGEST_PSEUDONYM = 80


class ParticipantError(Exception):
    """What the rules on participants refuse; its text is for the reader."""


class SameName(ParticipantError):
    """Another participant of the project has this pseudonym."""


@transaction.atomic
def add_participant(by: Member, *, pseudonym: str) -> Participant:
    """Add a participant at the end. Raises ParticipantError for an empty or taken pseudonym."""
    project = _locked(by)
    name = checked_pseudonym(project, pseudonym)
    participant = new_participants(project, [name])[0]
    record(project, actor=by.user, verb="participant.added", summary={"participant": participant.pk})
    return participant


@transaction.atomic
def save_participant(
    participant: Participant | None,
    *,
    by: Member,
    pseudonym: str,
    changes_of: Callable[[int], Sequence[CellChange]],
) -> Participant:
    """Write what the form of one participant (None: a new one) says, all or nothing. `changes_of` gives the cells.

    Raises ParticipantError for the pseudonym, and what `set_values` raises for the values.
    """
    if participant is None:
        participant = add_participant(by, pseudonym=pseudonym)
    else:
        rename_participant(participant, by=by, pseudonym=pseudonym)
    if changes := changes_of(participant.pk):
        set_values(by, changes, op=uuid4())
    return participant


@transaction.atomic
def rename_participant(participant: Participant, *, by: Member, pseudonym: str) -> Participant:
    """Give another pseudonym. Raises ParticipantError for an empty or taken one; the same one again does nothing."""
    project = _locked(by)
    name = checked_pseudonym(project, pseudonym, of=participant)
    if name == participant.pseudonym:
        return participant
    former, participant.pseudonym = participant.pseudonym, name
    participant.save(update_fields=["pseudonym"])
    summary = {"participant": participant.pk, "from": former, "to": name}
    record(project, actor=by.user, verb="participant.renamed", summary=summary)
    return participant


@transaction.atomic
def delete_participant(participant: Participant, *, by: Member, at: datetime) -> None:
    """Take a participant out of lists and reports. Values and mapped speakers stay, for `restore_participant`."""
    if participant.deleted_at:
        return
    project = _locked(by)
    participant.deleted_at = at
    participant.save(update_fields=["deleted_at"])
    record(project, actor=by.user, verb="participant.deleted", summary={"participant": participant.pk})


@transaction.atomic
def restore_participant(participant: Participant, *, by: Member) -> None:
    """Bring a deleted participant back. Raises SameName where another has taken the pseudonym."""
    if not participant.deleted_at:
        return
    project = _locked(by)
    checked_pseudonym(project, participant.pseudonym, of=participant)
    participant.deleted_at = None
    participant.save(update_fields=["deleted_at"])
    record(project, actor=by.user, verb="participant.restored", summary={"participant": participant.pk})


def new_participants(project: Project, pseudonyms: list[str]) -> list[Participant]:
    """Write participants at the end of the list. The caller holds the project's lock and records the revision."""
    last = project.participants.aggregate(last=Max("position"))["last"]
    start = 0 if last is None else last + 1
    return Participant.objects.bulk_create(
        Participant(project=project, pseudonym=pseudonym, position=start + place)
        for place, pseudonym in enumerate(pseudonyms)
    )


def checked_pseudonym(project: Project, pseudonym: str, *, of: Participant | None = None) -> str:
    """The pseudonym without needless blanks. Raises ParticipantError where it can't be given."""
    name = " ".join(pseudonym.split())
    if not name:
        raise ParticipantError(_("Write a pseudonym."))
    if len(name) > LONGEST_PSEUDONYM:
        raise ParticipantError(
            _("A pseudonym has at most %(limit)s characters. Shorten it.") % {"limit": LONGEST_PSEUDONYM}
        )
    others = (other for other in Participant.objects.living().filter(project=project) if other != of)
    taken = next((other for other in others if folded(other.pseudonym) == folded(name)), None)
    if taken:
        raise SameName(
            _("“%(pseudonym)s” is in this project already. Choose another pseudonym, for example with an initial.")
            % {"pseudonym": taken.pseudonym}
        )
    return name


def consequence_of_deleting(participant: Participant) -> str:
    """What deleting means while speakers are mapped to the participant; "" where none is."""
    transcripts = Speaker.objects.filter(participant=participant, transcript__archived_at=None)
    count = transcripts.values("transcript").distinct().count()
    if not count:
        return ""
    return ngettext(
        "%(name)s speaks in %(count)s transcript. It stays, with its codings, but no report counts %(name)s any more.",
        "%(name)s speaks in %(count)s transcripts. They stay, with their codings, but no report counts %(name)s "
        "any more.",
        count,
    ) % {"name": participant.pseudonym, "count": count}


def _locked(by: Member) -> Project:
    # The project's row is the lock: two who add the same pseudonym at once would both find it free.
    by.project = Project.objects.select_for_update().get(pk=by.project_id)
    return by.project
