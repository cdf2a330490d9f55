"""What a lead opens past the gate: for whom, why, until it is closed again; named in files, pages and the log.

The office of `offices.py`: posting is sensitive, 2 of the 8 private and 5 of the 6 public mention it; k is 5.
"""

from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone

from coding.models import Assignment, Rating
from interviews.models import Participant, Revision
from reports.models import Declaration, DisclosureOpening
from reports.queries.pack.pack import pack_of
from reports.services.snapshots import take_snapshot
from tests.factories import make_code
from tests.people import client_of
from tests.reports.offices import ADDRESS, WORDS

pytestmark = pytest.mark.gate
OPEN = f"{ADDRESS}disclosure/open/"
CELL = {"kind": "cell", "code": "posting", "place": "sector:private"}


def read(client, address: str) -> str:
    answer = client.get(ADDRESS + address)
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode("utf-8-sig")


def opened(lead, audience: str = "readers", **what: str) -> DisclosureOpening:
    sent = {"audience": audience, "reason": "The ethics board agreed."} | what
    answer = client_of(lead).post(OPEN, sent)
    assert answer.status_code == 302, answer.content.decode()
    return DisclosureOpening.objects.latest("pk")


def notes(content: bytes) -> list[str]:
    return [str(row[0]) for row in openpyxl.load_workbook(BytesIO(content))["Notes"].values]


def test_an_opened_cell_is_shown_to_its_audience_alone_and_named_in_its_files(office, olga, rita):
    table = "crosstab/?attribute=sector&basis=union"
    assert "2 of 8" not in read(client_of(rita), table)
    opened(olga, **CELL)
    page = read(client_of(rita), table)
    assert "2 of 8" in page
    assert "“Posting” in Sector, Private" in page
    assert "The ethics board agreed." in page
    assert "2 of 8" not in read(client_of(olga), f"{table}&for=public")
    book = b"".join(client_of(rita).get(f"{ADDRESS}comparison.xlsx?attribute=sector&basis=union").streaming_content)
    assert any("Opened past the disclosure gate: “Posting” in Sector, Private. By Olga" in one for one in notes(book))


def test_closed_again_it_is_closed_and_the_log_has_both(office, olga, rita):
    one = opened(olga, **CELL)
    answer = client_of(olga).post(f"{ADDRESS}disclosure/openings/{one.pk}/close/")
    assert answer.url.endswith("disclosure/?for=readers")
    assert "2 of 8" not in read(client_of(rita), "crosstab/?attribute=sector&basis=union")
    page = read(client_of(olga), "disclosure/?for=readers")
    assert "Opened for readers: “Posting” in Sector, Private" in page
    assert "Closed again for readers: “Posting” in Sector, Private" in page
    assert "Nothing is opened" in page
    verbs = Revision.objects.filter(project=office.project).order_by("number").values_list("verb", flat=True)
    assert [*verbs] == ["disclosure.opened", "disclosure.closed"]
    client_of(olga).post(f"{ADDRESS}disclosure/openings/{one.pk}/close/")
    assert len(verbs.all()) == 2, "closing twice does nothing"


def test_the_page_leads_from_a_closed_cell_to_its_opening_and_lists_what_is_open(office, olga):
    page = read(client_of(olga), "disclosure/?for=readers&basis=union")
    assert "open=cell&amp;code=posting&amp;place=sector%3Aprivate" in page
    form = read(client_of(olga), "disclosure/?for=readers&open=cell&code=posting&place=sector:private")
    assert "Open for readers: “Posting” in Sector, Private" in form
    opened(olga, **CELL)
    assert "Close again" in read(client_of(olga), "disclosure/?for=readers")
    assert "Close again" not in read(client_of(olga), "disclosure/?for=public")


def test_nothing_is_opened_without_a_reason_nor_by_who_may_not(office, olga, karim, rita):
    answer = client_of(olga).post(OPEN, {"audience": "readers", "reason": ""} | CELL)
    assert answer.status_code == 422
    assert "This field is required" in answer.content.decode()
    for one in (karim, rita):
        assert client_of(one).post(OPEN, {"audience": "readers", "reason": "So."} | CELL).status_code == 403
    assert not DisclosureOpening.objects.exists()


@pytest.mark.parametrize(
    "what",
    [
        {"audience": "readers", "kind": "cell", "code": "nothing", "place": "all"},
        {"audience": "readers", "kind": "cell", "code": "posting"},
        {"audience": "team", "kind": "dots"},
    ],
)
def test_what_is_not_there_or_not_closed_is_not_opened(what, office, olga):
    answer = client_of(olga).post(OPEN, what | {"reason": "So."})
    assert answer.status_code == 404
    asked = "&".join(f"{name if name != 'kind' else 'open'}={value}" for name, value in what.items())
    assert client_of(olga).get(f"{ADDRESS}disclosure/?for={what['audience']}&{asked}").status_code == 404


def test_a_cell_that_an_opened_one_gives_away_is_said_to_be(office, olga):
    for place in ("sector:public", "city:quebec", "city:montreal+laval", "all"):
        opened(olga, kind="cell", code="posting", place=place)
    assert "what was opened gives it away" in read(client_of(olga), "disclosure/?for=readers&basis=union")


def test_a_code_opened_as_a_whole_is_read_and_counted_as_any_other(office, olga, rita):
    client = client_of(rita)
    assert client.get(f"{ADDRESS}passages/?code=posting").status_code == 404
    opened(olga, kind="code", code="posting")
    assert WORDS["posting"] in read(client, "passages/?code=posting").replace("<mark", "").replace("</mark>", "")
    assert "2 of 8" in read(client, "query/?code1=posting&by=sector&basis=union")
    assert "“Posting” as a whole" in read(client, "passages.csv?code=posting") or "“Posting” as a whole" in read(
        client, "passages/?code=posting"
    )


@pytest.fixture
def culture(office, karim):
    """Everybody rated by Karim."""
    code = make_code(office.project, "culture", rated="participant", scale=[{"value": n, "en": f"{n}"} for n in (1, 2)])
    for pass_ in Assignment.objects.filter(coder=karim).select_related("transcript"):
        person = Participant.objects.get(speakers__transcript=pass_.transcript)
        Rating.objects.create(assignment=pass_, participant=person, code=code, value=1 + person.pk % 2, born=1)
    return code


def test_dots_are_drawn_for_whom_they_are_opened(culture, olga, rita):
    address = "dispersion/?code=culture&attribute=sector&basis=union"
    before = read(client_of(rita), address).count("<circle")
    opened(olga, kind="dots")
    assert read(client_of(rita), address).count("<circle") == before + 14
    assert read(client_of(olga), f"{address}&for=public").count("<circle") == before


def test_rows_of_participants_that_are_opened_leave_out_what_is_closed(office, olga, rita):
    assert client_of(rita).get(f"{ADDRESS}codings.csv").status_code == 409
    opened(olga, kind="participants")
    rows = read(client_of(rita), "codings.csv")
    assert WORDS["presence"] in rows
    assert not any(WORDS[key] in rows for key in ("posting", "planning"))
    assert "Laval" not in rows, "too few share it: attributes are opened by themselves"
    assert "P00" in read(client_of(rita), "query/?code1=presence&basis=union")


def test_attributes_beside_quotes_stand_there_once_they_are_opened(office, olga, rita):
    assert "Laval" not in read(client_of(rita), "passages.csv?code=presence")
    opened(olga, kind="quotes")
    assert "Laval" in read(client_of(rita), "passages.csv?code=presence")


def test_an_opened_crossing_is_answered_where_no_group_of_it_is_small(office, olga, rita):
    address = "query/?code1=presence&value=sector:private&by=city&basis=union"
    assert "two attributes are not crossed" in read(client_of(rita), address)
    opened(olga, kind="crossings")
    assert "some of these groups have fewer than 5" in read(client_of(rita), address)
    Declaration.objects.filter(project=office.project).update(k_public=3)
    answered = read(client_of(rita), address)
    assert "some of these groups" not in answered
    assert "4 of 4" in answered, "of the private in Québec"


def test_a_pack_names_what_was_opened_for_the_public(office, olga):
    opened(olga, audience="public", kind="code", code="posting")
    pack = pack_of(olga, take_snapshot(by=olga, at=timezone.now()))
    assert any("“Posting” as a whole. By Olga" in note for note in pack.notes)
    assert any("“Posting” as a whole" in line for line in pack.closed)


def test_a_code_marked_sensitive_later_is_closed_in_earlier_snapshots_too(office, olga):
    Declaration.objects.get(project=office.project).sensitive.clear()
    take_snapshot(by=olga, at=timezone.now())
    table = "crosstab/?snapshot=1&attribute=sector&basis=union&for=public"
    assert "2 of 8" in read(client_of(olga), table)
    Declaration.objects.create(project=office.project, number=2).sensitive.set([office.codes["posting"]])
    assert "2 of 8" not in read(client_of(olga), table)


def test_readers_see_a_branch_with_a_sensitive_code_in_one_state_todays(office, olga, rita):
    take_snapshot(by=olga, at=timezone.now())
    today = read(client_of(rita), "ranking/?basis=union")
    then = read(client_of(rita), "ranking/?basis=union&snapshot=1")
    assert "9 of 14" in today, "planning"
    assert "9 of 14" not in then
    assert "8 of 14" in then, "presence"
    assert "9 of 14" not in read(client_of(rita), "ranking/?basis=union&snapshot=1&for=public")
    assert "9 of 14" in read(client_of(olga), "ranking/?basis=union&snapshot=1&for=public"), "of which packs are made"


def test_the_page_flags_what_is_shown_and_low_full_or_empty(office, olga):
    page = read(client_of(olga), "disclosure/?for=readers&basis=union")
    assert "Shown, and low, full or empty" in page
    assert "Public 2 of 6, low" in page


def test_the_page_of_disclosure_asks_the_same_whatever_is_opened(office, olga, django_assert_max_num_queries):
    for kind in ("dots", "participants", "quotes", "crossings"):
        opened(olga, kind=kind)
    with django_assert_max_num_queries(60):
        client_of(olga).get(f"{ADDRESS}disclosure/?for=readers&basis=union")
