"""Words for an alpha, with the scale and its source, and what to be wary of. Keys, never sentences: pages word them.

A class is claimed only with a probability: the highest class that, with those above it, has at least .95 of the
replicates (Gwet 2014, chapter 6). Authors made these scales for independent units: the word belongs to its unit.
"""

from collections.abc import Collection
from dataclasses import dataclass

from methods.disagreements import RunKind
from methods.uncertainty import Range
from methods.values import Values

SURE = 0.95


@dataclass(frozen=True, slots=True)
class Scale:
    """Classes from the highest down, each with the value it begins at; the last has no lower end."""

    key: str
    source: str
    classes: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The class that may be claimed: its key, its scale, and with what probability it or a higher one holds.

    Without an interval the whole leave-one-out range must lie in it, and `probability` is None; without a range `word`
    is None too.
    """

    scale: str
    word: str | None
    probability: float | None


LOWEST = float("-inf")
SCALES: dict[str, Scale] = {
    scale.key: scale
    for scale in (
        Scale(
            "krippendorff",
            "Krippendorff 2019, section 12.5",
            (("reliable", 0.8), ("tentative", 0.667), ("insufficient", LOWEST)),
        ),
        Scale(
            "landis_koch",
            "Landis & Koch 1977",
            (
                ("almost_perfect", 0.8),
                ("substantial", 0.6),
                ("moderate", 0.4),
                ("fair", 0.2),
                ("slight", 0.0),
                ("poor", LOWEST),
            ),
        ),
        Scale("fleiss", "Fleiss 1981", (("excellent", 0.75), ("fair_to_good", 0.4), ("poor", LOWEST))),
        Scale(
            "altman",
            "Altman 1991",
            (("very_good", 0.8), ("good", 0.6), ("moderate", 0.4), ("fair", 0.2), ("poor", LOWEST)),
        ),
    )
}

# The flags, in the order in which they are given.
FEW_POSITIVE_UNITS, FEW_TRANSCRIPTS, RARE, EVERYWHERE, ONE_SIDED, BOUNDARIES_ONLY = (
    "few_positive_units",
    "few_transcripts",
    "rare",
    "everywhere",
    "one_sided",
    "boundaries_only",
)


def word_for(value: float, scale: str = "krippendorff") -> str:
    """The class of a bare value, as tables in the literature use it; see `verdict` for what may be claimed.

    A class begins at its lower end: .800 is reliable. Source: the scale's.
    """
    return next(word for word, low in SCALES[scale].classes if value >= low)


def verdict(found: Range, scale: str = "krippendorff") -> Verdict:
    """The highest class of a scale that the range of an alpha bears out. Source: Gwet 2014, chapter 6."""
    if found.low is None:
        return Verdict(scale, None, None)
    if found.kind == "leave-one-out":
        return Verdict(scale, word_for(found.low, scale), None)
    reached = ((word, 1.0 - found.below.get(low, 0.0)) for word, low in SCALES[scale].classes)
    word, probability = next((word, reaching) for word, reaching in reached if reaching >= SURE)
    return Verdict(scale, word, probability)


def flags(value: Values, *, characters: Values, kinds: Collection[RunKind] = ()) -> tuple[str, ...]:
    """What to be wary of beside the value of a code, in a fixed order.

    `value` is in the unit shown, `characters` the same code by character, `kinds` those of its disagreements.
    Source: docs/methods.md, flags.
    """
    coded = sum(characters.by_coder.values())
    prevalence = value.prevalence
    raised = {
        FEW_POSITIVE_UNITS: value.positive < 10,
        FEW_TRANSCRIPTS: value.transcripts < 5,
        RARE: prevalence is not None and prevalence < 0.01,
        EVERYWHERE: prevalence is not None and prevalence > 0.99,
        ONE_SIDED: coded > 0 and max(characters.by_coder.values()) > 0.8 * coded,
        BOUNDARIES_ONLY: {*kinds} == {"boundary"},
    }
    return tuple(flag for flag, true in raised.items() if true)
