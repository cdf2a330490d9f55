"""The library's sign-in form, with a label that says what is asked."""

from typing import Any

from allauth.account.forms import LoginForm as LibraryLoginForm
from django.utils.translation import gettext_lazy as _


class LoginForm(LibraryLoginForm):  # type: ignore[misc]  # the library has no types
    """User name or email, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or email")
        self.fields["login"].widget.attrs.update({"autocapitalize": "none", "spellcheck": "false"})
