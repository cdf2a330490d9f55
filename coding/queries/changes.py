"""What changed in a text since a reader last looked.

A cursor counts the births and deaths of states that this reader may see: it tells nothing of anybody else's work.
States are born and die in the order of their project's revisions, so the first n of them never change.
"""

from django.db.models import Count

from coding.models import CodingState
from coding.models.codings import CodingStateQuerySet
from interviews.models import Member

LONGEST = 20  # as text; what is longer is larger than what a database counts


def cursor_of(text_id: int, *, seen_by: Member) -> str:
    """Where this reader is now in the history of the text."""
    counted = _seen(text_id, seen_by).aggregate(births=Count("pk"), deaths=Count("died"))
    return f"{counted['births']}-{counted['deaths']}"


def changes_since(cursor: str, text_id: int, *, seen_by: Member) -> tuple[tuple[int, int], ...]:
    """The stretches of the text whose codings changed since; all that was ever coded for an unreadable cursor."""
    births, deaths = _read(cursor)
    seen = _seen(text_id, seen_by)
    born = seen.order_by("born", "pk").values_list("start", "end")[births:]
    died = seen.filter(died__isnull=False).order_by("died", "pk").values_list("start", "end")[deaths:]
    return (*born, *died)


def _seen(text_id: int, seen_by: Member) -> CodingStateQuerySet:
    return CodingState.objects.visible_to(seen_by).filter(text=text_id)


def _read(cursor: str) -> tuple[int, int]:
    births, _, deaths = cursor.partition("-")
    readable = births.isdecimal() and deaths.isdecimal() and len(cursor) < LONGEST
    return (int(births), int(deaths)) if readable else (0, 0)
