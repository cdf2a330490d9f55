"""Queries of codes: answered by hand on the study of conftest.py, the same in files, saved under names, blind."""

from io import BytesIO
from urllib.parse import parse_qs, urlparse

import docx
import pytest

from coding.models import Memo
from interviews.models import Member, Revision
from reports.models import SavedQuery
from reports.queries.query.query import Condition, Query, as_address, as_document, read_query
from tests.disagreements import make_round
from tests.people import client_of
from tests.reports.conftest import mark
from tests.reports.test_exports import fetch, printed, rows_of, words_of, workbook

REPORTS = "/projects/night-shift/reports/"
URL = f"{REPORTS}query/"
POSTING_NEAR_PLANNING = "code1=posting&op2=near&code2=planning&turns2=0"


def shown(member: Member, query: str) -> str:
    answer = client_of(member).get(f"{URL}?basis=union&{query}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def found(member: Member, query: str, *, basis: str = "union") -> list[tuple[str, str]]:
    """Who says what, as the file for scripts has it."""
    rows = rows_of(fetch(member, f"query.csv?basis={basis}&{query}"))
    return [(row["participant"], row["quote"]) for row in rows]


@pytest.mark.parametrize(
    ("query", "answers"),
    [
        ("code1=planning", [("Anna", "We plan each week. We post")]),
        ("code1=planning&op2=and&code2=posting", [("Anna", "We post")]),
        ("code1=presence&op2=or&code2=planning", [("Anna", "We plan each week. We post")]),
        ("code1=planning&op2=not&code2=posting", []),
        ("code1=presence&op2=not&code2=posting", [("Anna", "We plan"), ("Anna", " each week.")]),
        ("code1=presence&op2=within&code2=planning", [("Anna", "We plan"), ("Anna", " each week.")]),
        (POSTING_NEAR_PLANNING, [("Anna", "We post each day.")]),
        ("code1=presence&op2=or&code2=posting&op3=and&code3=planning&says3=denies", []),
        ("code1=posting&says1=denies", [("Anna", "We post each day.")]),
        ("code1=posting&value=sector:public", [("Bruno", "post at night.\nI never")]),
    ],
)
def test_a_query_is_answered_from_left_to_right(query, answers, study, olga):
    assert found(olga, query) == answers


def test_a_passage_of_two_counts_for_each_and_a_branch_for_its_codes(study, olga):
    people = [person for person, _words in found(olga, "code1=practices")]
    assert people == ["Anna", "Bruno", "Dora"]
    page = shown(olga, "code1=practices&by=sector")
    assert "3 of 3 participants, 2 passages" in page
    assert "Also said by Dora" in page


def test_the_answer_is_counted_by_the_groups_of_an_attribute(study, olga):
    book = workbook(fetch(olga, "query.xlsx?basis=union&code1=posting&by=sector"))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=2)]
    assert rows == [["All", 3, 2], ["Private", 1, 1], ["Public", 1, 1]]


def test_under_a_shared_basis_the_stretches_count(study, olga):
    assert found(olga, "code1=planning", basis="intersection") == [("Anna", "plan each week.")]
    assert found(olga, "code1=planning&op2=and&code2=posting", basis="intersection") == []


def test_a_round_asks_for_its_transcripts_and_a_memo_for_a_memo(study, olga, karim):
    noted = mark(karim, study.group, study.posting, "I never post.")
    Memo.objects.create(project=study.project, author=karim, text="Does she?", on_coding=noted.coding)
    assert found(olga, "code1=posting&memo=yes") == [
        ("Bruno", "post at night.\nI never post."),
        ("Dora", "post at night.\nI never post."),
    ]
    assert "Does she?" in shown(olga, "code1=posting&memo=yes")
    round_ = make_round(study.project)
    study.anna.assignments.filter(coder=karim).update(round=round_)
    assert found(olga, f"code1=posting&round={round_.number}") == [("Anna", "We post each day.")]


def test_the_sentence_says_what_is_asked(study, olga):
    page = shown(olga, f"{POSTING_NEAR_PLANNING}&says1=denies&value=sector:private&memo=yes")
    assert (
        "Passages on “Posting” (denies), at most 0 turns from a passage on “Planning”, "
        "said by participants of the group “Private” (Sector), with a memo." in page
    )


def test_every_passage_leads_to_its_place(study, olga):
    uid = study.planning.states.visible_to(olga).filter(coding__coder__user__username="karim").first().coding.uid
    assert f"/transcripts/{study.anna.pk}/code/?coding={uid}" in shown(olga, "code1=planning&op2=within&code2=planning")


def test_conditions_are_added_and_removed_without_a_script(study, olga):
    client = client_of(olga)
    more = client.get(f"{URL}?basis=union&code1=planning&op2=not&code2=posting&turns2=1&add=1")
    assert parse_qs(urlparse(more["Location"]).query)["rows"] == ["3"]
    assert 'name="code3"' in client.get(more["Location"]).content.decode()
    fewer = client.get(f"{URL}?basis=union&code1=planning&op2=not&code2=posting&remove=1")
    assert parse_qs(urlparse(fewer["Location"]).query) == {"basis": ["union"], "code1": ["posting"], "rows": ["1"]}


def test_what_is_missing_is_said_and_the_rest_can_be_asked(study, olga):
    page = shown(olga, "code1=planning&op2=and&code2=old&op3=or&code3=nothing&value=sector:south&by=city&round=9")
    for words in (
        "The code “Old” is archived.",
        "There is no code “nothing” any more.",
        "“Sector” has no group “south” any more.",
        "There is no attribute “city”",
        "There is no round 9",
    ):
        assert words in page
    assert "?code1=planning&amp;basis=union" in page
    assert client_of(olga).get(f"{REPORTS}query.csv?code1=old").status_code == 404
    assert client_of(olga).get(f"{REPORTS}query.csv").status_code == 404
    assert client_of(olga).get(f"{URL}?basis=nobody").status_code == 404


def test_an_empty_form_has_examples_of_the_studys_own_codes(study, olga):
    assert "Passages on “Posting”, where “Planning” is marked too." in shown(olga, "")


def test_an_empty_project_leads_to_its_codebook(project, olga):
    assert "A query needs codes" in client_of(olga).get(URL).content.decode()


def test_the_document_and_the_pdf_have_the_sentence_the_counts_and_the_words(study, olga):
    document = fetch(olga, "query.docx?basis=union&code1=posting&by=sector")
    sheet = printed(fetch(olga, "query.pdf?basis=union&code1=posting&by=sector"))
    for words in (words_of(document), sheet):
        assert "Passages on “Posting”." in words
        assert "3 of 3 participants, 2 passages" in words
        assert "We post each day." in words
    assert "Private 1 of 1 1" in sheet
    (table,) = docx.Document(BytesIO(document)).tables
    assert [cell.text for cell in table.rows[2].cells] == ["Private", "1 of 1", "1"]


def test_a_page_asks_few_questions_however_many_passages(study, olga, karim, django_assert_max_num_queries):
    client = client_of(olga)
    query = f"{URL}?basis=consensus&code1=practices&op2=or&code2=presence&memo=&by=sector&value=sector:private&round="
    client.get(query)
    with django_assert_max_num_queries(38):
        client.get(query)
    for _ in range(5):
        mark(karim, study.anna, study.posting, "We listen.")
    with django_assert_max_num_queries(38):
        client.get(query)


@pytest.mark.parametrize(
    "query",
    [
        Query(),
        Query((Condition("a"),)),
        Query(
            (Condition("a", "", "denies"), Condition("b", "near", "", 3), Condition("a", "not")), "x:y", 2, True, "x"
        ),
    ],
)
def test_an_address_and_a_document_say_the_same_query(query):
    assert read_query(as_address(query)) == query
    assert read_query(as_document(query)) == query


@pytest.mark.parametrize(
    "said",
    [
        {"code1": "a", "op2": "xor", "code2": "b", "turns2": "-1", "says2": "maybe"},
        {"conditions": [{"code": "a"}, "b", {"op": "not"}, {"code": "b", "operator": ["not"], "turns": 1e9}]},
    ],
)
def test_what_is_no_operator_or_number_is_the_usual_one(said):
    assert read_query(said) == Query((Condition("a"), Condition("b", "and")))


def save(member: Member, name: str, **fields: str) -> SavedQuery:
    sent = {"code1": "posting", "basis": "union", "name": name, **fields}
    assert client_of(member).post(f"{REPORTS}queries/save/", sent).status_code == 302
    return SavedQuery.objects.visible_to(member).get(name=name)


def test_a_query_is_saved_opened_changed_and_renamed(study, olga, rita):
    saved = save(olga, "Who posts")
    client = client_of(olga)
    opened = client.get(f"{REPORTS}queries/{saved.uid}/", follow=True)
    assert "Who posts" in opened.content.decode()
    assert "We post each day." in opened.content.decode()
    client.post(f"{REPORTS}queries/{saved.uid}/change/", {"code1": "planning", "basis": "union"})
    client.post(f"{REPORTS}queries/{saved.uid}/rename/", {"name": "Who plans"})
    saved.refresh_from_db()
    assert (saved.name, read_query(saved.query)) == ("Who plans", Query((Condition("planning"),)))
    assert "Passages on “Planning”." in client_of(rita).get(f"{REPORTS}queries/").content.decode()
    verbs = Revision.objects.filter(verb__startswith="query.").order_by("number").values_list("verb", flat=True)
    assert [*verbs] == ["query.saved", "query.changed", "query.renamed"]


def test_a_saved_query_is_deleted_and_comes_back(study, olga):
    saved = save(olga, "Who posts")
    client = client_of(olga)
    gone = client.post(f"{REPORTS}queries/{saved.uid}/delete/")
    assert client.get(f"{REPORTS}queries/{saved.uid}/").status_code == 404
    assert "“Who posts” is deleted." in client.get(gone["Location"]).content.decode()
    assert client.post(f"{REPORTS}queries/{saved.uid}/restore/").status_code == 302
    assert client.get(f"{REPORTS}queries/{saved.uid}/").status_code == 302


@pytest.mark.parametrize("fields", [{"name": ""}, {"name": "x" * 121}, {"code1": "", "name": "Nothing"}])
def test_without_a_name_or_a_code_nothing_is_saved(fields, study, olga):
    client_of(olga).post(f"{REPORTS}queries/save/", {"code1": "posting", "basis": "union", **fields})
    assert not SavedQuery.objects.exists()


def test_a_saved_query_of_an_archived_code_says_so_in_the_list(study, olga):
    save(olga, "Old ways", code1="old")
    assert "The code “Old” is archived." in client_of(olga).get(f"{REPORTS}queries/").content.decode()


def test_a_coder_sees_her_own_queries_and_her_own_answer(study, olga, karim, lena):
    saved = save(olga, "Who posts")
    own = save(lena, "My posts")
    assert client_of(lena).get(f"{REPORTS}queries/{saved.uid}/").status_code == 404
    assert client_of(karim).get(f"{REPORTS}queries/{own.uid}/").status_code == 404
    assert "My posts" in client_of(olga).get(f"{REPORTS}queries/").content.decode()
    assert found(lena, "code1=posting&basis=union") == [("Anna", "We post each day.")]
    assert "Only your own codings are counted" in shown(lena, "code1=posting")


def test_a_coder_does_not_change_anothers_query_where_she_sees_it(study, olga, karim):
    saved = save(olga, "Who posts")
    study.project.coders_see_each_other = True
    study.project.save()
    assert client_of(karim).get(f"{REPORTS}queries/{saved.uid}/").status_code == 302
    assert client_of(karim).post(f"{REPORTS}queries/{saved.uid}/rename/", {"name": "Mine"}).status_code == 403
