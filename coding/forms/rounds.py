"""A draft's plan: what the round is, and who codes what, ticked in a grid or spread evenly."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from coding.models import Round

MOST_CELLS = 20_000


class PlanForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """What the round is, but for the grid."""

    class Meta:
        model = Round
        fields = ("name", "unit", "scale", "seed", "opens_on", "closes_on", "whole_text", "shows_results")
        widgets = {  # noqa: RUF012
            "opens_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "closes_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {  # noqa: RUF012
            "seed": _("Spreading and intervals are drawn with it: the same seed gives the same numbers."),
            "whole_text": _("Off: participants’ turns only. The interviewer’s would make agreement look higher."),
            "shows_results": _("A page to learn from. Whoever was shown it counts no more on the same transcripts."),
            "closes_on": _("A reminder: only you close the round."),
        }

    overlap = forms.IntegerField(label=_("coders a transcript"), min_value=1, initial=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spread = self.instance.plan.get("spread") or {}
        self.fields["overlap"].initial = spread.get("overlap", 2)

    @property
    def round_fields(self) -> dict[str, Any]:
        """The valid form as `plan_round` takes it."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


def ticked_cells(sent: QueryDict, *, transcripts: Collection[int], coders: Collection[int]) -> list[tuple[int, int]]:
    """The ticked boxes of the grid that name rows and columns it has; anything else is passed over."""
    known_rows, known_columns, found = set(transcripts), set(coders), []
    for value in sent.getlist("cell")[:MOST_CELLS]:
        transcript, _dash, coder = value.partition("-")
        if _is_key(transcript) and _is_key(coder):
            found.append((int(transcript), int(coder)))
    return [cell for cell in found if cell[0] in known_rows and cell[1] in known_columns]


def ticked(sent: QueryDict, name: str, *, among: Collection[int]) -> tuple[int, ...]:
    """Ticked rows ("transcript") or columns ("coder"), in the grid's order."""
    chosen = {int(value) for value in sent.getlist(name) if _is_key(value)}
    return tuple(one for one in among if one in chosen)


def _is_key(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 10
