"""Logs as JSON lines: one object a line, with the request's id; no body, no query string, no word of a transcript."""

import json
import logging
import traceback
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")

FIELDS = ("method", "path", "status", "milliseconds", "user", "job")


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object: time, level, logger, message, request id, and fields given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id.get():
            line["request"] = request_id.get()
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["error"] = places(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def places(error: BaseException | None) -> list[str]:
    """Kind and place of an error and of those that caused it. Not their messages: a database quotes the row in them."""
    lines: list[str] = []
    while error is not None:
        lines.append(type(error).__qualname__)
        lines += [
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
        ]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return lines
