"""A finding's predicate read from JSON, with every mistake named where it is; the language is in `methods.predicates`.

Source: docs/methods.md, claims.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Literal, get_args

from methods.predicates import Border, Exceeds, Join, Joined, Predicate, Side, Standing, Threshold, Together, exact

DEEPEST = 8
LARGEST = 10**9
Problem = Literal[
    "not_an_object", "unknown_op", "missing", "unknown_field", "not_a_name", "not_a_list", "too_few", "not_one",
    "not_a_number", "not_whole", "below_0", "not_among", "too_deep",
]  # fmt: skip
Fields = Mapping[str, object]


class BadClaim(ValueError):
    """What is wrong (`problem`) and where (`place`, such as "of[1].points")."""

    def __init__(self, problem: Problem, place: str) -> None:
        super().__init__(f"The claim is not understood at {place or 'its top'}: {problem.replace('_', ' ')}.")
        self.problem = problem
        self.place = place


def read_claim(raw: object, *, place: str = "", depth: int = 0) -> Predicate:
    """The predicate that a JSON value says. Raises BadClaim for anything else. Source: docs/methods.md, claims."""
    if not isinstance(raw, Mapping):
        raise BadClaim("not_an_object", place)
    if depth > DEEPEST:
        raise BadClaim("too_deep", place)
    for ops, read in READERS.items():
        if raw.get("op") in ops:
            return read(raw, place, depth)
    raise BadClaim("unknown_op" if "op" in raw else "missing", _at(place, "op"))


def _joined(raw: Fields, place: str, depth: int) -> Joined:
    _only(raw, {"op", "of"}, place)
    op: Join = next(name for name in get_args(Join) if name == raw["op"])
    parts = _list(raw, "of", place, least=1)
    if op == "not" and len(parts) != 1:
        raise BadClaim("not_one", _at(place, "of"))
    return Joined(
        op,
        tuple(read_claim(part, place=_at(place, f"of[{index}]"), depth=depth + 1) for index, part in enumerate(parts)),
    )


def _threshold(raw: Fields, place: str, _depth: int) -> Threshold:
    _only(raw, {"op", "cell", "measure", "value"}, place)
    op: Border = next(name for name in get_args(Border) if name == raw["op"])
    return Threshold(op, _name(raw, "cell", place), _measure(raw, place, "n"), _number(raw, "value", place))


def _exceeds(raw: Fields, place: str, _depth: int) -> Exceeds:
    """In points, for shares; or by so much of a measure."""
    left, right = _name(raw, "left", place), _name(raw, "right", place)
    if "by" in raw or "measure" in raw:
        _only(raw, {"op", "left", "right", "measure", "by"}, place)
        return Exceeds(left, right, _measure(raw, place, "n"), _positive(raw, "by", place))
    _only(raw, {"op", "left", "right", "points"}, place)
    return Exceeds(left, right, "percent", _positive(raw, "points", place))


def _standing(raw: Fields, place: str, _depth: int) -> Standing:
    _only(raw, {"op", "cell", "among", "places", "measure"}, place)
    op: Side = next(name for name in get_args(Side) if name == raw["op"])
    cell, among = _name(raw, "cell", place), _names(raw, "among", place)
    places = _positive(raw, "places", place)
    if places.denominator != 1:
        raise BadClaim("not_whole", _at(place, "places"))
    if cell not in among:
        raise BadClaim("not_among", _at(place, "cell"))
    return Standing(op, cell, among, int(places), _measure(raw, place, "n"))


def _together(raw: Fields, place: str, _depth: int) -> Together:
    _only(raw, {"op", "cells"}, place)
    return Together(_names(raw, "cells", place))


READERS: dict[tuple[str, ...], Callable[[Fields, str, int], Predicate]] = {
    get_args(Join): _joined,
    get_args(Border): _threshold,
    ("exceeds_by",): _exceeds,
    get_args(Side): _standing,
    ("together",): _together,
}


def _at(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _only(raw: Fields, known: set[str], place: str) -> None:
    """A field that is not understood is no detail: it may be what was meant."""
    for name in raw:
        if name not in known:
            raise BadClaim("unknown_field", _at(place, str(name)))


def _field(raw: Fields, name: str, place: str) -> object:
    if name not in raw:
        raise BadClaim("missing", _at(place, name))
    return raw[name]


def _name(raw: Fields, name: str, place: str) -> str:
    found = _field(raw, name, place)
    if not isinstance(found, str) or not found:
        raise BadClaim("not_a_name", _at(place, name))
    return found


def _measure(raw: Fields, place: str, default: str) -> str:
    return _name(raw, "measure", place) if "measure" in raw else default


def _list(raw: Fields, name: str, place: str, *, least: int) -> list[object]:
    found = _field(raw, name, place)
    if not isinstance(found, list):
        raise BadClaim("not_a_list", _at(place, name))
    if len(found) < least:
        raise BadClaim("too_few", _at(place, name))
    return found


def _names(raw: Fields, name: str, place: str) -> tuple[str, ...]:
    found = _list(raw, name, place, least=2)
    return tuple(_name({f"{name}[{index}]": one}, f"{name}[{index}]", place) for index, one in enumerate(found))


def _number(raw: Fields, name: str, place: str) -> Fraction:
    found = _field(raw, name, place)
    if isinstance(found, bool) or not isinstance(found, int | float) or not -LARGEST <= found <= LARGEST:
        raise BadClaim("not_a_number", _at(place, name))
    return exact(found)


def _positive(raw: Fields, name: str, place: str) -> Fraction:
    found = _number(raw, name, place)
    if found < 0:
        raise BadClaim("below_0", _at(place, name))
    return found
