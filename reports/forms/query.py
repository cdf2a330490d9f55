"""What the address of a query asks, and the form that it is built with; the forms of saved ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from interviews.models import Member
from reports.forms.asked import Unanswerable, basis_asked
from reports.models import SavedQuery
from reports.queries.basis.basis import Basis, UnknownBasis
from reports.queries.query.query import MOST, Query, as_address, read_query

ROWS = 2  # conditions that an empty form offers
TURNS = 2  # from one answer over a question to the next


@dataclass(frozen=True, slots=True)
class AskedQuery:
    """The query, its basis, how many conditions the form shows, the saved one that it began from, if any, and for whom
    it is asked.
    """

    query: Query
    basis: Basis
    rows: int
    saved: SavedQuery | None
    whom: str = ""

    def address(self, **more: str) -> dict[str, str]:
        """The fields of its own address, with others over them."""
        fields = as_address(self.query, basis=self.basis.key, saved=str(self.saved.uid) if self.saved else "")
        fields["for"] = self.whom
        return {name: value for name, value in (fields | more).items() if value}


@dataclass(frozen=True, slots=True)
class FormRow:
    """A line of the form: its number from 1, and what stands in it."""

    number: int
    operator: str
    code: str
    direction: str
    turns: int
    gone: bool


def read_asked_query(said: Mapping[str, str], *, reader: Member) -> AskedQuery:
    """What the address asks. Raises Unanswerable for a basis that is not there; what else is missing is said later."""
    try:
        basis = basis_asked(said.get("basis", ""), reader=reader)
    except UnknownBasis as error:
        raise Unanswerable(str(error)) from error
    query = read_query(said)
    rows = said.get("rows", "")
    wanted = int(rows) if rows.isdecimal() and len(rows) < 3 else ROWS
    most = min(MOST, max(ROWS, wanted, len(query.conditions)))
    return AskedQuery(query, basis, most, _saved(said, reader=reader), said.get("for", "")[:7])


def _saved(said: Mapping[str, str], *, reader: Member) -> SavedQuery | None:
    try:
        uid = UUID(said.get("saved", ""))
    except ValueError:
        return None
    return SavedQuery.objects.visible_to(reader).living().filter(uid=uid).select_related("author__user").first()


def form_rows(asked: AskedQuery, *, known: frozenset[str]) -> list[FormRow]:
    """The lines of the form: the conditions, then empty ones. `known` are the keys of living codes."""
    rows = [
        FormRow(
            n,
            one.operator,
            one.code,
            one.direction,
            one.turns if one.operator == "near" else TURNS,
            one.code not in known,
        )
        for n, one in enumerate(asked.query.conditions, 1)
    ]
    return rows + [FormRow(n, "", "", "", TURNS, gone=False) for n in range(len(rows) + 1, asked.rows + 1)]


def without_row(said: Mapping[str, str], number: int) -> dict[str, Any]:
    """The fields of an address without the condition of this number."""
    gone = {f"{name}{number}" for name in ("op", "code", "says", "turns")}
    return {name: value for name, value in said.items() if name not in gone}


class NameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
