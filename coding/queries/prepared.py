"""Readers with marks for keys, of whom `visible_to` makes the query for all of their kind."""

from functools import cache

from interviews.access import Sight
from interviews.models import Member, Project, Role
from interviews.models.prepared import Mark

MOST_STRETCHES = 8


@cache
def any_reader(sight: Sight) -> Member:
    """A member of this sight."""
    project = Project(pk=Mark.PROJECT, coders_see_each_other=sight is Sight.ALL)
    return Member(pk=Mark.READER, project=project, role=Role.CODER)
