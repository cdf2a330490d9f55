"""The form that asks for a talk pack."""

from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy


class PackForm(forms.Form):
    """The language of a pack. `op` makes a second click the same request."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    op = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
