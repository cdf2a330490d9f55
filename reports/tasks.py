"""The kinds of long work of the reports, by name; `interviews.jobs` finds them here and runs them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interviews.jobs import JobFunction
from reports.queries.pack.packs import PACK
from reports.services.packs import make_pack

JOBS: tuple[tuple[str, JobFunction], ...] = ((PACK, make_pack),)
TITLES: dict[str, Promise] = {PACK: _("Making a talk pack")}
COUNTS: dict[str, Promise] = {PACK: _("%(done)s of %(total)s files")}
