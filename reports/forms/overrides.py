"""The forms of going past the gate: a file taken whole, and something opened for an audience."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from reports.forms.asked import Unanswerable, living_node
from reports.models import DisclosureOpening
from reports.queries.gate.log import AUDIENCES
from reports.queries.gate.openings import kinds_for
from reports.services.overrides import Opening

CODED = {DisclosureOpening.Kind.CELL, DisclosureOpening.Kind.CODE}


class OverrideForm(forms.Form):
    """Which report, as its address asks for it, in which format, for whom, and why the gate does not hold for it."""

    report = forms.SlugField(widget=forms.HiddenInput)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    audience = forms.ChoiceField(label=gettext_lazy("For whom"), choices=[*AUDIENCES.items()])
    form = forms.ChoiceField(
        label=gettext_lazy("Format"), choices=[(one, one) for one in ("xlsx", "csv", "docx", "pdf")]
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Who gets the file, and who agreed. It stays in the log, and the file prints it."),
    )


class OpeningForm(forms.Form):
    """What is opened, for whom, and why."""

    audience = forms.ChoiceField(widget=forms.HiddenInput, choices=[*AUDIENCES.items()])
    kind = forms.ChoiceField(widget=forms.HiddenInput, choices=DisclosureOpening.Kind.choices)
    code = forms.SlugField(widget=forms.HiddenInput, required=False)
    place = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Who agreed, and why. It stays in the log, and every file prints it."),
    )

    def __init__(self, sent: Any = None, *, reader: Any, **kwargs: Any) -> None:
        super().__init__(sent, **kwargs)
        self.reader = reader

    def opening(self, said: Any) -> Opening:
        """What is asked for. Raises Unanswerable where there is no such thing to open."""
        audience, kind = said.get("audience", ""), said.get("kind", "")
        if audience not in AUDIENCES:
            raise Unanswerable(audience)
        if kind in CODED:
            node = living_node(said.get("code", ""), reader=self.reader)
            place = said.get("place", "") if kind == DisclosureOpening.Kind.CELL else ""
            if kind == DisclosureOpening.Kind.CELL and not place:
                raise Unanswerable(place)
            return Opening(audience, kind, node.code, place)
        if kind not in kinds_for(audience):
            raise Unanswerable(kind)
        return Opening(audience, kind)
