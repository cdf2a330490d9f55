"""The margins of transcripts: all that alpha and its range need, small enough to keep for thousands of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from methods.agreement import (
    alphas,
    count,
    interval,
    interval_of,
    margins,
    pooled,
    pooled_alphas,
    pooled_interval,
    pooled_interval_of,
    values_of,
)
from tests.methods.projects import CODES, projects

UNITS = ("character", "sentence", "turn", "document")


@given(projects(), st.sampled_from(UNITS))
def test_margins_add_up_to_the_alpha_of_all_transcripts(documents, unit):
    counts = [count(document, CODES, unit) for document in documents]
    total = sum(margins(one, CODES) for one in counts)
    found = values_of(counts, CODES)
    for code, alpha in zip(CODES, alphas(total).tolist(), strict=True):
        wanted = found[code].krippendorff_alpha
        assert np.isnan(alpha) if wanted is None else alpha == pytest.approx(wanted)
    wanted = pooled(found.values()).krippendorff_alpha
    assert np.isnan(pooled_alphas(total)[0]) if wanted is None else pooled_alphas(total)[0] == pytest.approx(wanted)


@given(projects(most=12), st.sampled_from(UNITS))
def test_margins_give_the_ranges_that_the_counts_give(documents, unit):
    counts = [count(document, CODES, unit) for document in documents]
    rows = [margins(one, CODES) for one in counts]
    assert interval_of(rows, CODES, seed=7, replicates=50) == interval(counts, CODES, seed=7, replicates=50)
    of_all = pooled_interval(counts, CODES, seed=7, replicates=50)
    assert pooled_interval_of(rows, CODES, seed=7, replicates=50) == of_all
