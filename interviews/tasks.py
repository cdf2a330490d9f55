"""The kinds of long work of this app, by name; `interviews.jobs` finds them here and runs them."""

from interviews.jobs import JobFunction

JOBS: tuple[tuple[str, JobFunction], ...] = ()
