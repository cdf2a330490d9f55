"""Forms of a codebook's import: the file, then what its columns hold."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding.importers.codebook_columns import ROLES, guess_roles
from interviews.importers.sheets import Column, HeaderChoice, Sheet, columns, guess_header

SHOWN_ROWS = 30


class ColumnsForm(forms.Form):
    """The row of the titles, and a role for each column. What is not chosen is guessed."""

    header = forms.IntegerField(label=_("Row of the titles"), min_value=1)
    rows = forms.ChoiceField(label=_("Rows of titles"), choices=(("1", _("one")), ("2", _("two"))))

    def __init__(self, data: Mapping[str, Any], *, sheet: Sheet) -> None:
        guessed = guess_header(sheet)
        first = _number(data.get("header"), guessed.first_row + 1, len(sheet.rows)) - 1
        chosen = HeaderChoice(_number(data.get("rows"), guessed.rows, 2), first)
        self.titles = chosen if chosen.first_row + chosen.rows <= len(sheet.rows) else guessed
        self.columns: Sequence[Column] = columns(sheet, self.titles)
        # Roles belong to the header that they were chosen under.
        same_header = data.get("shown") in {None, f"{self.titles.first_row + 1}-{self.titles.rows}"}
        known = {role for role, _title in ROLES}
        self.roles = guess_roles(self.columns)
        if same_header:
            wanted = {place: str(data[f"role-{place}"]) for place in self.roles if f"role-{place}" in data}
            self.roles |= {place: role for place, role in wanted.items() if role in known}
        super().__init__(initial={"header": self.titles.first_row + 1, "rows": str(self.titles.rows)})
        for column in self.columns:
            self.fields[f"role-{column.index}"] = forms.ChoiceField(
                label=column.title, choices=ROLES, initial=self.roles[column.index], required=False
            )

    @property
    def shown(self) -> str:
        """Which header these roles are for."""
        return f"{self.titles.first_row + 1}-{self.titles.rows}"

    def role_fields(self) -> list[forms.BoundField]:
        """The choices of the columns' roles, from left to right."""
        return [self[f"role-{column.index}"] for column in self.columns]

    def hidden(self) -> list[tuple[str, str]]:
        """All choices as names and values, for the form that confirms."""
        roles = [(f"role-{place}", role) for place, role in self.roles.items()]
        return [
            ("header", str(self.titles.first_row + 1)),
            ("rows", str(self.titles.rows)),
            ("shown", self.shown),
            *roles,
        ]


def _number(value: object, otherwise: int, most: int) -> int:
    """A number from 1 to `most` as it was sent; `otherwise` for anything else."""
    text = str(value or "")
    return int(text) if text.isdigit() and 1 <= int(text) <= most else otherwise
