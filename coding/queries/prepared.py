"""Questions that every coding asks, with their SQL written once: the ORM takes longer to write it than the database to
answer. They are built from the same querysets as all others, with marks in the places of the values.
"""

from collections.abc import Callable, Mapping
from enum import IntEnum
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from interviews.access import Sight
from interviews.models import Member, Project, Role

MOST_STRETCHES = 8


class Mark(IntEnum):
    """Stands in a queryset for a value that is known later. No constant of a query is as large."""

    READER = 2_000_000_001
    PROJECT = 2_000_000_002
    TRANSCRIPT = 2_000_000_003
    TEXT = 2_000_000_004
    START = 2_000_000_005
    END = 2_000_000_006
    STRETCHES = 2_000_000_100  # and the numbers after it


class Prepared:
    """A query's SQL, written at its first use for the database of this process."""

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self.build = build
        self.sql: tuple[str, tuple[Any, ...]] | None = None

    def rows(self, values: Mapping[int, int]) -> list[tuple[Any, ...]]:
        """The rows for these values, by mark; as the database gives them: a uid may be text, a truth a number."""
        if self.sql is None:
            self.sql = self.build().query.sql_with_params()
        sql, parameters = self.sql
        with connection.cursor() as cursor:
            cursor.execute(sql, [values.get(one, one) for one in parameters])
            return list(cursor.fetchall())


@cache
def any_reader(sight: Sight) -> Member:
    """A member of this sight with marks for keys: `visible_to` makes of him the query for all of his kind."""
    project = Project(pk=Mark.PROJECT, coders_see_each_other=sight is Sight.ALL)
    return Member(pk=Mark.READER, project=project, role=Role.CODER)
