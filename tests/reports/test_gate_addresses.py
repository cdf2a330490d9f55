"""A reader who tries every address of the reports, whatever it can be asked, finds nothing of a closed cell.

The office of `offices.py`: that 2 of the 8 private participants post is closed, and nobody reads what they say of it.
"""

import re
from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone

from interviews.access import Action
from interviews.models import Member
from reports.models import ChosenQuote, Finding, SavedQuery
from reports.services.findings import Quoting, add_quote
from reports.services.snapshots import take_snapshot
from tests.people import client_of
from tests.reports.offices import WORDS
from tests.rules.addresses import Address, project_addresses

pytestmark = pytest.mark.gate
# Everything that some address of the reports can be asked about the sensitive code; what it does not know it ignores.
POSTING = (
    "code=posting&value=sector:private&code1=posting&by=sector&cell=posting:private&attribute=sector&first=posting"
    "&second=presence"
)
ALL = "attribute=sector&rows=codes&codes=all&show=passages&unit=overlap&code1=practices&by=sector&branch=practices"
STATES = ["basis=union", "basis=coder:karim&for=team", "basis=union&snapshot=1&for=public"]
KINDS = ("csv", "xlsx")


@pytest.fixture
def rita(office, rita, olga):
    """The reader, with everything there that an address could lead to: a finding with a quote, a query, a snapshot."""
    person = office.project.participants.get(pseudonym="P00")
    text = office.project.transcripts.get(title="P00").current
    span = (text.text.index(WORDS["posting"]), text.text.index(WORDS["posting"]) + len(WORDS["posting"]))
    for number, cell in ((1, "posting/sector:private"), (2, "practices/all")):
        predicate = {"op": "at_least", "cell": cell, "measure": "n", "value": 1}
        finding = Finding.objects.create(
            project=office.project, number=number, claim_en="It is so.", basis="union", predicate=predicate, author=olga
        )
        add_quote(finding, Quoting(person, text, *span), "supports", by=olga)
    ChosenQuote.objects.create(
        project=office.project,
        code=office.codes["posting"],
        participant=person,
        text=text,
        start=span[0],
        end=span[1],
        chosen_by=olga,
    )
    asked = {"conditions": [{"code": "posting"}]}
    SavedQuery.objects.create(project=office.project, name="Who posts", query=asked, author=olga)
    take_snapshot(by=olga, at=timezone.now())
    return rita


def of_reports() -> list[Address]:
    return [one for one in project_addresses() if "/reports/" in one.route]


def filled(address: Address, member: Member, kind: str = "csv") -> list[str]:
    """The address with each row that it could name: both findings, the quote, the query, the snapshot."""
    project = member.project
    values: dict[tuple[str, str], object] = {
        ("any", "kind"): kind,
        ("data", "name"): "long",
        ("snapshots", "number"): 1,
        ("queries", "uid"): SavedQuery.objects.get(project=project).uid,
        ("chosen", "pk"): ChosenQuote.objects.get(project=project).pk,
        ("quotes", "pk"): Finding.objects.get(project=project, number=1).quotes.get().pk,
        ("packs", "pk"): 1,
        ("openings", "pk"): 1,
    }
    numbers = (1, 2) if ("findings", "number") in address.places else (1,)
    return [address.filled(project.key, values | {("findings", "number"): number}) for number in numbers]


def read(client, url: str) -> str:
    """What an answer says in words, without its tags; nothing where it is refused."""
    answer = client.get(url, follow=True)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.status_code != 200:
        return ""
    if ".xlsx" in url:
        sheets = openpyxl.load_workbook(BytesIO(content))
        return "\n".join(" ".join(map(str, row)) for sheet in sheets for row in sheet.values)
    return re.sub(
        r"<[^>]*>", "", re.sub(r"<script.*?</script>|<style.*?</style>", "", content.decode("utf-8-sig", "ignore"))
    )


def leaks(said: str) -> list[str]:
    """The closed number, in words or in a row of a table, and what was said on posting."""
    found = re.findall(r"2 of 8|We post\.|P\d\d[^\n]{0,40}Laval", said)
    rows = [row for row in said.splitlines() if re.match(r"[Pp]osting\b", row)]
    return found + [row for row in rows if re.search(r"private\W+2\b|^Posting 2 ", row)]


def is_page(address: Address) -> bool:
    return ("any", "kind") not in map(address.row, address.places)


@pytest.mark.parametrize("state", STATES)
def test_no_page_of_the_reports_tells_a_reader_a_closed_cell(state, rita):
    client = client_of(rita)
    urls = [url for address in of_reports() if is_page(address) for url in filled(address, rita)]
    read_of = {
        f"{url}?{state}&{asked}": read(client, f"{url}?{state}&{asked}") for url in urls for asked in (POSTING, ALL)
    }
    assert sum(bool(said) for said in read_of.values()) > 20, "there is something to read"
    assert {url: found for url, said in read_of.items() if (found := leaks(said))} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_no_file_of_the_reports_tells_a_reader_a_closed_cell(kind, rita):
    client = client_of(rita)
    urls = [url for address in of_reports() if not is_page(address) for url in filled(address, rita, kind)]
    asked = ("basis=union&attribute=sector&code1=posting&by=sector", "for=public&attribute=sector&code=posting")
    read_of = {f"{url}?{one}": read(client, f"{url}?{one}") for url in urls for one in asked}
    assert sum(bool(said) for said in read_of.values()) > 10, "there is something to read"
    assert {url: found for url, said in read_of.items() if (found := leaks(said))} == {}


def test_the_same_addresses_tell_the_team_so_that_this_could_fail(rita, olga):
    client = client_of(olga)
    urls = [url for address in of_reports() if is_page(address) for url in filled(address, rita)]
    assert sum(bool(leaks(read(client, f"{url}?basis=union&{POSTING}"))) for url in urls) >= 5


def test_a_fragment_tells_no_more_than_its_page(rita, olga):
    url = "/projects/night-shift/reports/crosstab/?attribute=sector&basis=union&cell=posting:private"
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    assert client_of(rita).get(url, headers=headers).status_code == 404
    assert "We post" in client_of(olga).get(url, headers=headers).content.decode()


def test_what_is_not_for_readers_is_refused_with_its_reason(rita):
    guarded = {Action.SEE_DATA, Action.MAKE_PACKS, Action.EDIT_PROJECT, Action.WRITE_FINDINGS, Action.TAKE_SNAPSHOTS}
    client = client_of(rita)
    urls = [url for address in of_reports() if address.guard in guarded for url in filled(address, rita)]
    assert len(urls) > 15
    assert {client.get(url).status_code for url in urls} <= {403, 405}


def test_the_panel_of_an_open_cell_names_nobody_whom_two_attributes_would_tell(rita):
    """Four of the private are in Québec: asked for one group and then for the other, nobody is found in both."""
    client = client_of(rita)
    named = []
    for attribute, group in (("sector", "private"), ("city", "quebec")):
        page = client.get(
            f"/projects/night-shift/reports/crosstab/?attribute={attribute}&basis=union&cell=presence:{group}"
        ).content.decode()
        panel = page.partition('id="cell"')[2]
        assert "without mention" not in panel.lower()
        named.append({*re.findall(r"P\d\d", panel)})
    assert named[0]
    assert not named[0] & named[1]
