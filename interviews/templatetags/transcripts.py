"""How pages about transcripts write moments and places in a recording."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def moment(at: datetime | None) -> str:
    """When something was done, in the fewest words: today and yesterday with the hour, older days by date.

    Empty for None: nothing was done yet.
    """
    if at is None:
        return ""
    local, today = timezone.localtime(at), timezone.localdate()
    hour = date_format(local, "TIME_FORMAT")
    if local.date() == today:
        return _("today, %(hour)s") % {"hour": hour}
    if local.date() == today - timedelta(days=1):
        return _("yesterday, %(hour)s") % {"hour": hour}
    return day(at)


@register.filter
def day(at: datetime | None) -> str:
    """A day in the fewest words: today, yesterday, else the date, with its year when that is another one."""
    if at is None:
        return ""
    date, today = timezone.localtime(at).date(), timezone.localdate()
    if date == today:
        return _("today")
    if date == today - timedelta(days=1):
        return _("yesterday")
    # Translators: a date without its year, in Django's letters.
    return date_format(date, _("j M") if date.year == today.year else _("j M Y"))


@register.filter
def clock(at_ms: int | None) -> str:
    """A place in a recording as transcribers write it: 3,723,500 is "1:02:03". Empty for None: no time was given."""
    if at_ms is None:
        return ""
    minutes, seconds = divmod(at_ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
