"""Sentences of the libraries whose French we write ourselves: our catalogue is read before theirs.

Nothing imports this; `make messages` finds the sentences here. They must read exactly as in the library.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MONTHS = (
    pgettext_lazy("abbrev. month", "Jan."),
    pgettext_lazy("abbrev. month", "Feb."),
    pgettext_lazy("abbrev. month", "July"),
)

SIGN_IN = (
    _("The username and/or password you specified are not correct."),
    _("The email address and/or password you specified are not correct."),
    _("Please type your current password."),
    _("Too many failed login attempts. Try again later."),
    _("A user is already registered with this email address."),
    _("Username can not be used. Please use other username."),
    _("Be patient, you are sending too many requests."),
    _("Password successfully changed."),
    _("Signed out of all other sessions."),
)

SECOND_FACTOR = (
    _("Authenticator code"),
    _("Authenticator app activated."),
    _("Authenticator app deactivated."),
    _("You cannot deactivate two-factor authentication."),
    _("Use authenticator app or code"),
)

ADDRESSES = (
    _("You cannot remove your primary email address."),
    _("You cannot remove your primary email address (%(email)s)."),
    _("This email address is already associated with this account."),
    _("You cannot add more than %d email addresses."),
    _("Your primary email address must be verified."),
    _("Confirmation email sent to %(email)s."),
    _("Removed email address %(email)s."),
    _("Primary email address set."),
)

MAILS = (
    _("Hello from %(site_name)s!"),
    _("Thank you for using %(site_name)s!\n%(site_domain)s"),
    _("Password Reset Email"),
    _(
        "You're receiving this email because you or someone else has requested a password reset for your user account.\n"  # noqa: E501  # as the library writes it
        "It can be safely ignored if you did not request a password reset. Click the link below to reset your password."
    ),
    _("In case you forgot, your username is %(username)s."),
    _(
        "You are receiving this email because you, or someone else, tried to access an account with email %(email)s. "
        "However, we do not have any record of such an account in our database."
    ),
    _("This mail can be safely ignored if you did not initiate this action."),
    _("Unknown Account"),
)
