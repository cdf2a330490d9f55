"""The gate over everything that reports publish: what readers see, what files hold, in the office of `offices.py`."""

import json
from io import BytesIO, StringIO

import docx
import openpyxl
import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from django.utils import timezone

from coding.models import Question
from interviews.models import Attribute, Speaker
from reports.document import Share
from reports.exporters.talk import files_of
from reports.exporters.talk.pdf import context as handout
from reports.forms.kinds import read_asked
from reports.models import ChosenQuote, Declaration, DisclosureOverride, Finding
from reports.queries.gate.asked import Withheld
from reports.queries.kinds.kind import as_json, find, made
from reports.queries.kinds.registry import KINDS_OF_REPORT
from reports.queries.pack.pack import pack_of
from reports.services.findings import Quoting, add_quote
from reports.services.snapshots import take_snapshot
from tests.factories import make_code, make_transcript
from tests.people import client_of
from tests.reports.conftest import done, mark
from tests.reports.offices import ADDRESS, WORDS

pytestmark = pytest.mark.gate


def published(reader, name: str, **query: str) -> dict:
    """What the page says to a reader, as the promised rows."""
    kind = KINDS_OF_REPORT[name]
    asked = read_asked({"basis": "union", **query}, kind, reader=reader, audience="readers")
    return as_json(kind, find(kind, asked), asked)


def cells(found: dict) -> dict[str, dict]:
    return {row["code"]: row["cells"] for row in found["rows"]}


def test_a_small_group_is_merged_in_every_table(office, rita):
    assert published(rita, "comparison", attribute="city")["groups"] == {"quebec": 7, "montreal+laval": 7}
    assert published(rita, "comparison", attribute="sector")["groups"] == {"private": 8, "public": 6}


def test_where_the_study_closes_small_groups_their_attribute_is_not_shown_by_group(office, rita, olga):
    Declaration.objects.update(closes_groups=True)
    assert published(rita, "comparison", attribute="sector")["groups"] == {"private": 8, "public": 6}
    with pytest.raises(Withheld, match="City"):
        published(rita, "comparison", attribute="city")
    assert "Laval" not in words(client_of(rita), "sample/")
    assert "one of their groups is too small: City" in words(client_of(olga), "disclosure/?basis=union")


def test_a_low_or_full_cell_of_a_sensitive_code_has_no_number_anywhere(office, rita):
    found = published(rita, "comparison", attribute="sector")
    row = next(row for row in found["rows"] if row["code"] == "posting")
    assert row["cells"] == {"private": {"n": None, "of": None}, "public": {"n": None, "of": None}}
    assert (row["difference"], row["low"], row["high"], row["p"], row["p_holm"]) == (None,) * 5
    assert cells(found)["presence"] == {"private": {"n": 6, "of": 8}, "public": {"n": 2, "of": 6}}
    assert {"code": "posting", "group": "sector:public"} in found["closed"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "docx", "pdf"])
def test_files_of_readers_say_closed_and_why(form, office, rita):
    content = b"".join(
        client_of(rita).get(f"{ADDRESS}comparison.{form}?attribute=sector&basis=union").streaming_content
    )
    if form == "csv":
        rows = [line for line in content.decode("utf-8-sig").splitlines() if line.startswith("posting")]
        assert all(",,," in row for row in rows)
    if form == "xlsx":
        book = openpyxl.load_workbook(BytesIO(content))
        posting = next(row for row in book.worksheets[1].values if row[0] == "Posting")
        assert posting[1:3] == ("closed", "closed")
        assert any("Closed: numbers of fewer than 5" in str(row[0]) for row in book["Notes"].values)


def test_the_team_sees_all_on_its_pages_and_the_gate_in_its_files(office, olga):
    client = client_of(olga)
    assert "2 of 8" in client.get(f"{ADDRESS}comparison/?attribute=sector&basis=union").content.decode()
    book = openpyxl.load_workbook(
        BytesIO(b"".join(client.get(f"{ADDRESS}comparison.xlsx?attribute=sector&basis=union").streaming_content))
    )
    posting = next(row for row in book.worksheets[1].values if row[0] == "Posting")
    assert posting[1:3] == ("closed", "closed")


def test_a_file_for_the_public_closes_what_the_public_may_not_see(office, olga):
    client = client_of(olga)
    team = b"".join(client.get(f"{ADDRESS}crosstab.csv?attribute=city").streaming_content).decode()
    public = b"".join(client.get(f"{ADDRESS}crosstab.csv?attribute=city&for=public").streaming_content).decode()
    assert "montreal+laval" in team  # two are under the team's k, too
    assert "montreal+laval" in public
    assert client.get(f"{ADDRESS}crosstab.csv?for=nobody").status_code == 404


def test_what_silence_means_is_in_no_file_for_a_sensitive_code_nor_for_the_public(office, olga):
    client = client_of(olga)
    team, public = (
        b"".join(client.get(f"{ADDRESS}crosstab.csv?attribute=sector{who}").streaming_content).decode("utf-8-sig")
        for who in ("", "&for=public")
    )
    (head, *lines) = team.splitlines()
    rows = [dict(zip(head.split(","), line.split(","), strict=True)) for line in lines]
    assert {row["no_mention"] for row in rows if row["code"] == "posting"} == {"closed"}
    assert "no_mention" not in public


def test_a_sensitive_code_is_in_no_rating_nor_pair_for_readers(office, rita):
    assert "posting" not in published(rita, "cooccurrence")["codes"]
    with pytest.raises(Withheld, match="sensitive"):
        published(rita, "cooccurrence", first="posting", second="planning")


CLOSED = [
    "crosstab/?attribute=sector&basis=union&cell=posting:private",
    "crosstab/?attribute=sector&basis=union&cell=practices:private",
    "crosstab/?attribute=city&basis=union&cell=planning:laval",
    "passages/?code=posting",
    "passages/?code=posting&value=sector:public",
    "passages/?code=posting&basis=consensus",
    "passages/?code=practices",
    "passages/?code=planning",
    "passages/?code=presence&value=city:laval",
    "passages.csv?code=posting",
    "passages.xlsx?code=practices",
]


@pytest.mark.parametrize("address", CLOSED)
def test_a_reader_who_tries_an_address_of_a_closed_cell_finds_nothing(address, office, rita, olga):
    assert client_of(rita).get(ADDRESS + address).status_code == 404
    seen = client_of(olga).get(ADDRESS + address)
    assert seen.status_code == 200
    if seen.streaming:
        assert b"".join(seen.streaming_content)


@pytest.mark.parametrize("address", ["codings.csv", "codings.xlsx?basis=consensus", "codings.csv?for=public"])
def test_rows_of_single_codings_are_for_the_team(address, office, rita):
    answer = client_of(rita).get(ADDRESS + address)
    assert answer.status_code == 409
    assert "this file is for the team" in answer.content.decode()


def test_no_page_of_a_reader_says_a_closed_number(office, rita):
    client = client_of(rita)
    for address in ("crosstab/", "comparison/", "crosstab/?show=passages", "comparison/?for=team", "ranking/"):
        page = client.get(f"{ADDRESS}{address}{'&' if '?' in address else '?'}basis=union&attribute=sector")
        text = page.content.decode()
        assert "2 of 8" not in text, address
        assert "passages/?code=posting" not in text
    assert "closed" in client.get(f"{ADDRESS}crosstab/?basis=union").content.decode()


def test_passages_of_open_cells_stay_open_with_what_enough_others_share(office, rita):
    client = client_of(rita)
    assert client.get(f"{ADDRESS}passages/?code=presence").status_code == 200
    lines = b"".join(client.get(f"{ADDRESS}passages.csv?code=presence").streaming_content).decode().splitlines()
    quebec = next(line for line in lines if line.startswith("P00"))
    laval = next(line for line in lines if line.startswith("P01"))
    assert ",Private," in quebec
    assert "Laval" not in "".join(lines)
    assert laval


def test_outside_the_team_the_sample_has_no_extremes_and_no_small_group(office, rita, olga):
    sizes = Attribute.objects.create(project=office.project, key="size", label_en="Size", kind="number", position=5)
    for number, person in enumerate(office.project.participants.order_by("pk")):
        person.values.create(attribute=sizes, number=3 + number * 400, born=1)
    page = client_of(rita).get(f"{ADDRESS}sample/").content.decode()
    assert "5,203" not in page
    assert "Montreal + Laval" in page
    assert "5,203" in client_of(olga).get(f"{ADDRESS}sample/").content.decode()


def test_where_fewer_than_k_are_done_nothing_is_shown(project, olga, karim, rita):
    transcript = make_transcript(project, ("A", "We plan."))
    mark(karim, transcript, make_code(project, "planning"), "We plan.")
    done(karim, transcript)
    page = client_of(rita).get(f"{ADDRESS}ranking/?basis=union").content.decode()
    assert "fewer than 5 participants" in page
    file = client_of(olga).get(f"{ADDRESS}ranking.csv?basis=union")
    assert "fewer than 3 participants" in b"".join(file.streaming_content).decode()


def test_the_same_is_closed_in_a_snapshot(office, olga, rita):
    take_snapshot(by=olga, at=timezone.now())
    kind = KINDS_OF_REPORT["comparison"]
    asked = read_asked(
        {"snapshot": "1", "attribute": "sector", "basis": "union"}, kind, reader=rita, audience="readers"
    )
    report = made(kind, asked, at=timezone.now())
    posting = next(row for row in report.tables[-1].rows if row.cells[0] == "Posting")
    assert [str(cell) for cell in posting.cells[1:3]] == ["closed", "closed"]
    assert json.dumps(as_json(kind, find(kind, asked), asked))


def test_a_finding_that_rests_on_a_closed_cell_is_not_shown_to_readers(office, olga, rita):
    for number, cell in ((1, "posting/sector:public"), (2, "presence/all")):
        predicate = {"op": "at_least", "cell": cell, "measure": "n", "value": 1}
        Finding.objects.create(
            project=office.project,
            number=number,
            claim_en=f"Claim {number}.",
            basis="union",
            predicate=predicate,
            author=olga,
        )
    client = client_of(rita)
    page = client.get(f"{ADDRESS}findings/").content.decode()
    assert "Claim 2." in page
    assert "Claim 1." not in page
    refused = client.get(f"{ADDRESS}findings/1/")
    assert (refused.status_code, "rests on numbers that are closed" in refused.content.decode()) == (409, True)
    assert client.get(f"{ADDRESS}findings/2/").status_code == 200
    assert client_of(olga).get(f"{ADDRESS}findings/1/").status_code == 200


def test_the_lead_sees_what_is_closed_and_why(office, olga, rita):
    page = client_of(olga).get(f"{ADDRESS}disclosure/?basis=union&for=readers").content.decode()
    assert "a sensitive code, and low, full or empty" in page
    assert "it would give another one away" in page
    assert "City: Montreal + Laval" in page
    assert "Smallest group: 5" in page
    assert client_of(rita).get(f"{ADDRESS}disclosure/").status_code == 403
    assert client_of(olga).get(f"{ADDRESS}disclosure/?for=nobody").status_code == 404
    menu = client_of(olga).get(f"{ADDRESS}comparison/?basis=union").content.decode()
    assert "disclosure/?basis=union&amp;report=comparison" in menu


def sent(**said: str) -> dict[str, str]:
    sent = {"report": "comparison", "query": "attribute=sector&basis=union", "form": "csv", "audience": "public"}
    return sent | {"reason": ""} | said


def test_past_the_gate_goes_a_file_with_a_reason_that_is_logged_and_printed(office, olga):
    client = client_of(olga)
    answer = client.post(f"{ADDRESS}disclosure/override/", sent(reason="The ethics board agreed.", form="xlsx"))
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    posting = next(row for row in book.worksheets[1].values if row[0] == "Posting")
    assert posting[1:3] == (2, 5)
    assert any("set aside by Olga: The ethics board agreed." in str(row[0]) for row in book["Notes"].values)
    logged = DisclosureOverride.objects.get()
    assert (logged.by, logged.address) == (olga, "comparison.xlsx?attribute=sector&basis=union")
    assert logged.audience == "public"
    page = client.get(f"{ADDRESS}disclosure/").content.decode()
    assert "The ethics board agreed." in page


@pytest.mark.parametrize(
    ("report", "query", "row"),
    [
        ("sample", "", ("Laval", 2)),
        ("crosstab", "attribute=sector&basis=union", ("Posting", 2)),
        ("comparison", "attribute=sector&basis=union", ("Posting", 2)),
        ("query", "code1=posting&by=sector&basis=union", ("Private", 2)),
        ("quotes", "attribute=sector&basis=union", ("Posting", "2 of 8")),
    ],
)
def test_every_report_can_be_taken_whole(report, query, row, quoted, olga):
    said = sent(report=report, query=query, form="xlsx", reason="Agreed.")
    answer = client_of(olga).post(f"{ADDRESS}disclosure/override/", said)
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    rows = [cells for sheet in book for cells in sheet.values]
    assert any(cells[0] == row[0] and str(cells[1]).startswith(str(row[1])) for cells in rows)
    assert any("set aside by Olga: Agreed." in str(cells[0]) for cells in rows)


def test_without_a_reason_there_is_no_file_and_no_log(office, olga, karim):
    answer = client_of(olga).post(f"{ADDRESS}disclosure/override/", sent())
    assert answer.status_code == 422
    assert "This field is required" in answer.content.decode()
    assert client_of(karim).post(f"{ADDRESS}disclosure/override/", sent(reason="Because.")).status_code == 403
    for unknown in (sent(report="nothing", reason="x"), sent(query="attribute=nothing", reason="x")):
        assert client_of(olga).post(f"{ADDRESS}disclosure/override/", unknown).status_code == 404
    assert not DisclosureOverride.objects.exists()


def words(client, address: str) -> str:
    answer = client.get(ADDRESS + address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8-sig")


QUERIES_CLOSED = [
    "code1=posting",
    "code1=practices",
    "code1=posting&says1=affirms",
    "code1=presence&op2=and&code2=posting",
    "code1=presence&op2=not&code2=posting",
    "code1=planning&op2=or&code2=listening",
    "code1=presence&value=city:laval",
    "code1=presence&value=sector:private&by=city",
]


@pytest.mark.parametrize("query", QUERIES_CLOSED)
@pytest.mark.parametrize("form", ["/", ".csv", ".docx"])
def test_a_reader_who_queries_what_is_closed_is_told_so_and_nothing_else(form, query, office, rita, olga):
    answer = client_of(rita).get(f"{ADDRESS}query{form}?basis=union&{query}")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200
    if form != ".docx":
        assert "Closed: " in content.decode("utf-8-sig")
        assert not any(said in content.decode("utf-8-sig") for said in WORDS.values())
        assert " of 14 participants" not in content.decode("utf-8-sig")
    page = client_of(olga).get(f"{ADDRESS}query/?basis=union&{query}").content.decode()
    assert " participants, " in page


def test_a_query_of_an_open_code_is_counted_by_merged_groups(office, rita, olga):
    page = words(client_of(rita), "query/?basis=union&code1=presence&by=city")
    assert "8 of 14 participants" in page
    assert "Montreal + Laval" in page
    assert "1 of 2" not in page
    assert "Laval</td>" not in page.replace("Montreal + Laval", "")
    own = words(client_of(olga), "query/?basis=union&code1=presence&by=city")
    assert "1 of 2" in own or "0 of 2" in own


def test_a_reader_reads_by_group_what_may_stand_beside_the_speaker(office, rita):
    page = words(client_of(rita), "query/?basis=union&code1=presence&value=city:quebec")
    assert "of 7 participants" in page
    assert "counted and not shown" in page
    assert "No passage answers" not in page
    assert "P00" not in page.partition("query__answer")[2]


def test_a_file_of_a_query_for_the_team_has_the_words_and_no_closed_number(office, olga):
    book = openpyxl.load_workbook(
        BytesIO(
            b"".join(client_of(olga).get(f"{ADDRESS}query.xlsx?basis=union&code1=posting&by=sector").streaming_content)
        )
    )
    said = [cell for sheet in book for row in sheet.values for cell in row]
    assert "closed" in said
    assert WORDS["posting"].rstrip(".") in " ".join(map(str, said))
    assert not any("of 8" in str(cell) or cell == 7 for cell in said)


@pytest.fixture
def quoted(office, olga):
    """A quote of P00 (private, Québec), of P13 (public, Laval) and of P08 on the sensitive code."""
    for code, name in (("presence", "P00"), ("presence", "P13"), ("posting", "P08")):
        person = office.project.participants.get(pseudonym=name)
        text = office.project.transcripts.get(title=name).current
        at = text.text.index(WORDS[code])
        ChosenQuote.objects.create(
            project=office.project,
            code=office.codes[code],
            participant=person,
            text=text,
            start=at,
            end=at + len(WORDS[code]),
            position=person.pk,
            chosen_by=olga,
        )
    return office


@pytest.mark.parametrize("form", ["/", ".csv"])
def test_kept_quotes_of_closed_codes_are_not_read_outside_the_team(form, quoted, rita, olga):
    for client, audience in ((client_of(rita), ""), (client_of(olga), "&for=public")):
        seen = words(client, f"quotes{form}?basis=union&attribute=sector{audience}")
        assert WORDS["presence"] in seen
        assert WORDS["posting"] not in seen
    assert WORDS["posting"] in words(client_of(olga), f"quotes{form}?basis=union&attribute=sector")


def test_beside_a_kept_quote_stands_no_group_that_too_few_share(quoted, rita, olga):
    lines = words(client_of(rita), "quotes.csv?basis=union&attribute=city").splitlines()[1:]
    groups = {line.split(",")[3]: line.split(",")[1] for line in lines}
    assert groups == {"P00": "", "P13": ""}
    assert "group not shown" in words(client_of(rita), "quotes/?basis=union&attribute=city")
    team = words(client_of(olga), "quotes.csv?basis=union&attribute=city").splitlines()[1:]
    assert {line.split(",")[1] for line in team} == {"quebec", "montreal+laval"}


def test_numbers_beside_kept_quotes_are_closed_in_a_file_of_the_team(quoted, olga):
    assert "2 of 8" in words(client_of(olga), "quotes/?basis=union&attribute=sector")
    content = b"".join(client_of(olga).get(f"{ADDRESS}quotes.xlsx?basis=union&attribute=sector").streaming_content)
    said = [str(cell) for sheet in openpyxl.load_workbook(BytesIO(content)) for row in sheet.values for cell in row]
    posting = next(cell for cell in said if WORDS["posting"] in cell and cell != WORDS["posting"])
    assert posting.startswith("closed")
    assert not any("2 of 8" in cell or "5 of 6" in cell for cell in said)


@pytest.fixture
def pack(office, olga):
    """A pack of the office with two findings: one on the sensitive code, one on an open cell."""
    office.project.attributes.filter(key="city").update(position=0)
    for number, cell in ((1, "posting/sector:public"), (2, "presence/all")):
        predicate = {"op": "at_least", "cell": cell, "measure": "n", "value": 1}
        Finding.objects.create(
            project=office.project,
            number=number,
            claim_en=f"Claim {number}.",
            basis="union",
            predicate=predicate,
            author=olga,
        )
    return pack_of(olga, take_snapshot(by=olga, at=timezone.now()))


def test_a_talk_pack_says_closed_in_every_table_and_shows_merged_groups(pack):
    tables = {table.number: table for table in pack.tables}
    assert [str(row.cells[0]) for row in tables[1].rows if "Laval" in str(row.cells[0])] == ["Montreal + Laval"]
    for number in (3, 4):
        posting = next(row for row in tables[number].rows if row.cells[0] == "Posting")
        assert "closed" in posting.cells
        assert not any(isinstance(cell, Share) and cell.n in {2, 5} and cell.of in {6, 8} for cell in posting.cells)
    assert "Posting" not in {row.cells[0] for row in tables[6].rows}


def test_a_talk_pack_leaves_out_findings_on_closed_cells_and_lists_what_is_closed(pack):
    assert [one.claim for one in pack.findings] == ["Claim 2."]
    listed = "\n".join(pack.closed)
    assert "Findings left out, for they rest on closed numbers: 1" in listed
    assert "Merged: City: Montreal + Laval" in listed
    assert any("Posting" in line and "Sector, Private" in line for line in pack.closed)
    assert "2 of 8" not in listed


def test_every_document_of_a_pack_lists_what_is_closed(pack):
    files = {name.rpartition("-")[2]: write for name, write in files_of(pack)}
    book, document = BytesIO(), BytesIO()
    files["tables.xlsx"](book)
    files["tables.docx"](document)
    listed = [row[0] for row in openpyxl.load_workbook(book)["Not shown"].values]
    assert listed == ["Not shown: numbers of too few people", *pack.closed]
    assert pack.closed[-1] in [paragraph.text for paragraph in docx.Document(document).paragraphs]
    assert pack.closed[-1] in render_to_string("reports/handout.html", handout(pack))


def test_no_file_of_a_pack_draws_a_closed_number(pack):
    for figure in pack.figures:
        bars = getattr(figure.figure, "bars", ())
        assert not any(share for bar in bars if bar.label == "Posting" for share in bar.shares), figure.title


def test_a_pack_of_fewer_than_k_people_is_all_closed(project, olga, karim):
    transcript = make_transcript(project, ("A", "We plan."))
    mark(karim, transcript, make_code(project, "planning"), "We plan.")
    done(karim, transcript)
    found = pack_of(olga, take_snapshot(by=olga, at=timezone.now()))
    assert {table.number for table in found.tables} == {1, 2}
    assert not found.figures
    assert "Closed: fewer than 5 participants are done under this basis." in found.closed


@pytest.mark.parametrize("address", ["data/", "data/wide.csv", "data/long.sav", "data/tables.json", "data/all.zip"])
def test_a_reader_reaches_none_of_the_data(address, office, rita, olga):
    assert client_of(rita).get(f"{ADDRESS}{address}?basis=union").status_code == 403
    assert client_of(olga).get(f"{ADDRESS}{address}?basis=union").status_code == 200


def test_the_tables_in_the_data_are_a_file_for_the_team(office, olga):
    found = json.loads(words(client_of(olga), "data/tables.json?basis=union"))
    assert found["sample"]["city"] == {"quebec": 7, "montreal+laval": 7}
    table = next(one for one in found["crosstab"] if one["attribute"] == "sector")
    posting = next(row for row in table["rows"] if row["code"] == "posting")
    assert posting["participants"] == {"private": None, "public": None}
    assert posting["passages"] == {"private": None, "public": None}
    compared = next(one for one in found["reports"]["comparison"] if one["attribute"] == "sector")
    assert {"code": "posting", "group": "sector:private"} in compared["closed"]


def called(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_a_file_of_a_command_is_for_the_team_and_its_json_says_what_the_page_says(office, tmp_path):
    asked = ("report", "night-shift", "comparison", "--attribute", "sector", "--basis", "union")
    assert cells(json.loads(called(*asked)))["posting"]["private"] == {"n": 2, "of": 8}
    assert cells(json.loads(called(*asked, "--for", "public")))["posting"]["private"] == {"n": None, "of": None}
    called(*asked, "--format", "csv", "--out", str(tmp_path / "comparison.csv"))
    crosstab = ("crosstab", "night-shift", "--attribute", "city", "--basis", "union")
    called(*crosstab, "--csv", str(tmp_path / "crosstab.csv"))
    lines = (tmp_path / "comparison.csv").read_text("utf-8-sig").splitlines()
    assert all(",,," in line for line in lines if line.startswith("posting"))
    assert "montreal+laval" in (tmp_path / "crosstab.csv").read_text("utf-8-sig")
    assert json.loads(called(*crosstab, "--json"))["groups"] == {"quebec": 7, "montreal": 5, "laval": 2}


def test_the_guides_coverage_says_nothing_of_codes_that_hang_together_with_a_sensitive_one(office, rita, olga):
    for place, key in enumerate(("posting", "practices", "planning", "presence")):
        question = Question.objects.create(project=office.project, key=key, text_en=f"{key}?", position=place)
        question.codes.set([office.codes.get(key, office.practices)])
    found = published(rita, "coverage")
    assert {row["question"]: bool(row["cells"]) for row in found["rows"]} == {
        "posting": False,
        "practices": False,
        "planning": False,
        "presence": True,
    }
    by_code = {row["code"]: row["cells"] for row in published(rita, "coverage", rows="codes")["rows"]}
    assert not by_code["posting"]
    assert by_code["presence"]["all"]["mentioned"] == 8
    page = words(client_of(rita), "coverage/?basis=union")
    assert "closed" in page
    assert "passages/?code=posting" not in page
    assert "passages/?code=posting" in words(client_of(olga), "coverage/?basis=union")


def test_two_filters_of_passages_tell_no_more_of_a_person_than_one(office, rita):
    """Four of the private are in Québec: that P00 is both may not be found by asking twice."""
    client = client_of(rita)
    assert "P00" in words(client, "passages/?code=presence&value=sector:private").partition("voice__head")[0]
    assert "P00" not in words(client, "passages.csv?code=presence&value=city:quebec")


def test_a_finding_on_two_codes_of_a_branch_with_a_closed_cell_is_not_shown(office, olga, rita):
    Finding.objects.create(
        project=office.project,
        number=1,
        claim_en="Both.",
        basis="union",
        predicate={"op": "at_least", "cell": "planning+listening/all", "measure": "n", "value": 1},
        author=olga,
    )
    assert "Both." not in words(client_of(rita), "findings/")
    assert "Both." in words(client_of(olga), "findings/")


@pytest.fixture
def said_of_practices(office, olga) -> Finding:
    """A finding on the heading, which is open, with a quote of its sensitive code."""
    predicate = {"op": "at_least", "cell": "practices/all", "measure": "n", "value": 1}
    finding = Finding.objects.create(
        project=office.project, number=1, claim_en="They do.", basis="union", predicate=predicate, author=olga
    )
    text = office.project.transcripts.get(title="P00").current
    at = text.text.index(WORDS["posting"])
    person = office.project.participants.get(pseudonym="P00")
    add_quote(finding, Quoting(person, text, at, at + len(WORDS["posting"])), "supports", by=olga)
    return finding


def test_a_finding_beside_a_sensitive_code_has_its_count_and_no_quote_nor_other_basis(said_of_practices, rita, olga):
    page = words(client_of(rita), "findings/1/")
    assert "12 of 14" in page
    assert "1 quote is not shown" in page
    assert WORDS["posting"] not in page
    assert "Bases under which it holds: 1 of 1" in page
    assert "rank" not in page.partition("Cells it rests on")[2].partition("</ul>")[0]
    team = words(client_of(olga), "findings/1/")
    assert WORDS["posting"] in team
    assert "Bases under which it holds: 3 of 3" in team


@pytest.mark.parametrize(
    "claim",
    [
        {"cell": "planning/all", "among": ["planning/all", "listening/all"], "measure": "rank"},
        {"cell": "planning/all", "among": ["planning/all", "posting/all"], "measure": "n"},
    ],
)
def test_a_claim_about_the_order_of_codes_of_which_one_is_closed_is_not_shown(claim, said_of_practices, rita):
    Finding.objects.update(predicate={"op": "among_first", "places": 1} | claim)
    assert "They do." not in words(client_of(rita), "findings/")


def test_a_pack_leaves_out_the_quotes_of_a_finding_beside_a_sensitive_code(said_of_practices, olga):
    pack = pack_of(olga, take_snapshot(by=olga, at=timezone.now()))
    assert [(one.claim, one.quotes) for one in pack.findings] == [("They do.", ())]
    assert any("1 quote is left out" in note for note in pack.notes)
    assert "Bases under which it holds: 1 of 1." in pack.findings[0].method


@pytest.mark.parametrize("address", ["query/?code1=presence", "query.csv?code1=presence", "passages/?code=presence"])
def test_titles_of_transcripts_and_names_in_them_stay_in_the_team(address, office, rita, olga):
    office.project.transcripts.filter(title="P00").update(title="Tape of Marie")
    Speaker.objects.filter(transcript__title="Tape of Marie").update(label="Marie T.")
    assert "Marie" in words(client_of(olga), address)
    for seen in (words(client_of(rita), address), words(client_of(olga), f"{address}&for=public")):
        assert WORDS["presence"].rstrip(".") in seen
        assert "Marie" not in seen


def test_a_query_asked_for_the_public_stays_so_when_its_form_is_sent(office, olga):
    page = words(client_of(olga), "query/?code1=presence&basis=union&for=public")
    assert '<input type="hidden" name="for" value="public">' in page
    assert 'name="for"' not in words(client_of(olga), "query/?code1=presence&basis=union")
    added = client_of(olga).get(f"{ADDRESS}query/?code1=presence&basis=union&for=public&add=1")
    assert "for=public" in added.url
