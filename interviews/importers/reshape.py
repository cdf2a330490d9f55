"""What a reader decides about a Draft before it is stored: labels that are no speakers, and speakers that take turns.

Pure: a Draft goes in, another one comes out.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from interviews.importers.draft import Draft, DraftTurn


def without_labels(draft: Draft, ignored: Collection[str]) -> Draft:
    """The draft with the turns of these labels put back into the speech before them, their label as its first words.

    A first turn that is ignored stays a turn, without a speaker.
    """
    if not any(turn.label in ignored for turn in draft.turns):
        return draft
    bodies: list[str] = []
    turns: list[DraftTurn] = []
    start = 0
    for turn in draft.turns:
        body, goes_on = draft.text[turn.start : turn.end], False
        if turn.label in ignored:
            body, goes_on = f"{turn.label}: {body}", bool(turns)
            turn = replace(turn, label=None)  # noqa: PLW2901  # the same turn, as it will be stored
        bodies.append(body)
        end = start + len(body)
        if goes_on:
            turns[-1] = replace(turns[-1], end=end)
        else:
            turns.append(replace(turn, start=start, end=end))
        start = end + 1
    return replace(draft, text="\n".join(bodies), turns=tuple(turns))


def alternating(draft: Draft, labels: Sequence[str]) -> Draft:
    """The draft with its turns given to these labels in turn; for a text that names nobody."""
    turns = tuple(replace(turn, label=labels[place % len(labels)]) for place, turn in enumerate(draft.turns))
    return replace(draft, turns=turns)
