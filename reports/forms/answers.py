"""The form of the reporting checklists: a field for each item, whether or not the record answers it too."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from interviews.models import Member
from reports.pack import Checklist, Filled
from reports.queries.pack.answers import last_change, own_answers

LONGEST = 5000


class AnswersForm(forms.Form):
    """`seen` is the last change of answers that its writer saw: what others wrote since is no change of hers."""

    seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, reader: Member, language: str, checklists: Iterable[Checklist]) -> None:
        super().__init__(data)
        self.checklists = [*checklists]
        last = last_change(reader)
        self.fields["seen"].initial = last
        said = str(data.get("seen", "")) if data is not None else ""
        seen = int(said) if said.isdecimal() and len(said) < 10 else last
        before = own_answers(reader, language=language, until=seen)
        for checklist in self.checklists:
            for item in checklist.items:
                self.fields[item.key] = _field(checklist, item, before.get(item.key, ""))

    def rows(self) -> list[tuple[Checklist, list[tuple[Filled, BoundField]]]]:
        """Each checklist with its items and their fields."""
        return [(one, [(item, self[item.key]) for item in one.items]) for one in self.checklists]

    @property
    def wanted(self) -> dict[str, str]:
        """What its writer changed."""
        return {name: self.cleaned_data[name].strip() for name in self.changed_data if name != "seen"}


def _field(checklist: Checklist, item: Filled, before: str) -> forms.CharField:
    label = _("%(checklist)s %(item)s, %(asked)s") % {
        "checklist": checklist.name,
        "item": item.code,
        "asked": item.label,
    }
    rows = 1 + min(8, len(before) // 60)
    widget = forms.Textarea(attrs={"rows": rows, "aria-label": label, "class": "field"})
    return forms.CharField(label=label, required=False, max_length=LONGEST, widget=widget, initial=before)
