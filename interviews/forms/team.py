"""Forms of the team: an invitation, and what a member is."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interviews.models import Role

MEANINGS: dict[Role, Promise] = {
    Role.OWNER: _("Owner: everything a lead does, and deletes the project"),
    Role.LEAD: _("Lead: sees all work; manages team, codebook and participants"),
    Role.CODER: _("Coder: codes transcripts and writes memos"),
    Role.READER: _("Reader: sees transcripts, codings and reports; changes nothing"),
}


class RoleForm(forms.Form):
    """Base of both: a choice among the roles that the reader may give."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, roles: Sequence[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, MEANINGS[role]) for role in roles]  # type: ignore[attr-defined]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class InvitationForm(RoleForm):
    """A link for one person."""

    email = forms.EmailField(label=_("Email"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"}))


class MemberForm(RoleForm):
    """What a member is in the project."""

    counts_in_reports = forms.BooleanField(
        label=_("Counts in reports"),
        required=False,
        help_text=_("Off: the codings stay, but no table or agreement counts them, for example those of a trainee."),
    )
