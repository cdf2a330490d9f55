"""The forms of a finding: its claim with the condition, a passage, a translation, a comment."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interviews.models import Member
from methods.claims import BadClaim, read_claim
from methods.predicates import rests_on
from reports.forms.quotes import PassageForm
from reports.models import FindingQuote
from reports.queries.basis.bases import bases_for
from reports.queries.counts.cells import Cells, read_key
from reports.queries.kinds.about_study import basis_name
from reports.services.findings import Claiming

POINTS = {"op", "left", "right", "points"}


class FindingForm(forms.Form):
    """The claim in one or both languages, whose codings it rests on, and when it holds.

    `points` is the number of a claim that one share exceeds another; any other claim is written as its condition.
    """

    claim_en = forms.CharField(
        label=gettext_lazy("Claim, English"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    claim_fr = forms.CharField(
        label=gettext_lazy("Claim, French"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    inference_en = forms.CharField(
        label=gettext_lazy("Inference, English"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What counts and quotes together may mean, and what they leave open; for table 6."),
    )
    inference_fr = forms.CharField(
        label=gettext_lazy("Inference, French"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    basis = forms.ChoiceField(label=gettext_lazy("Basis"))
    points = forms.IntegerField(
        label=gettext_lazy("Holds when the difference is at least, points"),
        min_value=0,
        max_value=100,
        required=False,
        help_text=gettext_lazy("Set before you look at other bases: the finding flips where it is not reached."),
    )
    condition = forms.CharField(
        label=gettext_lazy("Condition"),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy("When the claim holds, as JSON on cells; the guide has the words. Never a p."),
    )

    def __init__(self, *args: Any, reader: Member, predicate: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["basis"].choices = [(one.key, basis_name(one)) for one in bases_for(reader)]  # type: ignore[attr-defined]
        self.fields["condition"].initial = json.dumps(predicate, ensure_ascii=False, indent=1)
        if predicate.keys() <= POINTS and "points" in predicate:
            self.fields["points"].initial = predicate["points"]
        else:
            del self.fields["points"]

    @property
    def plain(self) -> list[forms.BoundField]:
        """All fields but the condition."""
        return [self[name] for name in self.fields if name != "condition"]

    @property
    def shows_condition(self) -> bool:
        """Whether the condition has to be seen: it is wrong, or no number stands for it."""
        return "points" not in self.fields or self.has_error("condition")

    def clean_condition(self) -> dict[str, Any]:
        try:
            found = json.loads(self.cleaned_data["condition"])
            keys = rests_on(read_claim(found))
        except json.JSONDecodeError as error:
            message = _("This is no JSON: line %(line)s, column %(column)s.")
            raise forms.ValidationError(message % {"line": error.lineno, "column": error.colno}) from error
        except BadClaim as error:
            raise forms.ValidationError(_("Not understood at %(place)s.") % {"place": error.place or "op"}) from error
        for key in keys:
            if read_key(key) is None:
                raise forms.ValidationError(_("%(key)s: no cell is called like this.") % {"key": key})
        return dict(found)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("claim_en", "").strip() and not cleaned.get("claim_fr", "").strip():
            self.add_error("claim_en", _("Write the claim in English, in French, or both."))
        return cleaned

    def check_cells(self, cells: Cells) -> bool:
        """Whether every cell of the condition is there; adds the error for one that is not."""
        keys = rests_on(read_claim(self.wanted.predicate))
        missing = [key for key in keys if key not in cells.of(keys)]
        if missing:
            self.add_error("condition", _("%(key)s: there is no such code or group.") % {"key": missing[0]})
        return not missing

    @property
    def wanted(self) -> Claiming:
        """The valid form as the service takes it."""
        data = self.cleaned_data
        predicate = dict(data["condition"])
        if data.get("points") is not None and "points" in predicate:
            predicate["points"] = data["points"]
        said = {name: data[name].strip() for name in ("claim_en", "claim_fr", "inference_en", "inference_fr")}
        return Claiming(**said, basis=data["basis"], predicate=predicate)


class QuoteForm(PassageForm):
    """A passage of a participant, and whether it carries the finding."""

    role = forms.ChoiceField(choices=FindingQuote.Role)


class CommentForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("Comment"), widget=forms.Textarea(attrs={"rows": 2}), max_length=4000)
