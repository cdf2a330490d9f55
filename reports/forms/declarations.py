"""The form of a declaration."""

from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.models import Code
from coding.queries.codebook import codebook_of
from interviews.models import Member
from methods.strength import BadCuts, Cuts
from reports.models import Declaration
from reports.models.declarations import WORDS
from reports.queries.study.declared import Declared
from reports.queries.study.groups import groupable
from reports.services.declarations import Declaring


class CodesField(forms.ModelMultipleChoiceField[Code]):
    """Codes ticked in the codebook's order, with their paths."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, reader: Member, **kwargs: Any) -> None:
        nodes = codebook_of(reader.project).in_tree_order()
        self.paths = {node.code.pk: node.path for node in nodes}
        codes = Code.objects.filter(pk__in=self.paths)
        super().__init__(codes, required=False, **kwargs)
        self.choices = [*self.paths.items()]


class DeclarationForm(forms.ModelForm[Declaration]):
    """What the study declares before it looks. Every declaration after the first gives its reason."""

    class Meta:
        model = Declaration
        fields = (
            "stance", "test", "attribute", "evidenced_by", "k_team", "k_public", "closes_groups", *WORDS, "reason",
        )  # fmt: skip
        widgets = {"reason": forms.Textarea(attrs={"rows": 2})}  # noqa: RUF012
        labels = {  # noqa: RUF012
            "attribute": gettext_lazy("Attribute"),
            "k_public": gettext_lazy("Smallest group, readers and public files"),
        }
        help_texts = {  # noqa: RUF012
            "stance": gettext_lazy("Reflexive: no coefficients, tests or intervals anywhere, also in files."),
            "attribute": gettext_lazy("Whose groups are compared; Holm’s correction counts the codes ticked below."),
            "evidenced_by": gettext_lazy("Participants, in the report of indicators."),
            "k_team": gettext_lazy("Groups under it are merged or closed; agree it with your ethics board."),
            "slight": gettext_lazy("Points between two shares."),
            "several": gettext_lazy("Per cent of a group."),
            "closes_groups": gettext_lazy(
                "An attribute with a group that is too small is then not shown by group at all."
            ),
            "reason": gettext_lazy("Why the declaration changes. It is printed in the log."),
        }

    def __init__(self, sent: Any, *, reader: Member, current: Declared) -> None:
        super().__init__(sent, instance=current.declaration)
        for name in ("evidenced_by", "k_team", "k_public"):
            self.fields[name].validators.append(MinValueValidator(1))
            self.fields[name].widget.attrs["min"] = 1
        for name in WORDS:
            self.fields[name].required = False
            self.fields[name].widget.attrs |= {"min": 1, "max": 100}
        attributes = [one.pk for one in groupable(reader)]
        chosen = self.fields["attribute"]
        chosen.queryset = chosen.queryset.filter(pk__in=attributes)  # type: ignore[attr-defined]  # a model choice
        self.fields["family"] = CodesField(reader, label=gettext_lazy("Codes that are tested"), initial=current.family)
        self.fields["sensitive"] = CodesField(
            reader, label=gettext_lazy("Sensitive codes: their small cells are closed too"), initial=current.sensitive
        )
        self.fields["sensitive"].help_text = gettext_lazy(
            "Of a branch with a sensitive code readers and public files get open cells alone, under the study’s own "
            "basis: no passages, and nothing in older snapshots."
        )
        self.initial["reason"] = ""
        self.fields["reason"].required = True
        if not current.number:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        """Cut points that are left out stay as they are; together they rise."""
        data = super().clean() or self.cleaned_data
        said = {name: data.get(name) or getattr(self.instance, name) for name in WORDS}
        try:
            data["cuts"] = Cuts(**said)
        except BadCuts:
            words = _("The cut points of words rise from one to the next and lie between 1 and 100.")
            self.add_error(next(name for name in WORDS if not self.has_error(name)), words)
        return data

    @property
    def plain(self) -> list[forms.BoundField]:
        """The fields before the words and the codes."""
        return [self[name] for name in self.fields if name not in {*WORDS, "family", "sensitive"}]

    @property
    def words(self) -> list[forms.BoundField]:
        """The cut points."""
        return [self[name] for name in WORDS]

    @property
    def words_wrong(self) -> bool:
        return any(self.has_error(name) for name in WORDS)

    @property
    def wanted(self) -> Declaring:
        """The valid form as the service takes it."""
        data = self.cleaned_data
        return Declaring(
            **{name: data[name] for name in self.Meta.fields if name not in {"reason", *WORDS}},
            family=[*data["family"]],
            sensitive=[*data["sensitive"]],
            reason=data.get("reason", ""),
            cuts=data["cuts"],
        )

    def _post_clean(self) -> None:
        # The service writes a new row: the one in force must not be touched.
        return
