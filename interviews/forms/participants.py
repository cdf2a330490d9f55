"""Forms of participants: one person with all values, a batch of cells from the sheet, cut points."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interviews.importers.typed import NOTHING, Value, written_as
from interviews.importers.values import parse_number
from interviews.models import Attribute
from interviews.queries.participants import labels_of, options_of, shown_value
from interviews.services.participant_values import CellChange, CellProblem
from interviews.services.participants import LONGEST_PSEUDONYM

MOST_CELLS = 20_000
KINDS = ("set", "undo", "redo")


class ParticipantForm(forms.Form):
    """Pseudonym and a field for each attribute; texts are read like cells of the sheet."""

    pseudonym = forms.CharField(
        label=gettext_lazy("Pseudonym"),
        max_length=LONGEST_PSEUDONYM,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self,
        *args: Any,
        attributes: tuple[Attribute, ...],
        values: Mapping[int, Value],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.attributes = attributes
        for attribute in attributes:
            value = values.get(attribute.pk, NOTHING)
            field = self.fields[f"value-{attribute.pk}"] = _field(attribute, value)
            field.is_wanted = attribute.required  # type: ignore[attr-defined]  # read by label.html: empty, yet not optional
            self.fields[f"seen-{attribute.pk}"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=value.token, strip=False
            )
            self.fields[f"was-{attribute.pk}"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=_written(attribute, value), strip=False
            )

    def changes(self, participant: int) -> list[CellChange]:
        """The cells that differ from what the form showed."""
        sent = self.cleaned_data
        return [
            CellChange(participant, one.pk, sent[f"value-{one.pk}"], seen=sent[f"seen-{one.pk}"])
            for one in self.attributes
            if sent[f"value-{one.pk}"] != sent[f"was-{one.pk}"]
        ]

    def tell(self, problems: tuple[CellProblem, ...]) -> None:
        """Put each problem beside its field."""
        for problem in problems:
            self.add_error(f"value-{problem.attribute}", capfirst(problem.message))


class CutPointsForm(forms.Form):
    """The cut points of a number, one a text field named `cut`; empty ones are passed over."""

    def __init__(self, sent: list[str]) -> None:
        super().__init__({"cut": ""})
        self.sent = [text.strip() for text in sent if text.strip()]

    def clean(self) -> dict[str, Any]:
        cuts = [parse_number(text) for text in self.sent]
        for text, cut in zip(self.sent, cuts, strict=True):
            if cut is None:
                raise ValidationError(
                    _("“%(text)s” is no number. Write digits, for example 250 or 1000."),
                    code="number",
                    params={"text": text},
                )
        return {"cuts": cuts}

    @property
    def cuts(self) -> list[Decimal]:
        return list(self.cleaned_data["cuts"])

    @property
    def problem(self) -> str:
        """The first thing to mend."""
        return str(next(iter(self.non_field_errors()), ""))


class BatchForm(forms.Form):
    """What the sheet sends: {"op", "kind", "cells": [{"participant", "attribute", "written", "seen", "adding"}]}."""

    def __init__(self, body: bytes) -> None:
        super().__init__({})
        self.body = body

    def clean(self) -> dict[str, Any]:
        try:
            sent = json.loads(self.body)
            kind, op = sent.get("kind", "set"), UUID(str(sent["op"]))
            changes = [_change(cell) for cell in sent.get("cells", [])]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValidationError(_("The request is not a batch of cells. Reload the page.")) from error
        if kind not in KINDS or len(changes) > MOST_CELLS or (kind == "set" and not changes):
            raise ValidationError(_("The request is not a batch of cells. Reload the page."))
        return {"kind": kind, "op": op, "changes": changes}


def _change(cell: dict[str, Any]) -> CellChange:
    numbers, written, seen = (cell["participant"], cell["attribute"]), cell["written"], cell.get("seen")
    well_formed = isinstance(written, str) and isinstance(seen, str | None)
    if not well_formed or not all(isinstance(number, int) and 0 < number < 2**62 for number in numbers):
        raise TypeError
    return CellChange(*numbers, written.replace("\x00", ""), seen=seen, adding=cell.get("adding") is True)


def _written(attribute: Attribute, value: Value) -> str:
    return written_as(value, label_of=labels_of(attribute))


def _field(attribute: Attribute, value: Value) -> forms.CharField:
    required_empty = attribute.required and value == NOTHING
    hint = _("No value yet, and one is required.") if required_empty else ""
    if attribute.kind == Attribute.Kind.CATEGORY:
        return forms.CharField(
            label=attribute.label,
            required=False,
            initial=_written(attribute, value),
            help_text=hint,
            widget=forms.Select(choices=_choices(attribute, value)),
        )
    unit = f" ({attribute.unit})" if attribute.unit else ""
    expected = {
        "number": _("A number, “?” for unknown, “/” for not applicable."),
        "date": _("Year-month-day, “?” for unknown, “/” for not applicable."),
        "text": _("A text, “?” for unknown, “/” for not applicable."),
    }[attribute.kind]
    return forms.CharField(
        label=f"{attribute.label}{unit}",
        required=False,
        initial=_written(attribute, value),
        help_text=f"{hint} {expected}".strip(),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _choices(attribute: Attribute, value: Value) -> list[tuple[str, str]]:
    labels = [option.label for option in options_of(attribute)]
    if value.category and (now := shown_value(value, attribute)) not in labels:
        labels.append(now)
    return [("", _("no value")), *((label, label) for label in labels), ("?", _("unknown")), ("/", _("not applicable"))]
