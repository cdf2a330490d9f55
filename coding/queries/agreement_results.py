"""The figures of a closed round as they are kept with its snapshot, and read back for pages, files and commands."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from typing import Any

from coding.models import Snapshot
from coding.queries.agreement_sums import UnitSums
from coding.queries.agreement_units import Frozen, Tree
from methods.agreement import Key, Range, Unit, Values
from methods.pairs import pair
from methods.profiles import Profile

FORMAT = 1
PLAIN = tuple(field.name for field in fields(Values) if field.name not in {"pairs", "by_coder"})


def unit_results(sums: UnitSums, frozen: Frozen, *, seed: int) -> dict[str, Any]:
    """One unit of `Snapshot.results`."""
    applied = frozen.tree.applied
    values, ranges = sums.values(frozen.coders), sums.ranges(seed=seed)
    together, its_range = sums.pooled(applied, values, seed=seed)
    without, contested = sums.without(), sums.contested()
    return {
        "codes": {
            str(code): {
                "values": _kept_values(values[code]),
                "range": _kept_range(ranges[code]),
                "without": without.get(code),
                "contested": contested[code],
            }
            for code in sums.codes
        },
        "pooled": {
            "codes": together.codes,
            "percent_agreement": together.percent_agreement,
            "krippendorff_alpha": together.krippendorff_alpha,
            "cohen_kappa": [[*names, kappa] for names, kappa in together.cohen_kappa.items()],
            "range": _kept_range(its_range),
        },
        "transcripts": sums.each(applied),
    }


def _kept_values(values: Values) -> dict[str, Any]:
    plain = {name: getattr(values, name) for name in PLAIN}
    four = [[*names, one.both, one.only_first, one.only_second, one.neither] for names, one in values.pairs.items()]
    return plain | {"undefined": dict(values.undefined), "pairs": four, "by_coder": [*values.by_coder.items()]}


def _kept_range(found: Range) -> dict[str, Any]:
    return asdict(found) | {"below": [*found.below.items()]}


@dataclass(frozen=True, slots=True)
class CodeResult:
    """A code in one unit. `without`: the transcript without which alpha changes most, and alpha then.

    `contested` are the units that some coded and some did not.
    """

    values: Values
    range: Range
    without: tuple[int, float] | None
    contested: int


@dataclass(frozen=True)
class Results:
    """What is kept with a snapshot, by unit; `coders` and `tree` say for whom and for which codes."""

    kept: Mapping[str, Any]

    @cached_property
    def tree(self) -> Tree:
        return Tree(dict(self.kept["tree"]))

    @property
    def coders(self) -> tuple[int, ...]:
        return tuple(self.kept["coders"])

    @property
    def transcripts(self) -> tuple[int, ...]:
        """Those of at least one pass, in order."""
        return tuple(self.kept["transcripts"])

    def code(self, code: int, unit: Unit) -> CodeResult:
        """The figures of a row: a branch with all below it."""
        return self.counted(self.tree.key(code), unit)

    def counted(self, key: Key, unit: Unit) -> CodeResult:
        """The figures of what was counted under this key."""
        kept = self.kept["units"][unit]["codes"][str(key)]
        without = kept["without"]
        return CodeResult(
            _values_from(kept["values"]),
            range_from(kept["range"]),
            (without[0], without[1]) if without else None,
            kept["contested"],
        )

    def pooled(self, unit: Unit) -> Mapping[str, Any]:
        """All codes together, as `unit_results` keeps them."""
        found: Mapping[str, Any] = self.kept["units"][unit]["pooled"]
        return found

    def each(self, unit: Unit) -> list[dict[str, Any]]:
        """Each transcript alone."""
        found: list[dict[str, Any]] = self.kept["units"][unit]["transcripts"]
        return found

    @property
    def disagreements(self) -> Mapping[str, Any]:
        """`number` and `weight` of all; `codes`: by code as applied, number, weight and the weight of each kind."""
        found: Mapping[str, Any] = self.kept["disagreements"]
        return found

    def disagreements_of(self, code: int) -> int:
        """How many a code has, as applied."""
        found: int = self.disagreements["codes"].get(str(code), {"number": 0})["number"]
        return found

    def kinds_of(self, codes: Iterable[int]) -> Counter[str]:
        """The weight of each kind of disagreement on these codes."""
        total: Counter[str] = Counter()
        for code in codes:
            total.update(self.disagreements["codes"].get(str(code), {"kinds": {}})["kinds"])
        return total

    @property
    def confusion(self) -> list[tuple[int, int, int]]:
        """(code, other code, characters) over all pairs of coders, both ways; twice the same code: both have it."""
        return [(first, second, size) for first, second, size in self.kept["confusion"]]

    @property
    def again(self) -> list[dict[str, Any]]:
        """Coders beside themselves in an earlier round: coder, round, transcripts, alpha by turn and character."""
        found: list[dict[str, Any]] = self.kept["again"]
        return found

    @property
    def more(self) -> Mapping[str, Any] | None:
        """What `services.agreement_more` added; None until somebody asked for it."""
        return self.kept.get("more")

    @property
    def profiles(self) -> dict[int, Profile]:
        """How each coder works."""
        return {coder: Profile.from_json(kept) for coder, kept in self.kept["profiles"]}


def results_of(snapshot: Snapshot) -> Results | None:
    """The figures of a round; None while they are being computed."""
    return Results(snapshot.results) if snapshot.results else None


def _values_from(kept: Mapping[str, Any]) -> Values:
    pairs = {(first, second): pair(*counts) for first, second, *counts in kept["pairs"]}
    plain = {name: kept[name] for name in PLAIN}
    return Values(**(plain | {"pairs": pairs, "by_coder": dict(kept["by_coder"])}))


def range_from(kept: Mapping[str, Any]) -> Range:
    """The range that was kept."""
    return Range(**{**kept, "below": dict(kept["below"])})
