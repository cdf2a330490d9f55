"""Texts never change, so a process keeps those that are being coded: to cut a passage out of a megabyte takes the
database longer than all the rest of a coding. They are kept by their hash, so a kept text is never another's.
"""

from collections import OrderedDict
from threading import Lock

from interviews.models import TranscriptText

KEPT = 16

_kept: OrderedDict[str, str] = OrderedDict()
_guard = Lock()


def text_of(text_id: int, *, sha256: str) -> str:
    """The text with this key and hash. One query, and none when it was read lately."""
    with _guard:
        if sha256 in _kept:
            _kept.move_to_end(sha256)
            return _kept[sha256]
    text = TranscriptText.objects.values_list("text", flat=True).get(pk=text_id, sha256=sha256)
    with _guard:
        _kept[sha256] = text
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return text
