"""Statements that every request or coding sends, with their SQL written once: the ORM writes longer than the database
answers. They are built from the same querysets and models as all others, with marks in the places of the values.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import IntEnum
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, NotSupportedError, connection, connections
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler


class Mark(IntEnum):
    """Stands in a queryset for a value that is known later. No constant of a query is as large."""

    READER = 2_000_000_001
    PROJECT = 2_000_000_002
    TRANSCRIPT = 2_000_000_003
    TEXT = 2_000_000_004
    START = 2_000_000_005
    END = 2_000_000_006
    USER = 2_000_000_007
    PASS = 2_000_000_008
    STRETCHES = 2_000_000_100  # and the numbers after it


# Marks of texts; no key looks like them.
PROJECT_KEY: Final = "\N{REPLACEMENT CHARACTER}project"
SESSION_KEY: Final = "\N{REPLACEMENT CHARACTER}session"
Values = Mapping[int | str, int | str]


class Prepared:
    """A query's SQL, written at its first use for the database of this process."""

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self.build = build
        self.written: tuple[str, tuple[Any, ...], SQLCompiler, dict[int, Any]] | None = None

    def rows(self, values: Values) -> list[tuple[Any, ...]]:
        """The rows for these values, by mark."""
        sql, parameters, compiler, converters = self.written or self._write()
        with sending(sql, filled(parameters, values)) as cursor:
            found = cursor.fetchall()
        return [*map(tuple, compiler.apply_converters(found, converters))] if converters else found

    def _write(self) -> tuple[str, tuple[Any, ...], SQLCompiler, dict[int, Any]]:
        compiler = self.build().query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        self.written = (sql, tuple(parameters), compiler, converters)
        return self.written


class Insert:
    """A model's INSERT, written at its first use. `looked_up` gives the values of some fields by a query with marks."""

    def __init__(self, model: type[Model], **looked_up: Callable[[], QuerySet[Any, Any]]) -> None:
        self.fields = [field for field in model._meta.concrete_fields if not field.primary_key]  # noqa: SLF001  # public, whatever its name
        self.model, self.looked_up = model, looked_up
        self.written: tuple[str, dict[str, tuple[Any, ...]]] | None = None

    def __call__(self, row: Model, values: Values | None = None) -> None:
        """Write a new row, whose key is the database's from now on. Raises IntegrityError as `save` does."""
        sql, looked_up = self.written or self._write()
        database = connections[DEFAULT_DB_ALIAS]  # looked up once: it is another in each thread
        sent: list[Any] = []
        for field in self.fields:
            if field.name in looked_up:
                sent += filled(looked_up[field.name], values or {})
            else:
                sent.append(field.get_db_prep_save(getattr(row, field.attname), database))
        with sending(sql, sent) as cursor:
            row.pk = cursor.fetchone()[0]
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001  # as `save` leaves it

    def _write(self) -> tuple[str, dict[str, tuple[Any, ...]]]:
        quote, about = connection.ops.quote_name, self.model._meta  # noqa: SLF001
        questions = {name: build().query.sql_with_params() for name, build in self.looked_up.items()}
        places = [f"({questions[field.name][0]})" if field.name in questions else "%s" for field in self.fields]
        columns = ", ".join(quote(str(field.column)) for field in self.fields)
        sql = (  # names of our own models only
            f"INSERT INTO {quote(about.db_table)} ({columns})"  # noqa: S608
            f" VALUES ({', '.join(places)}) RETURNING {quote(str(about.pk.column))}"
        )
        self.written = (sql, {name: parameters for name, (_sql, parameters) in questions.items()})
        return self.written


def filled(parameters: tuple[Any, ...], values: Values) -> list[Any]:
    return [values.get(one, one) for one in parameters]


@contextmanager
def sending(sql: str, values: list[Any]) -> Iterator[Any]:
    """The cursor behind a statement that the database may keep planned: PostgreSQL plans it longer than it runs it."""
    database = connections[DEFAULT_DB_ALIAS]
    if database.vendor != "postgresql":
        with database.cursor() as cursor:
            cursor.execute(sql, values)
            yield cursor
        return
    from psycopg import Cursor
    from psycopg.types.numeric import Int8

    database.ensure_connection()
    driver = database.connection
    usual, driver.cursor_factory = driver.cursor_factory, Cursor  # binds on the server; Django's own does not
    try:
        cursor = database.cursor()
    finally:
        driver.cursor_factory = usual
    with cursor:
        # A plan is kept by the types of its values, and those of numbers would change with their size.
        sent = [Int8(value) if type(value) is int else value for value in values]
        try:
            cursor.execute(sql, sent)
        except NotSupportedError:
            # A migration changed a column under a kept plan. A transaction that fails forgets all plans by itself.
            if database.in_atomic_block:
                raise
            cursor.execute("DEALLOCATE ALL")
            cursor.execute(sql, sent)
        yield cursor
