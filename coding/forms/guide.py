"""Forms of the interview guide: a question, a pasted list, and what is marked of a question in a transcript."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding.forms.codebook import languages_of
from coding.models import Code, Question
from coding.queries.codebook import Codebook
from coding.services.guide import LONGEST, LONGEST_PROBES, QuestionFields

LONGEST_LIST = 50_000


class QuestionForm(forms.Form):
    """A question in both languages, its probes, and the codes it asks about."""

    probes = forms.CharField(
        label=_("Other wordings and probes"),
        help_text=_("One a line, in any language. They help to find where the question is asked."),
        required=False,
        max_length=LONGEST_PROBES,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    codes = forms.MultipleChoiceField(
        label=_("Codes it asks about"),
        help_text=_("A code stands for all below it."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, codebook: Codebook, language: str, question: Question | None) -> None:
        chosen = {code.pk for code in question.codes.all()} if question else set()
        initial = {name: getattr(question, name) for name in ("text_en", "text_fr", "probes")} if question else {}
        super().__init__(
            data, initial=initial | {"codes": [node.key for node in codebook.living if node.code.pk in chosen]}
        )
        for place, (lang, name) in enumerate(languages_of(language)):
            focus = {"autofocus": True} if not place else {}
            self.fields[f"text_{lang}"] = forms.CharField(
                label=_("Question, %(language)s") % {"language": name},
                max_length=LONGEST,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2, "lang": lang, **focus}),
            )
        self.order_fields([*(f"text_{lang}" for lang, _name in languages_of(language)), "probes", "codes"])
        self.fields["codes"].choices = [(node.key, node.path) for node in codebook.living]  # type: ignore[attr-defined]
        self.codebook = codebook

    @property
    def said(self) -> QuestionFields:
        found = self.cleaned_data
        return QuestionFields(text_en=found["text_en"], text_fr=found["text_fr"], probes=found["probes"])

    @property
    def chosen(self) -> list[Code]:
        return [self.codebook.by_key[key].code for key in self.cleaned_data["codes"]]


class ListForm(forms.Form):
    """A list of questions as it stands in a document."""

    lines = forms.CharField(
        label=_("Questions, one a line"),
        help_text=_("Numbers and bullets at the start of a line are taken away."),
        max_length=LONGEST_LIST,
        widget=forms.Textarea(attrs={"rows": 12, "autofocus": True}),
    )


class MarkForm(forms.Form):
    """What is said of a question: `do`, and the index of the turn where there is one."""

    DOINGS = ("confirm", "refuse", "asked", "not_asked", "open")

    question = forms.SlugField(max_length=80)
    do = forms.ChoiceField(choices=[(one, one) for one in DOINGS])
    turn = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("do") == "confirm" and found.get("turn") is None:
            raise forms.ValidationError(_("Choose the turn in which the question is asked."))
        return found
