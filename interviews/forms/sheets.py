"""The form of a table that is to be imported."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from interviews.importers.errors import UnreadableFile
from interviews.importers.sheets import read_sheet


class SheetFileForm(forms.Form):
    """A table that can be read; its bytes are `content` afterwards."""

    file = forms.FileField(
        label=gettext_lazy("Table"), widget=forms.FileInput(attrs={"accept": ".csv,.xlsx", "autocomplete": "off"})
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        self.content: bytes = file.read()
        try:
            read_sheet(file.name, self.content)
        except UnreadableFile as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return file
