"""Forms of an import of participants: the file, then where its titles are and what its columns hold."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from interviews.importers.participants import KNOWN, NEW, NEW_KINDS, PSEUDONYM, SKIP, guess_roles
from interviews.importers.sheets import Column, HeaderChoice, Sheet, columns, guess_header
from interviews.importers.typed import Field
from interviews.models import Attribute


class ParticipantColumnsForm(forms.Form):
    """Sheet, titles, columns, and what to do with the unknown. What is not chosen is guessed."""

    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"))
    header = forms.IntegerField(label=gettext_lazy("Row of the titles"), min_value=1)
    rows = forms.ChoiceField(
        label=gettext_lazy("Rows of titles"), choices=(("1", gettext_lazy("one")), ("2", gettext_lazy("two")))
    )
    creating = forms.BooleanField(
        label=gettext_lazy("Add participants that are not in the project yet"), required=False
    )
    adding = forms.BooleanField(label=gettext_lazy("Add values that a category does not list yet"), required=False)

    def __init__(self, sent: Mapping[str, Any], *, sheet: Sheet, fields: Sequence[Field]) -> None:
        guessed = guess_header(sheet)
        first = _number(sent.get("header"), guessed.first_row + 1, len(sheet.rows)) - 1
        chosen = HeaderChoice(_number(sent.get("rows"), guessed.rows, 2), first)
        same_sheet = sent.get("shown", "").endswith(f"-{sheet.name}") or "shown" not in sent
        fits = chosen.first_row + chosen.rows <= len(sheet.rows) and same_sheet
        self.chosen_sheet, self.titles = sheet.name, chosen if fits else guessed
        self.columns: Sequence[Column] = columns(sheet, self.titles)
        self.is_creating = "shown" not in sent or bool(sent.get("creating"))
        self.is_adding = bool(sent.get("adding"))
        choices = _roles(fields)
        self.roles = _chosen(sent, guess_roles(sheet, self.titles, fields), choices, shown=self.shown)
        super().__init__(
            initial={
                "sheet": sheet.name,
                "header": self.titles.first_row + 1,
                "rows": str(self.titles.rows),
                "creating": self.is_creating,
                "adding": self.is_adding,
            }
        )
        self.fields["sheet"].choices = [(name, name) for name in sheet.names]  # type: ignore[attr-defined]  # it has
        self.has_sheets = len(sheet.names) > 1
        for column in self.columns:
            self.fields[f"role-{column.index}"] = forms.ChoiceField(
                label=column.title, choices=choices, initial=self.roles[column.index], required=False
            )

    @property
    def shown(self) -> str:
        """Which titles of which sheet these roles are for."""
        return f"{self.titles.first_row + 1}-{self.titles.rows}-{self.chosen_sheet}"

    @property
    def has_person(self) -> bool:
        """Whether a column holds the pseudonyms."""
        return PSEUDONYM in self.roles.values()

    @property
    def problem(self) -> str:
        """What the choice of columns is refused for; "" when it is good."""
        roles = [role for role in self.roles.values() if role == PSEUDONYM or role.startswith(KNOWN)]
        if roles.count(PSEUDONYM) > 1:
            return _("Two columns are chosen as pseudonyms. Choose one.")
        if len({*roles}) < len(roles):
            return _("Two columns are chosen for the same attribute. Choose one of them.")
        if not self.has_person:
            return _("No column holds the pseudonyms yet. Choose it, and the rows appear here.")
        return ""

    def role_fields(self) -> list[forms.BoundField]:
        """The choices of the columns, from left to right."""
        return [self[f"role-{column.index}"] for column in self.columns]

    def hidden(self) -> list[tuple[str, str]]:
        """All choices as names and values, for the form that confirms."""
        switches = [("creating", self.is_creating), ("adding", self.is_adding)]
        return [
            ("sheet", self.chosen_sheet),
            ("header", str(self.titles.first_row + 1)),
            ("rows", str(self.titles.rows)),
            ("shown", self.shown),
            *((name, "on") for name, on in switches if on),
            *((f"role-{place}", role) for place, role in self.roles.items()),
        ]


Choices = list[tuple[str, Any]]


def _roles(fields: Sequence[Field]) -> Choices:
    known = [(f"{KNOWN}{field.key}", field.label) for field in fields]
    kinds = [(f"{NEW}{kind}", _("new: %(kind)s") % {"kind": Attribute.Kind(kind).label}) for kind in NEW_KINDS]
    return [
        (SKIP, pgettext("a column", "skip")),
        (PSEUDONYM, _("pseudonym")),
        *([(_("Attribute"), known)] if known else []),
        (_("New attribute"), kinds),
    ]


def _chosen(sent: Mapping[str, Any], guessed: dict[int, str], choices: Choices, *, shown: str) -> dict[int, str]:
    """The guessed roles, with what was chosen under the same titles in their place."""
    if sent.get("shown") not in {None, shown}:
        return guessed
    known = {SKIP, PSEUDONYM} | {value for _group, inside in choices[2:] for value, _label in inside}
    wanted = {place: str(sent[f"role-{place}"]) for place in guessed if f"role-{place}" in sent}
    return guessed | {place: role for place, role in wanted.items() if role in known}


def _number(value: object, otherwise: int, most: int) -> int:
    """A number from 1 to `most` as it was sent; `otherwise` for anything else."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and 1 <= int(text) <= most else otherwise
