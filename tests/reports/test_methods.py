"""The methods paragraph and the checklists: what the record says, blanks where it says nothing, never a guess."""

from io import BytesIO

import docx
import pytest
from django.utils import timezone, translation

from interviews.models import Member, Revision, Turn
from reports.models import ChecklistAnswer, Snapshot
from reports.queries.pack.checklists import CHECKLISTS
from reports.queries.pack.methods_words import methods_of
from reports.queries.pack.pack import pack_of
from reports.services.snapshots import take_snapshot
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
    assert filled == {"12", "16", "18", "22", "24", "25", "26", "27", "29", "30", "31", "32"}
    assert answers(talk, "coreq")["18"] == "No participant has more than one transcript."
    assert answers(talk, "coreq")["30"].startswith("1 of 1 findings hold with the counts of this snapshot; 0 rest")
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


def test_the_page_shows_both_languages_and_a_field_for_every_item(talk, olga):
    page = client_of(olga).get(ADDRESS).content.decode()
    assert 'lang="en">11 participants were' in page and 'id="words-fr"' in page
    items = [f"{key}-{item.code}" for key, _name, _source, some in CHECKLISTS for item in some]
    assert [item for item in items if f'name="{item}"' not in page] == []


def rows_of(member: Member, *, lang: str = "en") -> dict[str, str]:
    """The answers of COREQ in the document."""
    answer = client_of(member).get(f"{ADDRESS}document/?lang={lang}")
    document = docx.Document(BytesIO(answer.content))
    return {row.cells[0].text: row.cells[2].text for row in document.tables[0].rows}


def test_what_a_lead_writes_is_kept_with_an_event_and_stands_in_the_document(talk, olga, lea):
    page = client_of(lea).post(ADDRESS, {"coreq-1": "Two of us.", "coreq-12": "All agreed."}, follow=True)
    assert "2 answers are saved." in page.content.decode()
    rows = rows_of(olga)
    assert (rows["1"], rows["2"]) == ("Two of us.", "[to fill in]")
    assert rows["12"] == "11 participants were interviewed.\nAll agreed."
    event = Revision.objects.get(verb="methods.answered")
    assert (event.actor, event.summary) == (lea.user, {"items": ["coreq-1", "coreq-12"], "language": "en"})


def test_what_people_wrote_is_in_italics_and_the_record_upright(talk, olga):
    client_of(olga).post(ADDRESS, {"coreq-12": "All agreed."})
    answer = client_of(olga).get(f"{ADDRESS}document/?lang=en")
    grid = docx.Document(BytesIO(answer.content)).tables[0]
    cell = next(row.cells[2] for row in grid.rows if row.cells[0].text == "12")
    assert [bool(one.runs[0].italic) for one in cell.paragraphs] == [False, True]
    blanks = [run.text for one in docx.Document(BytesIO(answer.content)).paragraphs for run in one.runs]
    assert sum(words.startswith("[to fill in:") for words in blanks) == 5


def test_an_answer_is_changed_and_taken_away_and_what_it_was_is_not_lost(talk, olga):
    for words in ("First.", "Second.", ""):
        client_of(olga).post(ADDRESS, {"coreq-1": words})
    assert rows_of(olga)["1"] == "[to fill in]"
    assert [*ChecklistAnswer.objects.order_by("born").values_list("text", flat=True)] == ["First.", "Second."]
    assert Revision.objects.filter(verb="methods.answered").count() == 3


def test_two_who_write_at_once_do_not_undo_each_other(talk, olga, lea):
    """Both opened the page before either saved."""
    client_of(olga).post(ADDRESS, {"seen": "0", "coreq-1": "Olga’s."})
    client_of(lea).post(ADDRESS, {"seen": "0", "coreq-1": "", "coreq-2": "Lea’s."})
    assert (rows_of(olga)["1"], rows_of(olga)["2"]) == ("Olga’s.", "Lea’s.")


def test_saving_without_a_change_is_no_event(talk, olga):
    assert "Nothing was changed." in client_of(olga).post(ADDRESS, {}, follow=True).content.decode()
    assert not Revision.objects.filter(verb="methods.answered").exists()


def test_each_language_has_its_answers_and_stands_in_for_the_other(talk, olga):
    client_of(olga).post(ADDRESS, {"coreq-1": "Two of us."})
    assert rows_of(olga, lang="fr")["1"] == "Two of us."
    olga.user.language = "fr"
    olga.user.save()
    page = client_of(olga).get(ADDRESS, headers={"accept-language": "fr"}).content.decode()
    assert "Two of us." in page
    client_of(olga).post(ADDRESS, {"coreq-1": "Nous deux."}, headers={"accept-language": "fr"})
    assert (rows_of(olga, lang="fr")["1"], rows_of(olga)["1"]) == ("Nous deux.", "Two of us.")


def test_an_answer_that_is_too_long_comes_back_with_the_form(talk, olga):
    answer = client_of(olga).post(ADDRESS, {"coreq-1": "x" * 5001})
    assert answer.status_code == 422 and "x" * 5001 in answer.content.decode()


def test_a_pack_has_the_answers_as_they_were_when_its_snapshot_was_taken(talk, olga):
    client_of(olga).post(ADDRESS, {"coreq-1": "Two of us."})
    later = take_snapshot(by=olga, at=timezone.now())
    packs = [pack_of(olga, one) for one in (talk.snapshot, later)]
    assert [pack.methods.checklists[0].items[0].written for pack in packs] == ["", "Two of us."]


def test_without_a_snapshot_the_page_says_where_to_take_one(talk, olga):
    Snapshot.objects.all().delete()
    assert "/snapshots/" in client_of(olga).get(ADDRESS).content.decode()
    assert client_of(olga).get(DOCUMENT).status_code == 404


def test_methods_are_for_owners_and_leads(talk, karim, rita):
    assert [client_of(one).get(ADDRESS).status_code for one in (karim, rita)] == [403, 403]


def test_the_page_asks_few_questions(talk, olga, django_assert_max_num_queries):
    client = client_of(olga)
    client.get(ADDRESS)
    with django_assert_max_num_queries(36):  # the record in both languages, and the answers
        client.get(ADDRESS)
