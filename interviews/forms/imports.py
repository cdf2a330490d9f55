"""Forms of an import: the files, and the choices on a file's preview."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interviews.importers.roles import bare
from interviews.models import Participant, Speaker
from interviews.queries.uploads import IGNORE, NEW, NOBODY, Preview, Voice

ROLES = [*Speaker.SpeakerRole.choices, (IGNORE, gettext_lazy("not a speaker"))]


class PreviewForm(forms.Form):
    """The title, and for each label its name, its role and who it is. Fields of the nth label end in `-n`."""

    title = forms.CharField(label=gettext_lazy("Title in the project"), max_length=200)

    def __init__(self, *args: Any, preview: Preview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.preview = preview
        self.initial["title"] = preview.title
        people = [(str(person.pk), person.pseudonym) for person in preview.participants]
        for number, voice in self.numbered:
            self._add_voice(number, voice, people)

    @property
    def numbered(self) -> Iterator[tuple[int, Voice]]:
        """The voices that have fields of their own: merged ones follow another."""
        return ((n, voice) for n, voice in enumerate(self.preview.voices) if not voice.merged_into)

    def _add_voice(self, number: int, voice: Voice, people: list[tuple[str, str]]) -> None:
        label = voice.label or _("Turns without a label")
        who = [(NEW, _("New record: %(name)s") % {"name": voice.pseudonym}), *people, (NOBODY, _("Map later"))]
        fields: dict[str, tuple[forms.Field, str]] = {
            "name": (forms.CharField(label=_("Name of %(label)s"), max_length=120, required=False), voice.name),
            "role": (forms.ChoiceField(label=_("Role of %(label)s"), choices=ROLES, required=False), voice.role),
            "who": (forms.ChoiceField(label=_("Participant for %(label)s"), choices=who, required=False), voice.who),
            "pseudonym": (
                forms.CharField(label=_("Pseudonym for %(label)s"), max_length=80, required=False),
                voice.pseudonym,
            ),
        }
        for name, (field, value) in fields.items():
            field.label = str(field.label) % {"label": label}
            field.widget.attrs |= {"class": "field", "aria-label": field.label, "autocomplete": "off"}
            self.fields[f"{name}-{number}"] = field
            self.initial[f"{name}-{number}"] = value

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each voice with its bound fields, for the table of speakers."""
        open_proposals = {one.from_label: one for one in self.preview.proposals}
        numbers = {voice.label: number for number, voice in enumerate(self.preview.voices)}
        found = []
        for number, voice in enumerate(self.preview.voices):
            proposal = open_proposals.get(voice.label)
            row: dict[str, Any] = {"number": number, "voice": voice, "proposal": proposal}
            if proposal:
                row["to"] = numbers.get(proposal.to_label)
            if not voice.merged_into:
                row |= {name: self[f"{name}-{number}"] for name in ("name", "role", "who", "pseudonym")}
            found.append(row)
        return found

    def choices(self) -> dict[str, Any]:
        """What was sent, as it is remembered: also what is not valid yet, so that nothing typed is lost."""
        speakers = {voice.label: self._sent(number, voice) for number, voice in self.numbered}
        return {"title": self._value("title").strip()[:200], "speakers": speakers}

    def _sent(self, number: int, voice: Voice) -> dict[str, str]:
        role = self._value(f"role-{number}")
        who = self._value(f"who-{number}")
        known = {NEW, NOBODY, *(str(person.pk) for person in self.preview.participants)}
        return {
            "name": self._value(f"name-{number}").strip()[:120] or voice.label,
            "role": role if role in dict(ROLES) else voice.role,
            "who": who if who in known else "",
            "pseudonym": self._value(f"pseudonym-{number}").strip()[:80],
        }

    def _value(self, name: str) -> str:
        return str(self.data.get(name, ""))

    def clean(self) -> dict[str, Any]:
        """A new participant needs a pseudonym that nobody in the project has."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        people = {bare(person.pseudonym): person for person in self.preview.participants}
        for number, _voice in self.numbered:
            role, who = cleaned.get(f"role-{number}"), cleaned.get(f"who-{number}")
            if role == Speaker.SpeakerRole.PARTICIPANT and who == NEW:
                self._check_pseudonym(number, cleaned.get(f"pseudonym-{number}", ""), people)
        return cleaned

    def _check_pseudonym(self, number: int, pseudonym: str, people: Mapping[str, Participant]) -> None:
        field = f"pseudonym-{number}"
        if not pseudonym.strip():
            self.add_error(field, _("Write a pseudonym, or choose “Map later”."))
        elif bare(pseudonym) in people and bare(pseudonym):
            told = _("There is a participant named %(name)s. Choose that name in the list, or another pseudonym.")
            self.add_error(field, told % {"name": people[bare(pseudonym)]})


class SpeakerForm(forms.Form):
    """Role and participant of a speaker of a transcript; `who` is NOBODY, NEW or the key of a participant."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Speaker.SpeakerRole.choices)
    who = forms.ChoiceField(label=gettext_lazy("Participant"))
    pseudonym = forms.CharField(label=gettext_lazy("Pseudonym of the new participant"), max_length=80, required=False)

    def __init__(self, data: Any = None, *, participants: list[Participant], speaker: Speaker) -> None:
        initial = {"role": speaker.role, "who": str(speaker.participant_id or NOBODY)}
        super().__init__(data, initial=initial, prefix=f"s{speaker.pk}")
        self.speaker = speaker
        self.people = {str(person.pk): person for person in participants}
        if speaker.participant:
            self.people.setdefault(str(speaker.participant_id), speaker.participant)
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
        named = [(key, person.pseudonym) for key, person in self.people.items()]
        field.choices = [(NOBODY, _("nobody yet")), *named, (NEW, _("a new participant"))]

    @property
    def participant(self) -> Participant | None:
        """The existing participant that was chosen; None for nobody and for a new one."""
        return self.people.get(self.cleaned_data["who"])

    @property
    def new_pseudonym(self) -> str:
        """The pseudonym of a new participant; empty when none is wanted."""
        return str(self.cleaned_data["pseudonym"]) if self.cleaned_data["who"] == NEW else ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        role, who = cleaned.get("role"), cleaned.get("who")
        if role == Speaker.SpeakerRole.PARTICIPANT and who == NEW and not cleaned.get("pseudonym"):
            self.add_error("pseudonym", _("Write a pseudonym for the new participant."))
        return cleaned


class TitleForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)


class SpeakerField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for the type checker only
    """A speaker of one transcript, by the label in its file."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label) or _("Turns without a label")


class MergeForm(forms.Form):
    """Two speakers of one transcript; the first becomes the second."""

    speaker = SpeakerField(Speaker.objects.none(), label=gettext_lazy("Merge"))
    into = SpeakerField(Speaker.objects.none(), label=gettext_lazy("into"))

    def __init__(self, *args: Any, speakers: list[Speaker], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Speaker.objects.filter(pk__in=[speaker.pk for speaker in speakers]).order_by("pk")
        for name in ("speaker", "into"):
            field = self.fields[name]
            assert isinstance(field, SpeakerField)  # noqa: S101  # declared above
            field.queryset = own.select_related("participant")
            field.empty_label = _("Choose")
