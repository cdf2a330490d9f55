"""Answers to what went wrong in the machine: a full disk is told apart from a mistake of ours."""

import errno
import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.defaults import server_error as mistake

FULL_DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT)
DISK_FULL_STATE = "53100"  # PostgreSQL's code for disk_full


def server_error(request: HttpRequest) -> HttpResponse:
    """507 with what to do where the disk is full, else 500. The transaction is undone, so nothing is half there."""
    if not is_full_disk(sys.exception()):
        return mistake(request)
    message = _("The server’s disk is full, so nothing was saved. Tell whoever runs the server, then try again.")
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"message": message}, status=507)
    return HttpResponse(render_to_string("507.html", {"message": message}), status=507)


def is_full_disk(error: BaseException | None) -> bool:
    """Whether the error, or one that caused it, says that no room is left."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in FULL_DISK_ERRORS:
            return True
        if getattr(error, "sqlstate", None) == DISK_FULL_STATE:
            return True
        if isinstance(error, OperationalError) and "disk is full" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False
