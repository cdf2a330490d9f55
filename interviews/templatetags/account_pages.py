"""What the pages of the account need beyond the library's own context."""

import re

from django import forms, template
from django.utils.translation import gettext as _

register = template.Library()

# The first that fits; Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    (r"iPhone|iPad", "iOS"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"Mac OS X|Macintosh", "macOS"),
    (r"CrOS", "ChromeOS"),
    (r"Linux", "Linux"),
)


@register.filter
def without_placeholders(form: forms.BaseForm) -> forms.BaseForm:
    """The form with labels alone: the library repeats each label as a placeholder, which hides what is typed where."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    return form


@register.filter
def browser_name(user_agent: str) -> str:
    """ "Firefox on Linux" from what the browser says of itself; enough to recognise one's own."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for pattern, name in SYSTEMS if re.search(pattern, user_agent)), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown browser")
