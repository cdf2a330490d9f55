"""The log: one JSON object a line, with a request id; no query string and no message of an error."""

import json
import logging
from typing import Any

import pytest
from django.test import Client

from omsrp.logs import JsonLines


def line_of(record: logging.LogRecord) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(JsonLines().format(record))
    return found


@pytest.mark.django_db
def test_a_request_is_one_line_without_its_query(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", "omsrp.requests"):
        answer = client.get("/healthz?q=what+Anna+said")

    [record] = [record for record in caplog.records if record.name == "omsrp.requests"]
    line = line_of(record)
    assert (line["method"], line["path"]) == ("GET", "/healthz")
    assert "Anna" not in json.dumps(line)
    assert len(answer["X-Request-Id"]) == 12


def test_an_error_is_logged_by_kind_and_place_never_by_its_words() -> None:
    def fail() -> None:
        try:
            int("Anna said that her boss ...")
        except ValueError as error:
            raise RuntimeError("Key (text)=(Anna said that her boss ...)") from error

    try:
        fail()
    except RuntimeError as error:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "broke", None, (type(error), error, None))

    line = line_of(record)

    assert "Anna" not in json.dumps(line)
    assert line["error"][0] == "RuntimeError"
    assert "ValueError" in line["error"]
    assert any("test_logs.py" in place for place in line["error"])
