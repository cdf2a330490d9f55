"""The methods paragraph and the checklists: what the record says, blanks where it says nothing, never a guess."""

from io import BytesIO

import docx
import pytest
from django.utils import translation

from interviews.models import Turn
from reports.models import Snapshot
from reports.queries.pack.checklists import CHECKLISTS
from reports.queries.pack.methods_words import methods_of
from tests.people import client_of
from tests.reports.talks import make_talk

ADDRESS = "/projects/night-shift/reports/methods/"
DOCUMENT = f"{ADDRESS}document/?lang=en"


@pytest.fixture
def talk(olga, karim, lena):
    return make_talk(olga, karim, lena)


def answers(talk, key: str) -> dict[str, str]:
    (checklist,) = (one for one in methods_of(talk.owner, talk.snapshot).checklists if one.key == key)
    return {item.code: item.answer for item in checklist.items}


def test_the_paragraph_says_what_the_record_holds(talk):
    words = methods_of(talk.owner, talk.snapshot).paragraph
    for said in (
        "11 participants were interviewed.",
        "Sample: Private (6), Public (5).",
        "2 coders count in the reports.",
        "Coded by two or more: 3 of 11 transcripts.",
        "1 round was coded without sight of others’ work (Round 1).",
        "Of 4 codes, 3 were a priori (deductive) and 1 emerged (inductive).",
        "Krippendorff’s alpha",
        f"{talk.snapshot.short_hash} (SHA-256)",
    ):
        assert said in words


def test_what_the_record_lacks_is_a_blank_and_says_what_belongs_there(talk):
    blanks = [words for words, is_blank in methods_of(talk.owner, talk.snapshot).pieces if is_blank]
    assert blanks == [
        "[to fill in: how participants were approached, and who refused]",
        "[to fill in: how long the interviews lasted]",
        "[to fill in: who interviewed and coded, with what training and relation to participants]",
        "[to fill in: how disagreements were settled]",
        "[to fill in: ethics approval and consent]",
    ]


def test_interviews_with_times_tell_how_long_they_are(talk):
    Turn.objects.update(begins_ms=30 * 60_000)
    assert answers(talk, "coreq")["21"].startswith("Interviews last 30 minutes in the median (30 to 30")
    Turn.objects.filter(text=Turn.objects.first().text).update(begins_ms=None)
    assert answers(talk, "coreq")["21"] == ""


def test_coreq_is_filled_from_the_record_and_who_did_it_is_left_to_people(talk):
    filled = {code for code, answer in answers(talk, "coreq").items() if answer}
    assert filled == {"12", "16", "22", "24", "25", "26", "27", "29", "31", "32"}
    assert answers(talk, "coreq")["12"] == "11 participants were interviewed."
    assert answers(talk, "srqr")["S15"].startswith("Coded by two or more: 3 of 11 transcripts.")
    assert answers(talk, "jars")["Q4"] == ""


def test_the_checklists_have_all_their_items():
    assert {key: len(items) for key, _name, _source, items in CHECKLISTS} == {"coreq": 32, "srqr": 21, "jars": 14}


def test_a_reflexive_study_reports_no_coefficient_and_is_not_asked_for_one(olga, karim, lena):
    talk = make_talk(olga, karim, lena, stance="reflexive")
    words = methods_of(talk.owner, talk.snapshot).paragraph
    assert "alpha" not in words and "agreement between coders" not in words


def test_the_paragraph_exists_in_french(talk):
    with translation.override("fr"):
        assert methods_of(talk.owner, talk.snapshot).paragraph.startswith("11 participant")


def test_the_page_shows_both_languages_and_a_field_for_each_open_item(talk, olga):
    page = client_of(olga).get(ADDRESS).content.decode()
    assert 'lang="en">11 participants were' in page and 'id="words-fr"' in page
    assert 'name="coreq-1"' in page and 'name="coreq-12"' not in page


def test_the_document_has_what_was_written_into_the_fields(talk, olga):
    answer = client_of(olga).post(DOCUMENT, {"coreq-1": "Two of us interviewed."})
    document = docx.Document(BytesIO(answer.content))
    rows = {row.cells[0].text: row.cells[2].text for row in document.tables[0].rows}
    assert (rows["1"], rows["2"]) == ("Two of us interviewed.", "[to fill in]")
    blanks = [run.text for one in document.paragraphs for run in one.runs if run.font.highlight_color]
    assert len(blanks) == 5
    assert client_of(olga).get(DOCUMENT).status_code == 200


def test_without_a_snapshot_the_page_says_where_to_take_one(talk, olga):
    Snapshot.objects.all().delete()
    assert "/snapshots/" in client_of(olga).get(ADDRESS).content.decode()
    assert client_of(olga).get(DOCUMENT).status_code == 404


def test_methods_are_for_owners_and_leads(talk, karim, rita):
    assert [client_of(one).get(ADDRESS).status_code for one in (karim, rita)] == [403, 403]


def test_the_page_asks_few_questions(talk, olga, django_assert_max_num_queries):
    client = client_of(olga)
    client.get(ADDRESS)
    with django_assert_max_num_queries(32):  # what is declared since, and opened past the gate, is asked each time
        client.get(ADDRESS)
