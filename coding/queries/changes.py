"""What changed in a text since a reader last looked.

A cursor counts the births and deaths of states that this reader may see: it tells nothing of anybody else's work.
States are born and die in the order of their project's revisions, so the first n of them never change, as long as the
reader sees as much: a cursor names whose work it counts, and another's is begun anew.
"""

from django.db.models import Count

from coding.models import CodingState
from coding.models.codings import CodingStateQuerySet
from interviews.access import sight_of
from interviews.models import Member

LONGEST = 20  # as text; what is longer is larger than what a database counts


def cursor_of(text_id: int, *, seen_by: Member) -> str:
    """Where this reader is now in the history of the text."""
    counted = _seen(text_id, seen_by).aggregate(births=Count("pk"), deaths=Count("died"))
    return f"{counted['births']}-{counted['deaths']}-{_whose(seen_by)}"


def changes_since(cursor: str, text_id: int, *, seen_by: Member) -> tuple[tuple[int, int], ...]:
    """The stretches of the text whose codings changed since; all that was ever coded for an unreadable cursor."""
    births, deaths = _read(cursor, _whose(seen_by))
    seen = _seen(text_id, seen_by)
    born = seen.order_by("born", "pk").values_list("start", "end")[births:]
    died = seen.filter(died__isnull=False).order_by("died", "pk").values_list("start", "end")[deaths:]
    return (*born, *died)


def _seen(text_id: int, seen_by: Member) -> CodingStateQuerySet:
    return CodingState.objects.visible_to(seen_by).filter(text=text_id)


def _whose(seen_by: Member) -> str:
    return sight_of(seen_by).name.lower()


def _read(cursor: str, whose: str) -> tuple[int, int]:
    births, deaths, counted, *_more = [*cursor.split("-"), "", ""]
    readable = births.isdecimal() and deaths.isdecimal() and counted == whose and len(cursor) < LONGEST
    return (int(births), int(deaths)) if readable else (0, 0)
