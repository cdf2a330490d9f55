"""The mail that carries an invitation's link."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from interviews.models import Invitation

logger = logging.getLogger(__name__)


def send_invitation(invitation: Invitation, *, link: str) -> bool:
    """Send the link to the invitation's email, in the language of who invites. False when no mail went out."""
    if not settings.MAIL_IS_CONFIGURED:
        return False
    # A line break in a name would start a new header.
    project = " ".join(invitation.project.name.split())
    subject = _("Invitation to the project “%(project)s”") % {"project": project}
    body = render_to_string("interviews/team/invitation.txt", {"invitation": invitation, "link": link})
    try:
        send_mail(subject, body, None, [invitation.email])
    except (SMTPException, OSError):
        logger.exception("An invitation could not be mailed.")
        return False
    return True
