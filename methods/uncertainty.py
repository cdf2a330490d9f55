"""How sure an alpha is: transcripts are drawn again, never characters, for these depend on each other.

From ten shared transcripts on a cluster bootstrap (percentile interval), from three on the range of the alphas that
leave one transcript out, below neither. Sources: Efron & Tibshirani 1993 chapter 13 (percentile) and Davison & Hinkley
1997 section 3.8 (clusters); Krippendorff 2019 section 12.4 (probability of failing to reach). See docs/methods.md.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from methods.continuum import Key
from methods.counts import Counts, sums

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]
Kind = Literal["interval", "leave-one-out"]

ENOUGH_TO_DRAW, ENOUGH_TO_LEAVE_OUT = 10, 3
COVERAGE = 95
# The borders of every scale that `methods.scales` words an alpha by.
BORDERS = (0.0, 0.2, 0.4, 0.6, 0.667, 0.75, 0.8)
AT_ONCE = 250  # replicates, to keep 10,000 transcripts within a few megabytes


@dataclass(frozen=True, slots=True)
class Range:
    """What the alpha of a code may be with other transcripts of the same kind.

    `kind` None: there is no range, and `reason` says why (`few_transcripts`: under three; `undefined`: no alpha in any
    of them). `below` has for each border the share of replicates under it, for an interval alone; `dropped` how many
    were 0/0 and left out; `seed` what the drawing began with. `transcripts` are those that could be compared.
    """

    low: float | None
    high: float | None
    kind: Kind | None
    seed: int | None
    transcripts: int
    replicates: int
    dropped: int
    below: Mapping[float, float]
    reason: Literal["few_transcripts", "undefined"] | None

    @property
    def p_below_667(self) -> float | None:
        """The probability of failing to reach .667."""
        return self.below.get(0.667)

    @property
    def p_below_80(self) -> float | None:
        """The probability of failing to reach .800."""
        return self.below.get(0.8)


def interval(counts: Iterable[Counts], codes: Sequence[Key], *, seed: int, replicates: int = 2000) -> dict[Key, Range]:
    """The range of each code's alpha; `counts` has one entry a transcript.

    Source: Davison & Hinkley 1997 section 3.8; Efron & Tibshirani 1993 chapter 13.
    """
    return interval_of([margins(one, codes) for one in counts], codes, seed=seed, replicates=replicates)


def interval_of(rows: Sequence[Floats], codes: Sequence[Key], *, seed: int, replicates: int = 2000) -> dict[Key, Range]:
    """The same from the `margins` of each transcript, which are small enough to keep for thousands.

    Source: Davison & Hinkley 1997 section 3.8; Efron & Tibshirani 1993 chapter 13.
    """
    stacked = _stacked(rows, codes)
    found: dict[int, Range] = {}
    # Codes that were looked for in the same transcripts share the drawing.
    read, alike = np.unique(stacked[:, :, 0] > 0, axis=1, return_inverse=True)
    for group in range(read.shape[1]):
        members = np.flatnonzero(alike == group)
        here = stacked[read[:, group]][:, members]
        made = _ranges(here, alphas, seed=seed, replicates=replicates)
        found |= dict(zip(members.tolist(), made, strict=True))
    return {code: found[place] for place, code in enumerate(codes)}


def pooled_interval(counts: Iterable[Counts], codes: Sequence[Key], *, seed: int, replicates: int = 2000) -> Range:
    """The range of the pooled alpha of these codes, as `methods.values.pooled` has it.

    Source: Davison & Hinkley 1997 section 3.8; Krippendorff 2019 chapter 12.
    """
    return pooled_interval_of([margins(one, codes) for one in counts], codes, seed=seed, replicates=replicates)


def pooled_interval_of(rows: Sequence[Floats], codes: Sequence[Key], *, seed: int, replicates: int = 2000) -> Range:
    """The same from the `margins` of each transcript.

    Source: Davison & Hinkley 1997 section 3.8; Krippendorff 2019 chapter 12.
    """
    stacked = _stacked(rows, codes)
    here = stacked[(stacked[:, :, 0] > 0).any(axis=1)]
    return _ranges(here, pooled_alphas, seed=seed, replicates=replicates)[0]


def margins(counts: Counts, codes: Sequence[Key]) -> Floats:
    """Codes x (ratings, coded ratings, observed disagreement) of one transcript, where two coders or more compared.

    All that alpha needs: margins of transcripts add up. Source: docs/methods.md, the sweep.
    """
    found: Floats = np.zeros((len(codes), 3))
    place = {code: index for index, code in enumerate(codes)}
    for table in counts.tables:
        m = len(table.coders)
        asked = [index for index, code in enumerate(table.codes) if code in place]
        if m > 1 and asked:
            made = sums(table)
            to = [place[table.codes[index]] for index in asked]
            found[to, 0] += m * table.units
            found[to, 1] += made.ones[asked]
            found[to, 2] += made.cross[asked] * (2 / (m - 1))
    return found


def alphas(rows: Floats) -> Floats:
    """Krippendorff's alpha of each code from `margins`, or from sums of them; not a number where it is 0/0.

    Source: Krippendorff 2019 chapter 12.
    """
    n, yes, disagreement = rows[..., 0], rows[..., 1], rows[..., 2]
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = 1 - (n - 1) * disagreement / (2 * yes * (n - yes))
    return np.where(yes * (n - yes) > 0, found, np.nan)


def pooled_alphas(rows: Floats) -> Floats:
    """One column: the alpha of all codes together; not a number where it is 0/0.

    Source: Krippendorff 2019 chapter 12.
    """
    n, yes, disagreement = rows[..., 0], rows[..., 1], rows[..., 2]
    expected = np.sum(2 * yes * (n - yes) / np.maximum(n - 1, 1), axis=-1, keepdims=True)
    observed = disagreement.sum(axis=-1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected > 0, 1 - observed / expected, np.nan)


def _stacked(rows: Sequence[Floats], codes: Sequence[Key]) -> Floats:
    """Transcripts x codes x 3."""
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(codes), 3)


def _ranges(rows: Floats, statistic: Statistic, *, seed: int, replicates: int) -> list[Range]:
    """One range a column of the statistic, from rows of transcripts."""
    transcripts = len(rows)
    if transcripts >= ENOUGH_TO_DRAW:
        drawn = statistic(_drawn(rows, seed=seed, replicates=replicates))
        return [_of_replicates(column, transcripts, seed=seed) for column in drawn.T]
    if transcripts >= ENOUGH_TO_LEAVE_OUT:
        left = statistic(rows.sum(axis=0) - rows)
        return [_of_replicates(column, transcripts, seed=None) for column in left.T]
    none = Range(None, None, None, None, transcripts, 0, 0, {}, "few_transcripts")
    return [none] * statistic(rows).shape[1]


def _drawn(rows: Floats, *, seed: int, replicates: int) -> Floats:
    """Replicates x codes x sums: as many transcripts as there are, drawn with replacement."""
    chance = np.random.default_rng(seed)
    transcripts = len(rows)
    flat = rows.reshape(transcripts, -1)
    even = np.full(transcripts, 1 / transcripts)
    sizes = [min(AT_ONCE, replicates - begun) for begun in range(0, replicates, AT_ONCE)]
    drawn = [chance.multinomial(transcripts, even, size=size).astype(np.float64) @ flat for size in sizes]
    return np.concatenate(drawn).reshape(replicates, *rows.shape[1:])


def _of_replicates(column: Floats, transcripts: int, *, seed: int | None) -> Range:
    """The interval of a drawing, or without a seed the range of what was left."""
    kept = column[~np.isnan(column)]
    dropped = len(column) - len(kept)
    if not len(kept):
        return Range(None, None, None, seed, transcripts, len(column), dropped, {}, "undefined")
    if seed is None:
        low, high = float(kept.min()), float(kept.max())
        return Range(low, high, "leave-one-out", None, transcripts, len(column), dropped, {}, None)
    low, high = (float(at) for at in np.percentile(kept, [(100 - COVERAGE) / 2, (100 + COVERAGE) / 2]))
    below = {border: float((kept < border).mean()) for border in BORDERS}
    return Range(low, high, "interval", seed, transcripts, len(column), dropped, below, None)
