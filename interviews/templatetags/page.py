"""What every page needs from its templates: the import map, icons, and a person's initials."""

import json
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

HTMX = "vendor/htmx/htmx.esm.min.js"
# What could end a script element early, written so that JSON still reads it as the same text.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def import_map(context: template.Context) -> SafeString:
    """The import map: "htmx", and "#js/<file>" for every module under static/js, each at its hashed address."""
    request = context.get("request")
    nonce = getattr(request, "csp_nonce", "")
    addresses = {"htmx": static(HTMX)} | {f"#js/{name}": static(f"js/{name}") for name in module_names()}
    text = json.dumps({"imports": addresses}).translate(ESCAPES)
    # Safe: JSON with <, > and & escaped, from our own file names.
    return format_html('<script type="importmap" nonce="{}">{}</script>', nonce, mark_safe(text))  # noqa: S308


def module_names() -> tuple[str, ...]:
    """The modules under static/js; read anew on each page while developing, once otherwise."""
    return _modules_on_disk.__wrapped__() if settings.DEBUG else _modules_on_disk()


@cache
def _modules_on_disk() -> tuple[str, ...]:
    folder = finders.find("js")
    if not folder:
        return ()
    root = Path(folder)
    return tuple(sorted(path.relative_to(root).as_posix() for path in root.rglob("*.js")))


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """One drawing of icons.svg beside its word, silent to screen readers. `size` is "16", "12" or nothing (20)."""
    classes = f"icon icon--{size}" if size else "icon"
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        classes,
        static("icons.svg"),
        name,
    )


@register.filter
def initials(user: AbstractBaseUser | AnonymousUser) -> str:
    """First letters of the first and last word of the name, for narrow screens: Hélène Gagnon is HG."""
    words = str(user).split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def file_size(size: int) -> str:
    """A file's size as people read it, in thousands: 900 bytes, 42 kB, 1.3 MB."""
    if size < 1000:
        return ngettext("%(n)s byte", "%(n)s bytes", size) % {"n": size}
    if size < 999_500:
        # Translators: kilobytes, in thousands.
        return _("%(n)s kB") % {"n": round(size / 1000)}
    # Translators: megabytes, in millions.
    return _("%(n)s MB") % {"n": number_format(round(size / 1_000_000, 1), 1)}
