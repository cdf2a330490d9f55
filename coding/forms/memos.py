"""Forms of memos."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coding.queries.memos import KINDS, Wanted, authors_of, kind_names
from interviews.models import Member


class MemoForm(forms.Form):
    """A memo's text. Its length is checked where it is written."""

    text = forms.CharField(
        label=_("Memo"), strip=False, required=False, widget=forms.Textarea(attrs={"rows": 4, "class": "field"})
    )


class FilterForm(forms.Form):
    """Which memos to list. An unknown choice asks for nothing."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("On"), required=False, widget=forms.Select(attrs={"class": "field"}))
    author = forms.ChoiceField(label=_("Author"), required=False, widget=forms.Select(attrs={"class": "field"}))

    def __init__(self, data: object, *, member: Member) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a query string
        names = kind_names()
        kinds = [("", _("Everything")), *((kind, names[kind]) for kind in KINDS)]
        people = [("", _("Everybody")), *((user.username, str(user)) for user in authors_of(member))]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["author"].choices = people  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def wanted(self) -> Wanted:
        self.is_valid()
        chosen = self.cleaned_data
        return Wanted(kind=chosen.get("kind", ""), author=chosen.get("author", ""), words=chosen.get("q", ""))
