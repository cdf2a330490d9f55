"""The kinds of long work of this app, by name; `interviews.jobs` finds them here and runs them."""

from interviews.jobs import JobFunction
from interviews.queries.uploads import IMPORT
from interviews.services.uploads import import_uploads

JOBS: tuple[tuple[str, JobFunction], ...] = ((IMPORT, import_uploads),)
