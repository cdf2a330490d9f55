"""How often counting asks the database: never more than ten times, and for all codings once, whatever the basis."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coding.models import Asked, Question
from reports.forms.kinds import read_asked
from reports.queries.basis.basis import Basis, BasisKind
from reports.queries.kinds.registry import KINDS_OF_REPORT
from reports.queries.kinds.sample import sample_report
from reports.queries.study.source import TodaysSource
from tests.factories import make_code
from tests.reports.test_kinds import declare

MOST = 10
CODINGS = 'FROM "coding_codingstate"'


@pytest.fixture
def whole(study, karim):
    """The study with all that a report can ask for: a guide, a declaration, a rated code."""
    make_code(study.project, "culture", rated="participant", scale=[{"value": n, "en": "x"} for n in (1, 2, 3)])
    question = Question.objects.create(project=study.project, key="plan", text_en="How?", position=0)
    question.codes.set([study.planning])
    Asked.objects.create(question=question, transcript=study.anna, by=karim, answer="asked", born=1)
    declare(study.project).family.set([study.planning, study.posting])
    return study


def asked_of_the_database(work) -> list[str]:
    """Without the codebook, which a process keeps, but not within a test's transaction."""
    with CaptureQueriesContext(connection) as queries:
        work()
    return [one["sql"] for one in queries.captured_queries if 'FROM "coding_code"' not in one["sql"]]


def counting(name, reader, basis):
    kind = KINDS_OF_REPORT[name]
    return lambda: kind.find(read_asked({"basis": basis}, kind, reader=reader))


@pytest.mark.parametrize("basis", ["union", "intersection", "coder:lena"])
@pytest.mark.parametrize("name", KINDS_OF_REPORT)
def test_a_report_is_counted_in_ten_questions(name, basis, whole, olga):
    said = asked_of_the_database(counting(name, olga, basis))
    assert len(said) <= MOST, said
    assert sum(CODINGS in sql and "'coder'" in sql for sql in said) == 1


@pytest.mark.parametrize("name", KINDS_OF_REPORT)
def test_consensus_asks_for_decisions_too(name, whole, olga):
    said = asked_of_the_database(counting(name, olga, "consensus"))
    assert len(said) <= MOST + 2, said


def test_the_sample_asks_no_more_for_many_attributes(whole, olga):
    assert len(asked_of_the_database(lambda: sample_report(olga, at=whole.project.created_at))) <= MOST


def test_six_bases_are_counted_from_one_reading(whole, olga):
    source = TodaysSource(olga)
    source.study(Basis(BasisKind.UNION))
    others = [source.read_basis(key) for key in ("intersection", "majority", "coder:karim", "coder:lena")]
    said = asked_of_the_database(lambda: [source.study(basis) for basis in others])
    assert said == []
