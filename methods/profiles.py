"""What a coder's work looks like, before any coefficient: how often she codes, how long, and how much nobody else saw.

Source: docs/methods.md, profiles; the median of an even number is half of the middle two together (Tukey 1977).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np

from methods.continuum import Document, Key, flatten
from methods.counts import readers
from methods.lines import Lines


@dataclass(frozen=True, slots=True)
class Profile:
    """One coder on one transcript, or on several added up.

    `passages` are her codings, those of one code merged where they overlap; `characters` what she read of the
    continuum; `lengths` how many passages have which length. `compared` of the passages lie in transcripts that
    somebody else read too, `alone` are those of them that no other gave the same code on any character.
    """

    passages: int
    characters: int
    lengths: Mapping[int, int]
    compared: int
    alone: int

    @property
    def per_10_000(self) -> float | None:
        """Passages in 10,000 characters; None when she read nothing."""
        return 10_000 * self.passages / self.characters if self.characters else None

    @property
    def median_length(self) -> float | None:
        """Half of her passages are no longer; None when she has none."""
        if not self.passages:
            return None
        lengths = sorted(self.lengths)
        so_far = [*accumulate(self.lengths[length] for length in lengths)]
        middle = ((self.passages + 1) // 2, self.passages // 2 + 1)
        low, high = (lengths[next(i for i, n in enumerate(so_far) if n >= place)] for place in middle)
        return (low + high) / 2

    @property
    def share_alone(self) -> float | None:
        """The share of the compared passages that she alone marked; None when none was compared."""
        return self.alone / self.compared if self.compared else None

    def as_json(self) -> dict[str, Any]:
        """The canonical form."""
        return {
            "passages": self.passages,
            "characters": self.characters,
            "lengths": [[length, self.lengths[length]] for length in sorted(self.lengths)],
            "compared": self.compared,
            "alone": self.alone,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Profile":
        """The profile that `as_json` wrote."""
        return cls(**{**kept, "lengths": dict(kept["lengths"])})


def profiles(document: Document, codes: Sequence[Key]) -> dict[Key, Profile]:
    """The profile of each coder who submitted this transcript. Raises BadSpan. Source: docs/methods.md, profiles."""
    flat = flatten(document, codes, unit="character")
    looked = {code: coders for coders, group in readers(document, codes).items() for code in group}
    several = np.array([len(looked[code]) > 1 for code in codes], dtype=bool)[flat.code]
    ended, began = Lines(flat.start, flat.end, flat.code, flat.length).overlapping(flat.start, flat.end, flat.code)
    # A passage overlaps itself.
    alone = several & (began - ended == 1)
    found = {}
    for place, coder in enumerate(document.coders):
        hers = flat.coder == place
        lengths = Counter((flat.end - flat.start)[hers].tolist())
        found[coder] = Profile(
            int(hers.sum()), flat.length, lengths, int((hers & several).sum()), int((hers & alone).sum())
        )
    return found


def add_profiles(found: Iterable[Mapping[Key, Profile]]) -> dict[Key, Profile]:
    """Each coder's profile over all these transcripts. Source: docs/methods.md, profiles."""
    total: dict[Key, Profile] = {}
    for one in found:
        for coder, profile in one.items():
            before = total.get(coder, Profile(0, 0, {}, 0, 0))
            total[coder] = Profile(
                before.passages + profile.passages,
                before.characters + profile.characters,
                Counter(before.lengths) + Counter(profile.lengths),
                before.compared + profile.compared,
                before.alone + profile.alone,
            )
    return total
