"""A reflexive study shows no coefficients, tests and intervals: on no page, in no file, no pack and no data."""

import json
import re
from collections.abc import Iterator

import pytest

from interviews.models import Member
from reports.forms.kinds import read_asked
from reports.models import Finding
from reports.queries.gate.asked import CannotAnswer
from reports.queries.kinds.kind import as_json, find
from reports.queries.kinds.registry import KINDS_OF_REPORT
from reports.queries.pack.pack import pack_of
from tests.people import client_of
from tests.reports.offices import ADDRESS
from tests.reports.talks import Talk, make_talk

NUMBERS = {
    "p", "p_holm", "low", "high", "rank_low", "rank_high", "a", "a_low", "a_high", "a_centred", "polarised", "jaccard",
    "reached", "confirmed", "shuffles", "seed", "difference",
}  # fmt: skip
# Words of statistics that none of its pages says; what it says of its own stance is taken out before.
WORDS = r"Newcombe|Fisher|Holm|Kendall|Jaccard|tau-b|95 %|\bp =|interval|van der Eijk|permutation|coefficient"


@pytest.fixture
def talk(olga: Member, karim: Member, lena: Member) -> Talk:
    return make_talk(olga, karim, lena, stance="reflexive")


def said(value: object, name: str = "") -> Iterator[tuple[str, object]]:
    """Every number of statistics in a JSON, by its name."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from said(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from said(inner, name)
    elif name in NUMBERS and value is not None:
        yield name, value


@pytest.mark.parametrize("name", KINDS_OF_REPORT)
def test_no_kind_of_report_has_a_number_of_statistics(name, talk, olga):
    kind = KINDS_OF_REPORT[name]
    asked = read_asked({"attribute": "sector"} if "attribute" in kind.asks else {}, kind, reader=olga)
    try:
        found = as_json(kind, find(kind, asked), asked)
    except CannotAnswer as error:
        pytest.fail(f"nothing to look at: {error}")
    assert [*said(found)] == []


@pytest.mark.parametrize("name", [*KINDS_OF_REPORT, "crosstab", "sample", "findings", "findings/1", "findings/2"])
def test_no_page_speaks_of_statistics(name, talk, olga):
    Finding.objects.create(
        project=talk.project,
        number=2,
        claim_en="Culture is at one.",
        basis="union",
        predicate={"op": "at_least", "cell": "culture/all", "measure": "agreement", "value": 0.5},
        author=olga,
    )
    page = client_of(olga).get(f"{ADDRESS}{name}/").content.decode()
    text = re.sub(r"<[^>]*>", " ", page.partition("<main")[2].partition("</main")[0])
    text = re.sub(r"[^.]*\breflexive\b[^.]*", "", text)
    assert re.findall(WORDS, text) == []


def test_jaccard_is_not_offered(talk, olga):
    client = client_of(olga)
    assert "Jaccard" not in client.get(f"{ADDRESS}cooccurrence/").content.decode()
    assert client.get(f"{ADDRESS}cooccurrence/?measure=jaccard").status_code == 404


def test_a_drafted_sentence_names_the_difference_and_no_interval(talk, olga):
    draft = client_of(olga).get(f"{ADDRESS}findings/new/?code=planning&attribute=sector").content.decode()
    assert "(difference 63 points)" in draft
    assert "interval" not in draft.partition("<form")[2].partition("predicate")[0]


def test_the_tables_in_the_data_have_none(talk, olga):
    tables = json.loads(client_of(olga).get(f"{ADDRESS}data/tables.json").content)
    assert [*said(tables)] == []


def test_a_pack_has_none_in_what_stands_beside_a_finding_and_in_its_methods(talk, olga):
    pack = pack_of(olga, talk.snapshot)
    lines = [line for one in pack.findings for line in one.method]
    lines += [note for table in pack.tables for note in table.general]
    assert lines
    assert [line for line in lines if re.search(WORDS, line) and "reflexive" not in line] == []
