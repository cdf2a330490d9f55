"""Passages on many lines at once: one line a coder and code, or a code, laid behind each other in one order.

Source: binary search in sorted borders; of passages in any order, those that began before a place's end less those that
ended before its start are the ones that overlap it.
"""

import numpy as np
from numpy.typing import NDArray

from methods.continuum import Flat, Integers

Truths = NDArray[np.bool_]


def pieces(flat: Flat, coders: int, codes: int) -> tuple[Integers, Truths]:
    """The pieces between two borders of passages: their widths, and pieces x coders x codes: who has what there.

    Source: Bentley & Ottmann 1979 in one dimension.
    """
    borders = np.unique(np.concatenate([flat.start, flat.end]))
    steps = np.zeros((max(1, len(borders)), coders, codes), dtype=np.int8)
    np.add.at(steps, (np.searchsorted(borders, flat.start), flat.coder, flat.code), 1)
    np.add.at(steps, (np.searchsorted(borders, flat.end), flat.coder, flat.code), -1)
    return np.diff(borders), np.cumsum(steps, axis=0, dtype=np.int8)[:-1] > 0


class Lines:
    """Passages on numbered lines of one length; arrays of one length, an entry a passage."""

    def __init__(self, start: Integers, end: Integers, line: Integers, length: int) -> None:
        self.step = length + 1
        self.starts, self.ends = np.sort(start + line * self.step), np.sort(end + line * self.step)

    def overlapping(self, start: Integers, end: Integers, line: Integers) -> tuple[Integers, Integers]:
        """Of all passages in order, how many ended before each stretch, and how many began before its end.

        The difference are those that overlap it. The three arrays are broadcast together.
        """
        lift = line * self.step
        ended = np.searchsorted(self.ends, start + lift, side="right")
        return ended, np.searchsorted(self.starts, end + lift, side="left")

    def touching(self, start: Integers, end: Integers, line: Integers) -> Truths:
        """Whether a passage overlaps or touches each stretch. The three arrays are broadcast together."""
        lift = line * self.step
        began = np.searchsorted(self.starts, end + lift, side="right")
        found: Truths = began > np.searchsorted(self.ends, start + lift, side="left")
        return found
