"""Middleware that knows no domain word: one log line a request, with an id that the answer carries too."""

import logging
import re
import time
from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponseBase

from omsrp.health import health
from omsrp.logs import request_id

logger = logging.getLogger("omsrp.requests")
# Invitations and password resets carry their secret in the path; whatever is as long may be one.
SECRET = re.compile(r"/[^/]{32,}")


def request_log(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Log method, path, status and duration of each request; the path without its query string and its secrets."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        token = request_id.set(uuid4().hex[:12])
        started = time.perf_counter()
        try:
            response = get_response(request)
            response["X-Request-Id"] = request_id.get()
            milliseconds = round((time.perf_counter() - started) * 1000, 1)
            logger.info(
                "request",
                extra={
                    "method": request.method,
                    "path": SECRET.sub("/…", request.path),
                    "status": response.status_code,
                    "milliseconds": milliseconds,
                },
            )
            return response
        finally:
            request_id.reset(token)

    return middleware


def healthz(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer /healthz before hosts, TLS and sessions are looked at: probes come by number and without a cookie."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return health() if request.path == "/healthz" else get_response(request)

    return middleware
