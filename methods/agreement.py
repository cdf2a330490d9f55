"""How far coders coded alike: the public face of the engine.

A `Document` is one transcript with its submitted work; `count` makes its sufficient statistics, `values` the
coefficients of a code over any number of them, `pooled` those of several codes, `interval` how sure they are, `runs`
the passages behind them. The parts: `continuum` (what is compared), `counts` (the sweep), `values` and `pairs` (the
coefficients), `uncertainty`, `disagreements`. Sources and examples: docs/methods.md.
"""

from methods.continuum import BadSpan, Document, Key, Unit, rolled_up
from methods.counts import Counts, Table, add, count
from methods.disagreements import Run, runs
from methods.pairs import Pair, Reason
from methods.uncertainty import (
    Range,
    alphas,
    interval,
    interval_of,
    margins,
    pooled_alphas,
    pooled_interval,
    pooled_interval_of,
)
from methods.values import Pooled, Values, pooled, values, values_of

__all__ = [
    "BadSpan",
    "Counts",
    "Document",
    "Key",
    "Pair",
    "Pooled",
    "Range",
    "Reason",
    "Run",
    "Table",
    "Unit",
    "Values",
    "add",
    "alphas",
    "count",
    "interval",
    "interval_of",
    "margins",
    "pooled",
    "pooled_alphas",
    "pooled_interval",
    "pooled_interval_of",
    "rolled_up",
    "runs",
    "values",
    "values_of",
]
