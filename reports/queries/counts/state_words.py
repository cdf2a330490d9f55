"""The words for how a participant stands to a code."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from methods.coverage import State


def state_words() -> dict[State, str]:
    """Each state as tables and panels say it."""
    return {
        State.MENTIONED: pgettext("a code, by a participant", "mentioned"),
        State.DENIED: pgettext("a code, by a participant", "denied"),
        State.ASKED: _("asked, no mention"),
        State.NOT_ASKED: _("not asked"),
        State.NOT_LOOKED_FOR: _("not looked for"),
        State.SILENT: _("no mention"),
    }
