"""Forms of a project: a new one, its settings, its deletion."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from interviews.models import Project
from interviews.services.projects import RESERVED_KEYS

EMPTY = "empty"
TEMPLATES = (
    (EMPTY, _("Empty: we build our own codebook")),
    (
        "e-influence",
        _("E-influence: objectives, practices, the profession, culture, indicators, influence, conditions"),
    ),
)


class NewProjectForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """A new project. The short name may stay empty: it is then made from the name."""

    template = forms.ChoiceField(label=_("Codebook"), choices=TEMPLATES, initial=EMPTY, widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Working language"), choices=settings.LANGUAGES)

    class Meta:
        model = Project
        fields = ("name", "key", "description", "language")
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}  # noqa: RUF012
        help_texts = {  # noqa: RUF012
            "key": _("Part of every address of the project; letters, digits and hyphens. Empty: made from the name."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].required = False
        self.fields["key"].widget.attrs.update({"autocapitalize": "none", "spellcheck": "false"})

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"]).lower()
        if key in RESERVED_KEYS or Project.objects.filter(key=key).exists():
            raise ValidationError(_("This short name is taken. Choose another, or leave it empty."))
        return key


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """What owners and leads change about a project. The key stays, for it stands in every address."""

    language = forms.ChoiceField(label=_("Working language"), choices=settings.LANGUAGES)

    class Meta:
        model = Project
        fields = ("name", "description", "language", "coders_create_codes", "coders_see_each_other")
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}  # noqa: RUF012
        help_texts = {  # noqa: RUF012
            "coders_create_codes": _("Leads always may. Codes that coders create are marked as emergent."),
            "coders_see_each_other": _("Off: each coder sees only their own work, so nobody is led by the others."),
        }


class DeleteProjectForm(forms.Form):
    """The deletion of a project, confirmed by typing its name."""

    name = forms.CharField(label=_("Name of the project"), widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if " ".join(name.split()) != " ".join(self.project.name.split()):
            raise ValidationError(_("This is not the project’s name. Type it as it stands above."))
        return name
