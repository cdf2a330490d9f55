"""What silence means: one state for each participant and code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from methods.coverage import State, asked_of, by_state, state_of


@pytest.mark.parametrize(
    ("mentions", "denies", "looked_for", "asked", "state"),
    [
        (True, False, True, True, State.MENTIONED),
        (True, False, True, False, State.MENTIONED),  # people say what they were not asked
        (True, True, True, None, State.DENIED),
        (False, True, True, True, State.ASKED),  # nobody denies without a mention
        (False, False, True, True, State.ASKED),
        (False, False, True, False, State.NOT_ASKED),
        (False, False, True, None, State.SILENT),
        (False, False, False, True, State.NOT_LOOKED_FOR),
        (False, False, False, False, State.NOT_LOOKED_FOR),
    ],
)
def test_the_first_that_holds_is_the_state(mentions, denies, looked_for, asked, state) -> None:
    assert state_of(mentions=mentions, denies=denies, looked_for=looked_for, asked=asked) is state


@pytest.mark.parametrize(
    ("answers", "asked"),
    [([], None), ([True], True), ([False], False), ([None], None), ([False, None], None), ([False, None, True], True)],
)
def test_once_asked_is_asked_and_not_asked_has_to_be_known_of_all(answers, asked) -> None:
    assert asked_of(answers) is asked


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans(), st.sampled_from([True, False, None]))))
def test_everybody_is_in_one_state_the_same_as_alone(people) -> None:
    states = [state_of(mentions=m, denies=d, looked_for=looked, asked=asked) for m, d, looked, asked in people]
    found = by_state(
        {*range(len(people))},
        mention={n for n, one in enumerate(people) if one[0]},
        deny={n for n, one in enumerate(people) if one[1]},
        unlooked={n for n, one in enumerate(people) if not one[2]},
        asked={n for n, one in enumerate(people) if one[3]},
        not_asked={n for n, one in enumerate(people) if one[3] is False},
    )
    assert [*found] == [*State]
    assert {n: state for state, who in found.items() for n in who} == dict(enumerate(states))
    assert sum(map(len, found.values())) == len(people)
