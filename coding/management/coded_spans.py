"""Reading coders, codes, documents and spans from JSON, as `manage.py agreement_spans` takes them."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from coding.management.bad_input import BadInput
from methods.agreement import Document, Key
from methods.spans import Span

LONGEST = 1_000_000_000  # so that 64 bits hold the places of every coder and code
Spans = dict[tuple[Key, Key], list[Span]]


@dataclass(frozen=True, slots=True)
class CodedSpans:
    """The coders and codes in their order, the documents, and what the reader should be told."""

    coders: tuple[Key, ...]
    codes: tuple[Key, ...]
    documents: list[Document]
    warnings: tuple[str, ...]


def read_spans(text: str) -> CodedSpans:
    """The study that a JSON document describes. Raises BadInput with the place, such as spans[3].end.

    Spans of a coder who did not submit the document are left out, with a warning: her work there is not finished.
    """
    study = _object(_parsed(text), "The document", ("coders", "codes", "documents", "spans"))
    coders, codes = (_keys(study[name], name) for name in ("coders", "codes"))
    told: list[str] = []
    drafts = [
        _document(one, f"documents[{at}]", coders, told)
        for at, one in enumerate(_array(study["documents"], "documents"))
    ]
    _refuse_twice([draft.key for draft in drafts], "documents")
    by_key = {draft.key: draft for draft in drafts}
    spans: dict[Key, Spans] = {draft.key: {} for draft in drafts}
    reader = _SpanReader(by_key, frozenset(coders), frozenset(codes))
    for at, one in enumerate(_array(study["spans"], "spans")):
        document, coder, code, span = reader.read(one, f"spans[{at}]")
        spans[document.key].setdefault((coder, code), []).append(span)
    documents = [replace(draft, spans=spans[draft.key]) for draft in drafts]
    return CodedSpans(coders, codes, documents, (*told, *_unsubmitted(documents)))


class _SpanReader:
    """Checks one span after the other against what there is."""

    def __init__(self, documents: Mapping[Key, Document], coders: frozenset[Key], codes: frozenset[Key]) -> None:
        self.documents, self.coders, self.codes = documents, coders, codes

    def read(self, found: Any, place: str) -> tuple[Document, Key, Key, Span]:
        """Document, coder, code and range. Raises BadInput."""
        span = _object(found, place, ("doc", "coder", "code", "start", "end"))
        document, coder, code = (_key(span[name], f"{place}.{name}") for name in ("doc", "coder", "code"))
        for name, key, known, where in (
            ("doc", document, self.documents, "documents"),
            ("coder", coder, self.coders, "coders"),
            ("code", code, self.codes, "codes"),
        ):
            if key not in known:
                message = f"{place}.{name} is {_quoted(key)}, which is not in {where}."
                raise BadInput(message)
        in_ = self.documents[document]
        start, end = _whole(span["start"], f"{place}.start"), _whole(span["end"], f"{place}.end")
        _check_range(start, end, place, in_)
        if start == end:
            message = f"{place} is empty: it starts and ends at {start}. A span covers a character at least."
            raise BadInput(message)
        return in_, coder, code, (start, end)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        message = f"Line {error.lineno}, column {error.colno}: this is not JSON ({error.msg})."
        raise BadInput(message) from error
    except RecursionError as error:
        message = "This JSON is nested too deeply to be a study."
        raise BadInput(message) from error


def _document(found: Any, place: str, coders: Sequence[Key], told: list[str]) -> Document:
    """A document without its spans yet."""
    one = _object(found, place, ("id", "length", "submitted", "units"))
    length = _whole(one["length"], f"{place}.length")
    if not 0 <= length <= LONGEST:
        message = f"{place}.length is {length}: a text has from 0 to {LONGEST:,} characters."
        raise BadInput(message)
    submitted = _keys(one["submitted"], f"{place}.submitted")
    for at, coder in enumerate(submitted):
        if coder not in coders:
            message = f"{place}.submitted[{at}] is {_quoted(coder)}, who is not in coders."
            raise BadInput(message)
    document = Document(_key(one["id"], f"{place}.id"), length, submitted, (), {})
    units = [
        _unit(unit, f"{place}.units[{at}]", document) for at, unit in enumerate(_array(one["units"], f"{place}.units"))
    ]
    empty = sum(start == end for start, end in units)
    if empty:
        told.append(f"{place}.units: {empty} without a character are left out; nobody could code them.")
    return replace(document, units=tuple(_apart(units, f"{place}.units")))


def _unit(found: Any, place: str, document: Document) -> Span:
    borders = _array(found, place)
    if len(borders) != 2:
        message = f"{place} has {len(borders)} numbers: a unit is [start, end]."
        raise BadInput(message)
    start, end = _whole(borders[0], f"{place}[0]"), _whole(borders[1], f"{place}[1]")
    _check_range(start, end, place, document)
    return start, end


def _apart(units: Sequence[Span], place: str) -> list[Span]:
    """The units that have a character, in order; those that overlap are refused."""
    ordered = sorted(unit for unit in units if unit[0] < unit[1])
    for before, after in zip(ordered, ordered[1:], strict=False):
        if after[0] < before[1]:
            message = f"{place}: [{before[0]}, {before[1]}] and [{after[0]}, {after[1]}] overlap. Units are apart."
            raise BadInput(message)
    return ordered


def _check_range(start: int, end: int, place: str, document: Document) -> None:
    if start > end:
        message = f"{place} is reversed: it starts at {start} and ends at {end}."
        raise BadInput(message)
    if start < 0 or end > document.length:
        inside = f"the {document.length} characters of document {document.key}"
        message = f"{place} goes from {start} to {end}, which is outside {inside}."
        raise BadInput(message)


def _unsubmitted(documents: Sequence[Document]) -> list[str]:
    left_out: Counter[tuple[Key, Key]] = Counter()
    for document in documents:
        for (coder, _), found in document.spans.items():
            if coder not in document.coders:
                left_out[document.key, coder] += len(found)
    return [
        f"Document {document}: {coder} did not submit it; {spans} of her spans there are left out."
        for (document, coder), spans in left_out.items()
    ]


def _object(found: Any, place: str, names: Sequence[str]) -> Mapping[str, Any]:
    if not isinstance(found, dict):
        message = f"{place} is not an object with {', '.join(names)}."
        raise BadInput(message)
    for name in names:
        if name not in found:
            message = f'{place} has no "{name}".'
            raise BadInput(message)
    return found


def _array(found: Any, place: str) -> list[Any]:
    if not isinstance(found, list):
        message = f"{place} is not a list."
        raise BadInput(message)
    return found


def _keys(found: Any, place: str) -> tuple[Key, ...]:
    keys = tuple(_key(key, f"{place}[{at}]") for at, key in enumerate(_array(found, place)))
    _refuse_twice(keys, place)
    return keys


def _key(found: Any, place: str) -> Key:
    if not isinstance(found, str | int) or isinstance(found, bool):
        message = f"{place} is {_quoted(found)}: a name or a whole number is expected."
        raise BadInput(message)
    return found


def _whole(found: Any, place: str) -> int:
    if isinstance(found, float) and found.is_integer():
        return int(found)
    if not isinstance(found, int) or isinstance(found, bool):
        message = f"{place} is {_quoted(found)}: a whole number of characters is expected."
        raise BadInput(message)
    return found


def _refuse_twice(keys: Sequence[Key], place: str) -> None:
    """The answer names keys as words, so 1 and "1" are the same."""
    twice = [key for key, times in Counter(map(str, keys)).items() if times > 1]
    if twice:
        message = f"{place} names {twice[0]} twice."
        raise BadInput(message)


def _quoted(found: Any) -> str:
    """A value as JSON shows it, cut where it is long."""
    shown = json.dumps(found, ensure_ascii=False)
    return shown if len(shown) <= 40 else f"{shown[:40]}…"
