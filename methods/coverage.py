"""What silence means: for each code and participant one of six states, of which five say why or what was said.

Source: the project's counting rules, docs/methods.md, coverage of the interview guide.
"""

from collections.abc import Hashable, Iterable, Set
from enum import StrEnum
from typing import TypeVar

Person = TypeVar("Person", bound=Hashable)


class State(StrEnum):
    """How a participant stands to a code, or to the codes of a question."""

    MENTIONED = "mentioned"
    DENIED = "denied"
    ASKED = "asked_no_mention"
    NOT_ASKED = "not_asked"
    NOT_LOOKED_FOR = "not_looked_for"
    SILENT = "no_mention"


def state_of(*, mentions: bool, denies: bool, looked_for: bool, asked: bool | None) -> State:
    """The one state that holds, the first of these: what was said, that nobody looked, what was asked.

    `denies` counts only with a mention. `asked` is None where nobody recorded it, or there is no question.
    Source: docs/methods.md, coverage of the interview guide.
    """
    if mentions:
        return State.DENIED if denies else State.MENTIONED
    if not looked_for:
        return State.NOT_LOOKED_FOR
    return {True: State.ASKED, False: State.NOT_ASKED, None: State.SILENT}[asked]


def by_state(
    people: Set[Person],
    *,
    mention: Set[Person],
    deny: Set[Person],
    unlooked: Set[Person],
    asked: Set[Person],
    not_asked: Set[Person],
) -> dict[State, Set[Person]]:
    """The people of each state, every state among them: `state_of` of many at once.

    Who is neither `asked` nor `not_asked` is open. Source: docs/methods.md, coverage of the interview guide.
    """
    said, silent = people & mention, people - mention
    looked = silent - unlooked
    return {
        State.MENTIONED: said - deny,
        State.DENIED: said & deny,
        State.ASKED: looked & asked,
        State.NOT_ASKED: (looked - asked) & not_asked,
        State.NOT_LOOKED_FOR: silent & unlooked,
        State.SILENT: looked - asked - not_asked,
    }


def asked_of(answers: Iterable[bool | None]) -> bool | None:
    """Whether any of several questions was asked, in any of several interviews: once is enough, and all of them must
    be known for "not asked". None where that is open, and for none at all. Source: docs/methods.md, coverage.
    """
    known = [*answers]
    if any(known):
        return True
    return None if not known or None in known else False
