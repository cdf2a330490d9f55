"""Who codes what: transcripts spread over coders, each read by several."""

from collections import Counter
from collections.abc import Sequence

import numpy as np


def spread_evenly(
    transcripts: Sequence[int], coders: Sequence[int], *, overlap: int, seed: int
) -> tuple[tuple[int, int], ...]:
    """Cells (transcript, coder): each transcript goes to `overlap` coders, and no coder has two more than another.

    Among coders with equally many, those who share least with the ones already chosen come first, so that every pair
    can be compared; what is left is drawn with `seed`. The same input gives the same cells. Raises ValueError where
    there are fewer coders than `overlap`, or it is less than 1.
    Source: greedy balanced allocation after the idea of incomplete block designs, Cochran and Cox 1957, chapter 9.
    """
    if not 1 <= overlap <= len(coders):
        message = f"{overlap} coders a transcript, of {len(coders)}"
        raise ValueError(message)
    chance = np.random.default_rng(seed)
    load: Counter[int] = Counter()
    shared: Counter[frozenset[int]] = Counter()
    readers: dict[int, list[int]] = {}
    for place in chance.permutation(len(transcripts)):
        chosen: list[int] = []
        drawn = dict(zip(coders, chance.permutation(len(coders)), strict=True))
        for _ in range(overlap):
            free = [coder for coder in coders if coder not in chosen]
            together = {one: sum(shared[frozenset((one, other))] for other in chosen) for one in free}
            chosen.append(min(free, key=lambda one: (load[one], together[one], drawn[one])))
        load.update(chosen)
        shared.update(frozenset((a, b)) for a in chosen for b in chosen if a < b)
        readers[transcripts[place]] = chosen
    return tuple((one, coder) for one in transcripts for coder in coders if coder in readers[one])
