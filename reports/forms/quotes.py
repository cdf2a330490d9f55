"""The forms of a quote: which passage, what of it is kept, a translation beside it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from methods.quotation import NotInOriginal, kept_ranges
from methods.spans import Span


class PassageForm(forms.Form):
    """A passage of a participant, as its form on a page names it."""

    participant = forms.IntegerField(min_value=1, max_value=2**62)
    text = forms.IntegerField(min_value=1, max_value=2**62)
    start = forms.IntegerField(min_value=0, max_value=2**31 - 2)
    end = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class KeepForm(PassageForm):
    """A passage to keep for a code, and the page to come back to."""

    code = forms.CharField(max_length=80)


class ShortenForm(forms.Form):
    """The words that are shown: those of the original, with […] where some are left out."""

    words = forms.CharField(
        label=gettext_lazy("Shown words"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=20_000,
        strip=False,
        help_text=gettext_lazy(
            "Take words out and write […] in their place. Nothing is added or changed: the quote stays the original’s."
        ),
    )

    def __init__(self, *args: Any, original: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.original = original

    def clean_words(self) -> list[Span]:
        """The ranges of the original that these words keep."""
        try:
            return kept_ranges(self.original, self.cleaned_data["words"])
        except NotInOriginal as error:
            if not error.words:
                raise forms.ValidationError(_("Keep some words. To take the quote away there is a button.")) from error
            raise forms.ValidationError(
                _(
                    "“%(words)s” is not in the original, or no word is left out before it. "
                    "Write […] only where words go."
                )
                % {"words": error.words}
            ) from error


class TranslationForm(forms.Form):
    """A translation beside the original; who made it is named."""

    translation = forms.CharField(
        label=gettext_lazy("Translation"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
    )
    translator = forms.CharField(label=gettext_lazy("Translator"), required=False, max_length=120)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("translation") and not cleaned.get("translator", "").strip():
            self.add_error("translator", _("Name the translator."))
        return cleaned
