"""What the address of a round's agreement asks for; whatever it does not know stays as it is by default."""

from collections.abc import Mapping
from dataclasses import dataclass

from coding.models import Round
from coding.queries.agreement_table import SORTS
from coding.queries.agreement_units import UNITS
from methods.agreement import Unit


@dataclass(frozen=True, slots=True)
class AskedAgreement:
    """Unit, order of the rows, and keys of codes: the branch that is shown alone, the row that is open; its pair.

    `every_transcript`: the strip shows them all, however many.
    """

    unit: Unit
    sort: str
    branch: str
    opened: str
    pair: str
    every_transcript: bool


def read_agreement(query: Mapping[str, str], *, round_: Round) -> AskedAgreement:
    """What `?unit=&sort=&branch=&code=&pair=&strip=` ask for; the round's own unit without a word."""
    known = {str(unit): unit for unit in UNITS}
    return AskedAgreement(
        unit=known.get(query.get("unit", ""), known[round_.unit]),
        sort=sort if (sort := query.get("sort", "")) in SORTS else SORTS[0],
        branch=query.get("branch", ""),
        opened=query.get("code", ""),
        pair=query.get("pair", ""),
        every_transcript=query.get("strip") == "all",
    )
