"""Names of variables: valid in SPSS, one for each key, whatever the other keys are."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from methods.variable_names import variable_name

KEYS = st.one_of(
    st.text(max_size=90),
    st.lists(st.sampled_from(["a", "b", "-", "_", "A", "é", "=", "1"]), max_size=90).map("".join),
)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("planning", "c_planning"),
        ("support-from-high-up", "c_support_from_high_up"),
        ("a_b", "c_a_b_648fa9b31bc7"),
        ("", "c_e3b0c44298fc"),
    ],
)
def test_a_plain_key_is_its_name(key, name):
    assert variable_name("c", key) == name


@given(KEYS)
def test_a_name_is_valid_in_spss(key):
    name = variable_name("c", key)
    assert re.fullmatch(r"[a-z][a-z0-9_]*[a-z0-9]", name)
    assert len(name.encode()) <= 64


@given(KEYS, KEYS)
def test_two_keys_have_two_names_also_where_case_does_not_count(one, other):
    assert (variable_name("c", one).casefold() == variable_name("c", other).casefold()) == (one == other)
