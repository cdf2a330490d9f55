"""The kinds of long work of the reading, by name; `interviews.jobs` finds them here and runs them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coding.services.agreement import AGREEMENT, compute_agreement
from coding.services.agreement_more import MORE, compute_more
from interviews.jobs import JobFunction

JOBS: tuple[tuple[str, JobFunction], ...] = ((AGREEMENT, compute_agreement), (MORE, compute_more))
TITLES: dict[str, Promise] = {
    AGREEMENT: _("Computing the agreement of a round"),
    MORE: _("Computing sets of codes and segments"),
}
