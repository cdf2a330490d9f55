"""The form of taking a snapshot."""

from django import forms
from django.utils.translation import gettext_lazy


class SnapshotForm(forms.Form):
    """What the snapshot is for, in the lead's words; may stay empty."""

    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What it is for: a talk, an article, a meeting."),
    )
