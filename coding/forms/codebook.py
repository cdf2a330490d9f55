"""Forms of the codebook: a new code, one part of a code at a time, and its place."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coding.models import SLOTS, Code
from coding.queries.codebook import Codebook
from coding.services.codebook import MOST_GRADES, CodeFields, Level

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Title

LANGUAGES: "tuple[tuple[str, Title], ...]" = (("en", _("English")), ("fr", _("French")))
INDENT = "\u2003"
SLOT_NAMES = (
    _("Blue"), _("Orange"), _("Plum"), _("Steel"), _("Olive"), _("Violet"), _("Navy"), _("Garnet"),
)  # fmt: skip
PATTERNS = (_("solid"), _("hatched"), _("barred"))
SLOT_CHOICES = [(slot, (SLOT_NAMES[slot % 8], PATTERNS[slot // 8])) for slot in range(SLOTS)]


def languages_of(project_language: str) -> "tuple[tuple[str, Title], ...]":
    """Both languages, the project's own first."""
    return LANGUAGES if project_language == "en" else LANGUAGES[::-1]


class PartForm(forms.Form):
    """One part of a code. `changes` are the fields to write."""

    def __init__(self, data: Any = None, *, code: Code, language: str) -> None:
        super().__init__(data)
        self.code = code
        self.language = language
        self.build()
        # A radio group would put the focus on its first choice, not on the chosen one.
        typed = (
            field for field in self.fields.values() if not isinstance(field, forms.ChoiceField | forms.BooleanField)
        )
        for first in [*typed][:1]:
            first.widget.attrs["autofocus"] = True

    def build(self) -> None:
        """Add the fields, filled with what the code says now."""

    @property
    def changes(self) -> CodeFields:
        return cast(CodeFields, self.cleaned_data)  # the form's fields are named as in CodeFields


class NamesForm(PartForm):
    """Both labels."""

    def build(self) -> None:
        for language, name in languages_of(self.language):
            field = f"label_{language}"
            self.fields[field] = forms.CharField(
                label=name, max_length=120, required=False, initial=getattr(self.code, field)
            )


class TextForm(PartForm):
    """One text in both languages; `text` is the field's name without the language."""

    text = ""

    def build(self) -> None:
        for language, name in languages_of(self.language):
            field = f"{self.text}_{language}"
            area = forms.Textarea(attrs={"rows": 4, "class": "field field--text", "lang": language})
            self.fields[field] = forms.CharField(
                label=name, required=False, max_length=10_000, initial=getattr(self.code, field), widget=area
            )


class DefinitionForm(TextForm):
    text = "definition"


class UseWhenForm(TextForm):
    text = "use_when"


class UseNotForm(TextForm):
    text = "use_not"


class ExamplesForm(TextForm):
    text = "examples"


class NatureForm(PartForm):
    """Where the code comes from and what can be done with it."""

    def build(self) -> None:
        self.fields["origin"] = forms.ChoiceField(
            label=_("Origin"), choices=Code.Origin.choices, initial=self.code.origin, widget=forms.RadioSelect
        )
        for name, label, help_text in (
            ("active", _("Active"), _("An inactive code stays in the codebook, but nobody codes with it.")),
            ("heading", _("Heading only"), _("A heading holds other codes and is not applied itself.")),
            ("deniable", _("May be denied"), _("A coding says whether the person affirms it, denies it or both.")),
        ):
            self.fields[name] = forms.BooleanField(
                label=label, help_text=help_text, required=False, initial=getattr(self.code, name)
            )


class IntensityForm(PartForm):
    """Whether and where the code is rated, and its scale. A row without a number is left out."""

    def build(self) -> None:
        self.fields["rated"] = forms.ChoiceField(
            label=_("Rated"),
            choices=Code.Rated.choices,
            required=False,
            initial=self.code.rated,
            widget=forms.RadioSelect,
        )
        self.rows = range(min(MOST_GRADES, max(5, len(self.code.scale) + 2)))
        for row in self.rows:
            level = self.code.scale[row] if row < len(self.code.scale) else {}
            self.fields[f"value-{row}"] = forms.IntegerField(
                label=_("Number"), min_value=-99, max_value=999, required=False, initial=level.get("value")
            )
            for language, name in languages_of(self.language):
                self.fields[f"{language}-{row}"] = forms.CharField(
                    label=name, max_length=80, required=False, initial=level.get(language, "")
                )

    def levels(self) -> Iterator[list[forms.BoundField]]:
        """The scale's rows of three fields."""
        for row in self.rows:
            yield [self[f"value-{row}"], *(self[f"{language}-{row}"] for language, _ in languages_of(self.language))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for row in self.rows:
            words = cleaned.get(f"en-{row}") or cleaned.get(f"fr-{row}")
            if words and cleaned.get(f"value-{row}") is None and f"value-{row}" not in self.errors:
                self.add_error(f"value-{row}", ValidationError(_("A level has a number. Write it before the word.")))
        return cleaned

    @property
    def changes(self) -> CodeFields:
        cleaned = self.cleaned_data
        scale = [
            Level(value=cleaned[f"value-{row}"], en=cleaned[f"en-{row}"], fr=cleaned[f"fr-{row}"])
            for row in self.rows
            if cleaned[f"value-{row}"] is not None
        ]
        return CodeFields(rated=cleaned["rated"], scale=scale)


class SlotForm(PartForm):
    """One of the 24 colours and patterns."""

    def build(self) -> None:
        self.fields["slot"] = forms.TypedChoiceField(
            choices=[(slot, str(slot)) for slot in range(SLOTS)], coerce=int, initial=self.code.slot
        )


PARTS: dict[str, type[PartForm]] = {
    "names": NamesForm,
    "definition": DefinitionForm,
    "use-when": UseWhenForm,
    "use-not": UseNotForm,
    "examples": ExamplesForm,
    "nature": NatureForm,
    "intensity": IntensityForm,
    "slot": SlotForm,
}


class NewCodeForm(forms.Form):
    """A code as it is made: names, place, and what it means. The rest is written on its page."""

    parent = forms.ChoiceField(label=_("Under"), required=False)
    heading = forms.BooleanField(
        label=_("Heading only"), help_text=_("A heading holds other codes and is not applied itself."), required=False
    )

    def __init__(self, data: Any = None, *, codebook: Codebook, language: str, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        for lang, name in languages_of(language):
            label = _("Name, %(language)s") % {"language": name}
            self.fields[f"label_{lang}"] = forms.CharField(label=label, max_length=120, required=False)
        definition = forms.Textarea(attrs={"rows": 4})
        self.fields[f"definition_{language}"] = forms.CharField(
            label=_("Definition"), required=False, max_length=10_000, widget=definition
        )
        self.fields["parent"].choices = parent_choices(codebook)  # type: ignore[attr-defined]  # a ChoiceField
        self.order_fields([f"label_{lang}" for lang, _name in languages_of(language)])
        next(iter(self.fields.values())).widget.attrs["autofocus"] = True
        self.codebook = codebook

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("label_en") and not cleaned.get("label_fr"):
            raise ValidationError(_("A code needs a name in at least one language. Write one."))
        return cleaned

    @property
    def parent_code(self) -> Code | None:
        """The code chosen as parent; None is the top."""
        key = self.cleaned_data["parent"]
        return self.codebook.by_key[key].code if key else None

    @property
    def changes(self) -> CodeFields:
        kept = {name: value for name, value in self.cleaned_data.items() if name != "parent"}
        return cast(CodeFields, kept)  # the form's fields are named as in CodeFields


class MoveForm(forms.Form):
    """Another parent, and a place among its codes: before one of them, or last."""

    parent = forms.ChoiceField(label=_("Under"), required=False)
    before = forms.ChoiceField(label=_("Before"), required=False)

    def __init__(self, data: Any = None, *, codebook: Codebook, code: Code) -> None:
        super().__init__(data, initial={"parent": code.parent and codebook.by_id[code.parent_id or 0].key})
        inside = {code.key, *(node.key for node in codebook.descendants(code.key))}
        self.codebook, self.code = codebook, code
        self.fields["parent"].choices = parent_choices(codebook, leave_out=inside)  # type: ignore[attr-defined]
        self.fields["before"].choices = [  # type: ignore[attr-defined]
            ("", pgettext_lazy("place of a code", "Last")),
            *parent_choices(codebook, leave_out={code.key})[1:],
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("before") and cleaned["before"] not in self.siblings():
            self.add_error("before", _("This code lies elsewhere. Choose one under the same parent, or “Last”."))
        return cleaned

    def siblings(self) -> list[str]:
        """The keys under the chosen parent, the moved code left out."""
        return [n.key for n in self.codebook.siblings(self.parent_code) if n.code.pk != self.code.pk]

    @property
    def parent_code(self) -> Code | None:
        """The code chosen as parent; None is the top."""
        key = self.cleaned_data.get("parent")
        return self.codebook.by_key[key].code if key else None

    @property
    def place(self) -> int | None:
        """The place among the siblings, counted from 0; None is last."""
        before = self.cleaned_data["before"]
        return self.siblings().index(before) if before else None


def parent_choices(codebook: Codebook, *, leave_out: set[str] | None = None) -> Sequence[tuple[str, Any]]:
    """All living codes as choices, indented by their depth; the top first."""
    hidden = leave_out or set()
    top: tuple[str, Any] = ("", pgettext_lazy("place of a code", "At the top"))
    return [
        top,
        *((n.key, f"{INDENT * n.depth}{n.code.label}") for n in codebook.in_tree_order() if n.key not in hidden),
    ]
