"""The demo study: fictional interviews from coding/demo, loaded as three coders would have coded them in two rounds.

What hands would do hundreds of times (a coding, each at its own minute) is written in bulk; all else goes through the
services of the application, and is then set back to its day.
"""

from enum import Enum, auto

from django.db import connection, transaction

from coding.demo import study
from coding.models import Round
from coding.services.demo.begin import KEY, PEOPLE, begin
from coding.services.demo.guide import mark_interviews, write_questions
from coding.services.demo.rounds import run_round
from coding.services.demo.words import write_memos
from interviews.models import Project

__all__ = ["KEY", "PEOPLE", "Loaded", "load_demo"]


class Loaded(Enum):
    """What became of the study: written now, there already as it is today, or there from before it had rounds."""

    NOW = auto()
    BEFORE = auto()
    OLDER = auto()


def load_demo(*, password: str) -> Loaded:
    """Load the study with its five accounts; nothing is written where it is there already, in whatever version."""
    if Project.objects.filter(key=KEY).exists():
        return Loaded.BEFORE if Round.objects.filter(project__key=KEY).exists() else Loaded.OLDER
    with transaction.atomic():
        demo = begin(password)
        write_questions(demo)
        for round_ in study.read_rounds():
            run_round(demo, round_)
        write_memos(demo)
        mark_interviews(demo)
    _know_the_tables()
    return Loaded.NOW


def _know_the_tables() -> None:
    """PostgreSQL would plan by what it knew of empty tables: minutes for what takes it milliseconds."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
