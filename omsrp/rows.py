"""Rows of any table as JSON lines and back, with every value as it was: ids, times to the microsecond, no defaults."""

import base64
import datetime
import decimal
import json
import uuid
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, models, transaction

BATCH = 500
# A migration writes these in every new database.
MADE_BY_MIGRATIONS: tuple[type[models.Model], ...] = (ContentType, Permission)


def models_of_the_site() -> list[type[models.Model]]:
    """Every model with a table of its own, links between models included."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]  # noqa: SLF001


def fields_of(model: type[models.Model]) -> list[Any]:
    """The model's columns, without those that the database computes."""
    return [field for field in model._meta.local_concrete_fields if not field.generated]  # noqa: SLF001


def read_rows(model: type[models.Model]) -> Iterator[bytes]:
    """A table's rows as JSON arrays, one a line, in order of the primary key."""
    names = [field.attname for field in fields_of(model)]
    rows = model._base_manager.order_by("pk").values_list(*names)  # noqa: SLF001  # hides no row, as others may
    for row in rows.iterator(chunk_size=BATCH):
        yield json.dumps(row, default=_plain, ensure_ascii=False).encode() + b"\n"


def write_rows(model: type[models.Model], lines: Iterable[bytes]) -> int:
    """Insert rows read by `read_rows`; their number. Nothing is computed anew: no default, no "now"."""
    fields = fields_of(model)
    lines, total = iter(lines), 0
    size = min(BATCH, connection.ops.bulk_batch_size(fields, [None] * BATCH))
    while batch := [_object(model, fields, json.loads(line)) for line in islice(lines, size)]:
        query = models.sql.InsertQuery(model)
        query.insert_values(fields, batch, raw=True)
        query.get_compiler(connection=connection).execute_sql()
        total += len(batch)
    return total


def rows_are_there() -> list[str]:
    """Names of the tables that hold rows of somebody; empty in a fresh database."""
    return [
        model._meta.label  # noqa: SLF001
        for model in models_of_the_site()
        if model not in MADE_BY_MIGRATIONS and model._base_manager.exists()  # noqa: SLF001
    ]


def clear_rows_of_migrations() -> None:
    """Make room for the backup's own content types and permissions: their numbers may differ."""
    for model in reversed(MADE_BY_MIGRATIONS):
        model._base_manager.all().delete()  # noqa: SLF001
    ContentType.objects.clear_cache()


def reset_sequences() -> None:
    """Let the next new row of each table get a number that is free."""
    statements = connection.ops.sequence_reset_sql(no_style(), models_of_the_site())
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _object(model: type[models.Model], fields: list[Any], values: list[Any]) -> models.Model:
    return model(**{field.attname: _value(field, value) for field, value in zip(fields, values, strict=True)})


def _value(field: Any, value: Any) -> Any:
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    return field.target_field.to_python(value) if field.is_relation else field.to_python(value)


def _plain(value: Any) -> Any:
    """What JSON has no word for, as text that the field reads back."""
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, uuid.UUID | decimal.Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, datetime.timedelta):
        return str(value)
    message = f"A backup cannot hold a {type(value).__name__}."
    raise TypeError(message)
