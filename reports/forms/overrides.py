"""The form of taking a file past the gate, and the addresses of the disclosure page."""

from django import forms
from django.utils.translation import gettext_lazy


class OverrideForm(forms.Form):
    """Which report, as its address asks for it, in which format, and why the gate does not hold for it."""

    report = forms.SlugField(widget=forms.HiddenInput)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    form = forms.ChoiceField(
        label=gettext_lazy("Format"), choices=[(one, one) for one in ("xlsx", "csv", "docx", "pdf")]
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Who gets the file, and who agreed. It stays in the log, and the file prints it."),
    )
