"""The language of a request: the user's choice, then the one chosen on a public page, then the browser's."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation


def language_of(request: HttpRequest) -> str:
    chosen = getattr(request.user, "language", "") if request.user.is_authenticated else ""
    return (
        chosen
        or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        or translation.get_language_from_request(request)
    )


def user_language(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Activate the reader's language for the request."""
    known = {code for code, _ in settings.LANGUAGES}

    def middleware(request: HttpRequest) -> HttpResponseBase:
        language = language_of(request)
        with translation.override(language if language in known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response = get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response

    return middleware
