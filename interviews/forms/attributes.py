"""Forms of attributes and of a category's values."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interviews.models import Attribute, AttributeValue
from interviews.services.attributes import AttributeFields


class AttributeForm(forms.ModelForm[Attribute]):
    """What an attribute is called, in one language at least, and of which kind it is."""

    class Meta:
        model = Attribute
        fields = ("label_en", "label_fr", "kind", "unit_en", "unit_fr", "required")
        help_texts = {  # noqa: RUF012 - Django's own form of it
            "kind": gettext_lazy(
                "A category makes groups in reports; a number does once it has cut points. Dates and texts only tell."
            ),
            "unit_en": gettext_lazy("For numbers, for example “years”."),
            "required": gettext_lazy("The sheet marks who has no value yet."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("label_en") and not cleaned.get("label_fr"):
            self.add_error("label_en", _("Write the name in English, in French, or both."))
        return cleaned

    @property
    def wanted(self) -> AttributeFields:
        """The valid form as the service takes it."""
        return AttributeFields(**{name: self.cleaned_data[name] for name in self.Meta.fields})

    def _post_clean(self) -> None:
        # The service writes: the form must not touch the instance, nor check the database's promises for it.
        return


class ValueForm(forms.Form):
    """The two labels of a category's value."""

    label_en = forms.CharField(label=gettext_lazy("English"), max_length=120, required=False)
    label_fr = forms.CharField(label=gettext_lazy("French"), max_length=120, required=False)


class MergeForm(forms.Form):
    """Which value of the same category takes another's place."""

    into = forms.ModelChoiceField(
        label=gettext_lazy("Merge into"), queryset=AttributeValue.objects.none(), empty_label=gettext_lazy("choose")
    )

    def __init__(self, *args: Any, value: AttributeValue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = AttributeValue.objects.living().filter(attribute=value.attribute_id).exclude(pk=value.pk)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]  # a ModelChoiceField has one
