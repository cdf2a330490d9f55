"""Forms of the codebook in a team: freezing a version, groups, proposals."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from coding.forms.codebook import languages_of, parent_choices
from coding.models import Code, ExclusiveGroup
from coding.queries.codebook import Codebook
from coding.queries.versions_apart import Apart
from coding.services.codebook import CodeFields
from coding.services.versions import LONGEST_NOTE


class FreezeForm(forms.Form):
    """The note, and which of the changed rules change what a code means."""

    note = forms.CharField(
        label=_("Note"),
        help_text=_("What changed, and why. It stands in the list of versions."),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
    )
    redefined = forms.MultipleChoiceField(
        label=_("These codes mean something else now"),
        help_text=_("What was done before is to be rechecked for them. Leave out those whose wording alone changed."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, changes: Apart | None) -> None:
        redefined = changes.redefined if changes else ()
        super().__init__(data, initial={"redefined": [one.key for one in redefined]})
        if redefined:
            self.fields["redefined"].choices = [(one.key, one.label) for one in redefined]  # type: ignore[attr-defined]
        else:
            del self.fields["redefined"]


class GroupForm(forms.Form):
    """A name, and the codes of which only one fits."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autofocus": True}))
    codes = forms.MultipleChoiceField(
        label=_("Only one of these on a passage"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, data: Any = None, *, codebook: Codebook, group: ExclusiveGroup | None) -> None:
        mine = group.pk if group else None
        free = [n for n in codebook.living if not n.code.heading and n.code.exclusive_group_id in {None, mine}]
        chosen = [n.key for n in free if mine is not None and n.code.exclusive_group_id == mine]
        super().__init__(data, initial={"name": group.name if group else "", "codes": chosen})
        self.fields["codes"].choices = [(node.key, node.path) for node in free]  # type: ignore[attr-defined]
        self.codebook = codebook

    @property
    def chosen(self) -> list[Code]:
        return [self.codebook.by_key[key].code for key in self.cleaned_data["codes"]]


class ProposalForm(forms.Form):
    """A code that a coder misses."""

    label = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autofocus": True}))
    definition = forms.CharField(
        label=_("Definition"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AdoptForm(forms.Form):
    """The proposal as a code of the codebook: its names, its meaning, its place."""

    prefix = "adopt"

    def __init__(self, data: Any = None, *, codebook: Codebook, code: Code, language: str) -> None:
        super().__init__(data)
        for lang, name in languages_of(language):
            self.fields[f"label_{lang}"] = forms.CharField(
                label=_("Name, %(language)s") % {"language": name},
                max_length=120,
                required=False,
                initial=getattr(code, f"label_{lang}"),
            )
        self.fields[f"definition_{language}"] = forms.CharField(
            label=_("Definition"),
            required=False,
            max_length=10_000,
            initial=getattr(code, f"definition_{language}"),
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self.fields["parent"] = forms.ChoiceField(label=_("Under"), required=False, choices=parent_choices(codebook))
        self.codebook = codebook

    @property
    def parent_code(self) -> Code | None:
        """The code chosen as parent; None is the top."""
        key = self.cleaned_data["parent"]
        return self.codebook.by_key[key].code if key else None

    @property
    def changes(self) -> CodeFields:
        kept = {name: value for name, value in self.cleaned_data.items() if name != "parent"}
        return cast(CodeFields, kept)  # the form's fields are named as in CodeFields


class MergeForm(forms.Form):
    """The code that takes the proposal's codings."""

    prefix = "merge"
    into = forms.ChoiceField(label=_("Into"))
    reason = forms.CharField(label=_("Reason, for the coder"), required=False, max_length=2000)

    def __init__(self, data: Any = None, *, codebook: Codebook) -> None:
        super().__init__(data)
        applicable = [(node.key, node.path) for node in codebook.living if node.applicable]
        self.fields["into"].choices = [("", "—"), *applicable]  # type: ignore[attr-defined]
        self.codebook = codebook

    @property
    def target(self) -> Code:
        return self.codebook.by_key[self.cleaned_data["into"]].code


class DeclineForm(forms.Form):
    """Why it is no code."""

    prefix = "decline"
    reason = forms.CharField(label=_("Reason, for the coder"), max_length=2000)
