"""A blind coder's site is the same, byte for byte, whether or not the others have worked."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import transaction
from django.test import Client

from coding.models import Assignment, Code, Coding, CodingState, Memo, Rating
from interviews.models import Member, Project, Revision, Speaker
from interviews.services.revisions import record
from tests.people import client_of
from tests.rules.addresses import Study, addresses, make_coding, make_proposal, make_study

ASKED = {
    "passages_export": "?code=planning",
    "passages": "?code=planning",
    "query_export": "?code1=planning",
    "query": "?code1=planning",
    "crosstab": "?attribute=sector&basis=union&cell=planning:private",
    "changes": "?since=0-0",
}
# A PDF is made of the same report as these.
FORMATS = ("csv", "xlsx", "docx")
# What differs between two answers to the same question: forgery tokens, script nonces, ids of requests, form ids.
CHANCE = re.compile(
    rb'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"|name="(?:op|uid)" value="[-0-9a-f]+"'
    rb'|csrf-token" content="\w+"'
)
HEADERS = ("Content-Type", "Content-Length", "ETag", "Last-Modified", "Content-Disposition", "HX-Trigger", "Location")
FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial"}
Answer = tuple[int, dict[str, str], bytes]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def study(project: Project, olga: Member, lea: Member, karim: Member, lena: Member) -> Study:
    """Lena has coded a passage and is done; nobody else has begun."""
    made = make_study(project, olga, lena)
    Project.objects.filter(pk=project.pk).update(created_at=NOON)
    return made


def karim_works(karim: Member, study: Study) -> Coding:
    """All that a coder can leave behind: a coding with a memo, a proposal, a rating, done, and revisions."""
    planning, culture = Code.objects.get(key="planning"), Code.objects.get(key="culture")
    coding = make_coding(karim, study.transcript, planning, start=8, end=40)
    make_coding(karim, study.transcript, planning, start=5, end=9)
    make_coding(karim, study.transcript, make_proposal(karim, "kept to himself").code, start=6, end=12)
    CodingState.objects.filter(coding=coding).update(direction="denies")
    anna = Speaker.objects.get(transcript=study.transcript, role="participant").participant
    Rating.objects.create(assignment=coding.assignment, participant=anna, code=culture, value=1, born=9)
    Memo.objects.create(project=karim.project, author=karim, text="kept to myself", on_coding=coding)
    Memo.objects.create(project=karim.project, author=karim, text="kept to myself, too")
    with transaction.atomic():
        record(karim.project, actor=karim.user, verb="coding.made", transcript=study.transcript)
    return coding


def what_is_shown(reader: Member, study: Study, *, at: str = "") -> dict[str, Answer]:
    """Each answer to a GET of this reader, or those of the addresses that `at` is found in."""
    return dict(each_answer(reader, study, at=at))


def each_answer(reader: Member, study: Study, *, at: str = "") -> Iterator[tuple[str, Answer]]:
    """The same, one after the other; only of addresses that the expression `at` is found in. A page that is shown is
    asked for its fragment, too.
    """
    client = client_of(reader)
    for address in addresses():
        if address.places and not address.is_of_a_project or address.route.startswith("accounts/"):
            continue
        of_a_kind = "kind" in address.route
        for kind in FORMATS if of_a_kind else ("",):
            values = study.values | {place: kind for place in study.values if place[1] == "kind"}
            url = address.filled(study.project.key, values) + ASKED.get(address.name, "")
            if not re.search(at, url):
                continue
            page = answer(client, url, {})
            yield f"{url} ", page
            if page[0] == HTTPStatus.OK and not of_a_kind:
                yield f"{url} fragment", answer(client, url, FRAGMENT)


def answer(client: Client, url: str, headers: dict[str, str]) -> Answer:
    """Status, telling headers, body without what is left to chance."""
    given = client.get(url, headers=headers)
    body = b"".join(given.streaming_content) if given.streaming else given.content
    told = {name: given.headers[name] for name in HEADERS if name in given.headers}
    if body.startswith(b"PK"):
        told.pop("Content-Length", None)  # a packed file carries the time of its packing
        body = unpacked(body)
    return given.status_code, told, CHANCE.sub(b"", body)


def unpacked(file: bytes) -> bytes:
    """The parts of an Office file but for its properties, which hold the time."""
    with ZipFile(BytesIO(file)) as archive:
        return b"".join(archive.read(name) for name in sorted(archive.namelist()) if not name.startswith("docProps/"))


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


def test_lena_sees_the_same_whether_karim_worked_or_not(
    karim: Member, lena: Member, study: Study, at_noon: None
) -> None:
    before = what_is_shown(lena, study)
    karim_works(karim, study)
    after = what_is_shown(lena, study)
    assert [url for url in before if before[url] != after[url]] == []
    assert len([one for one in before.values() if one[0] == 200]) > 20  # it is pages that were compared


def test_lea_who_leads_sees_the_difference(karim: Member, lea: Member, study: Study, at_noon: None) -> None:
    """The comparison would notice."""
    at = "/code/$|/changes/|/codings.csv"
    before = what_is_shown(lea, study, at=at)
    coding = karim_works(karim, study)
    after = what_is_shown(lea, study, at=at)
    different = {url.split("?")[0].strip() for url in before if before[url] != after[url]}
    key = study.transcript.pk
    assert f"/projects/night-shift/transcripts/{key}/code/" in different
    assert f"/projects/night-shift/transcripts/{key}/changes/" in different
    assert "/projects/night-shift/reports/codings.csv" in different
    assert str(coding.uid).encode() in after[f"/projects/night-shift/transcripts/{key}/code/ "][2]


def test_karims_coding_has_no_page_for_lena(karim: Member, lena: Member, study: Study) -> None:
    coding = karim_works(karim, study)
    url = f"/projects/night-shift/transcripts/{study.transcript.pk}/codings/{coding.uid}/"
    assert client_of(lena).get(url).status_code == 404
    assert client_of(karim).get(url).status_code == 200


def test_the_cursor_tells_nothing_of_others(karim: Member, lena: Member, study: Study) -> None:
    url = f"/projects/night-shift/transcripts/{study.transcript.pk}/changes/"
    before = client_of(lena).get(url).json()["cursor"]
    karim_works(karim, study)
    assert client_of(lena).get(f"{url}?since={before}").status_code == 204
    assert client_of(lena).get(url).json()["cursor"] == before


def test_a_project_may_lift_the_blindness(karim: Member, lena: Member, study: Study) -> None:
    coding = karim_works(karim, study)
    Project.objects.filter(pk=study.project.pk).update(coders_see_each_other=True)
    page = client_of(lena).get(f"/projects/night-shift/transcripts/{study.transcript.pk}/code/")
    assert str(coding.uid) in page.content.decode()


def test_what_karim_left_is_really_there(karim: Member, study: Study) -> None:
    karim_works(karim, study)
    assert Assignment.objects.filter(coder=karim).count() == 1
    assert Revision.objects.filter(actor=karim.user).count() == 1
