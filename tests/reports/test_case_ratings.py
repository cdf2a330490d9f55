"""Case ratings in the table of codes by attribute: a rating alone is a mention too."""

import pytest

from coding.models import Assignment, Code, Rating
from interviews.models import Member
from reports.queries.basis.basis import read_basis
from reports.queries.counts.cell import Voice, cell
from reports.queries.counts.crosstab import CrosstabRow, crosstab
from reports.queries.study.groups import attribute_of
from tests.factories import make_code
from tests.people import client_of
from tests.reports.conftest import mark


@pytest.fixture
def culture(study) -> Code:
    scale = [{"value": 1, "en": "low"}, {"value": 2, "en": "high"}]
    return make_code(study.project, "culture", rated="participant", scale=scale)


def rate(coder: Member, study, code: Code, value: int) -> None:
    """Anna's place on the code's scale."""
    pass_ = Assignment.objects.get(coder=coder, transcript=study.anna)
    Rating.objects.create(assignment=pass_, participant=study.people["Anna"], code=code, value=value, born=1)


def row(reader: Member, code: Code, basis: str = "union") -> CrosstabRow:
    found = crosstab(reader, attribute=attribute_of(reader, "sector"), basis=read_basis(basis, reader=reader))
    return next(row for row in found.rows if row.node.key == code.key)


def voices(reader: Member, code: Code, basis: str = "union") -> tuple[Voice, ...]:
    basis_ = read_basis(basis, reader=reader)
    return cell(reader, attribute=attribute_of(reader, "sector"), basis=basis_, code=code.key, group="private").voices


def test_a_case_rating_is_a_mention_without_a_passage(study, culture, olga, karim):
    rate(karim, study, culture, 2)
    assert row(olga, culture).participants == {"private": 1, "public": 0}
    assert row(olga, culture).passages == {"private": 0, "public": 0}
    (voice,) = voices(olga, culture)
    assert [(hand.initials, hand.says) for hand in voice.ratings] == [("KA", "2 high")]
    assert (voice.passages, voice.count, voice.apart) == ((), 0, False)


def test_for_the_intersection_every_coder_must_rate_or_code(study, culture, olga, karim, lena, lea):
    rate(karim, study, culture, 2)
    rate(lea, study, culture, 1)  # does not count in reports
    assert row(olga, culture, "intersection").total == 0
    mark(lena, study.anna, culture, "We listen.")
    assert row(olga, culture, "intersection").total == 1
    assert row(olga, culture, "coder:karim").total == 1
    assert row(olga, study.planning, "intersection").total == 1  # nobody rates it: as before


def test_a_rating_counts_once_its_pass_is_done_and_for_those_who_see_it(study, culture, olga, karim, lena):
    rate(karim, study, culture, 2)
    assert row(lena, culture).total == 0
    Assignment.objects.filter(coder=karim, transcript=study.anna).update(done_at=None)
    assert row(olga, culture).total == 0


def test_the_cell_tells_who_is_rated_without_a_passage(study, culture, olga, karim):
    rate(karim, study, culture, 2)
    page = client_of(olga).get("/projects/night-shift/reports/crosstab/?cell=culture:private").content.decode()
    assert "without passage" in page
    assert "2 high" in page
