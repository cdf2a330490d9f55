"""The kinds of long work of this app, by name; `interviews.jobs` finds them here and runs them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interviews.jobs import JobFunction
from interviews.queries.uploads import IMPORT
from interviews.services.uploads import import_uploads

JOBS: tuple[tuple[str, JobFunction], ...] = ((IMPORT, import_uploads),)
TITLES: dict[str, Promise] = {IMPORT: _("Importing transcripts")}
