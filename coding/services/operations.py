"""What a coder's client asks for, read from JSON: one frozen object an operation, or an error that says what fails."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

QUOTE_SENT = 1_000
LONGEST_PASSAGE = 100_000
NO_UID = UUID(int=0)
KINDS = ("code", "remove", "change", "undo", "redo")


class CodingError(Exception):
    """The root of what can go wrong with an operation; its text is for the coder."""


class Invalid(CodingError):
    """The operation can't be done, whoever asks whenever: 422."""


class Conflict(CodingError):
    """The operation does not fit what is stored now: 409."""


class Submitted(Invalid):
    """The pass was submitted to a round that is open."""

    def __init__(self) -> None:
        super().__init__(_("You submitted this transcript. Take the submission back to change it."))


@dataclass(frozen=True, slots=True)
class Place:
    """A passage in code points, half-open, with the first 1,000 characters of what the client saw there."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One request of a client. What a kind does not use is None or NO_UID; `digest` tells a retry from another.

    `propose`: the new code was offered as a proposal; `new_meaning` is its definition.
    """

    op: UUID
    kind: str
    text: int
    digest: str
    uid: UUID = NO_UID
    code: int | None = None
    new_code: str | None = None
    new_meaning: str = ""
    propose: bool = False
    place: Place | None = None
    direction: str | None = None
    rating: int | None = None
    unrated: bool = False


def read_operation(body: bytes) -> Operation:
    """The operation in a request's body. Raises Invalid, naming the field, where it is not one."""
    try:
        sent = json.loads(body)
    except ValueError as error:
        raise Invalid(_("The request is not JSON.")) from error
    if not isinstance(sent, dict) or sent.get("kind") not in KINDS:
        raise Invalid(_("The request names no known kind of operation."))
    operation = Operation(
        op=_uuid(sent, "op"),
        kind=sent["kind"],
        text=_number(sent, "text"),
        digest=sha256(body).hexdigest(),
        uid=_uuid(sent, "uid") if sent["kind"] in {"code", "remove", "change"} else NO_UID,
        code=_number(sent, "code") if sent.get("code") is not None else None,
        new_code=_words(sent, "new_code"),
        new_meaning=_words(sent, "new_meaning") or "",
        propose=sent.get("propose") is True,
        place=_place(sent),
        direction=_words(sent, "direction"),
        rating=_number(sent, "rating") if sent.get("rating") is not None else None,
        unrated="rating" in sent and sent["rating"] is None,
    )
    if operation.kind == "code" and (operation.place is None or (operation.code is None) == (not operation.new_code)):
        raise Invalid(_("A coding needs a passage and one code."))
    return operation


def _place(sent: dict[str, Any]) -> Place | None:
    if "start" not in sent and "end" not in sent:
        return None
    start, end, quote = _number(sent, "start"), _number(sent, "end"), _words(sent, "quote")
    if not 0 <= start < end:
        raise Invalid(_("The passage ends before it starts."))
    if end - start > LONGEST_PASSAGE:
        raise Invalid(_("The passage is longer than 100,000 characters. Code shorter passages."))
    return Place(start, end, quote or "")


def _uuid(sent: dict[str, Any], field: str) -> UUID:
    try:
        return UUID(str(sent.get(field)))
    except ValueError as error:
        raise Invalid(_("“%(field)s” is not a uid.") % {"field": field}) from error


def _number(sent: dict[str, Any], field: str) -> int:
    value = sent.get(field)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 2**31 - 1:
        raise Invalid(_("“%(field)s” is not a whole number.") % {"field": field})
    return value


def _words(sent: dict[str, Any], field: str) -> str | None:
    value = sent.get(field)
    if value is not None and not isinstance(value, str):
        raise Invalid(_("“%(field)s” is not a text.") % {"field": field})
    return value
