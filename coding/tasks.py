"""The kinds of long work of the reading, by name; `interviews.jobs` finds them here and runs them."""

from coding.services.agreement import AGREEMENT, compute_agreement
from interviews.jobs import JobFunction

JOBS: tuple[tuple[str, JobFunction], ...] = ((AGREEMENT, compute_agreement),)
