"""When transcripts were read, and for which codes: whoever was read before a code existed was not looked at for it."""

from dataclasses import dataclass
from datetime import datetime

from coding.queries.codebook import Node
from reports.queries.basis.basis import Ground


@dataclass(frozen=True, slots=True)
class Reading:
    """When each covered participant was last marked done, and the codes for which a transcript was gone through again
    since: by anyone who counts.
    """

    read_at: dict[int, datetime]
    again: frozenset[tuple[int, int]]  # transcript and code


def reading_of(ground: Ground) -> Reading:
    """What is known of the reading under a basis, for `not_looked_for`."""
    coders = ground.coders
    again = (
        (one.transcript, code)
        for one, code, _version in ground.rows.rechecks
        if one.transcript in ground.coders_of and one.coder in coders
    )
    return Reading(_last_read(ground), frozenset(again))


def _last_read(ground: Ground) -> dict[int, datetime]:
    coders = ground.coders
    # They come in the order in which they were done.
    at = {one.transcript: one.done_at for one in ground.rows.passes if one.coder in coders}
    return {person: max(at[transcript] for transcript in ground.transcripts_of[person]) for person in ground.covered}


def not_looked_for(node: Node, who: set[int], ground: Ground, reading: Reading) -> set[int]:
    """Of those without mention, in whose transcripts nobody looked for the code: it is inactive, or newer than every
    pass and not rechecked. Nobody for a branch: its codes have their own.
    """
    if node.children:
        return set()
    silent = reading.read_at.keys() - who
    if not node.code.active:
        return silent
    if node.code.meaning_since:
        return {person for person in silent if not _looked(node, person, ground)}
    # A code that no version has brought in has only its date, and what was gone through again for it.
    late = (person for person in silent if reading.read_at[person] < node.code.created_at)
    return {person for person in late if not _went_again(node, person, ground, reading)}


def _went_again(node: Node, person: int, ground: Ground, reading: Reading) -> bool:
    return any((transcript, node.code.pk) in reading.again for transcript in ground.transcripts_of[person])


def _looked(node: Node, person: int, ground: Ground) -> bool:
    """Whether anyone looked for a code that a later version of the codebook added or redefined."""
    return any(
        ground.unlooked.get((transcript, node.code.pk), 0) < len(ground.coders_of[transcript])
        for transcript in ground.transcripts_of[person]
    )
