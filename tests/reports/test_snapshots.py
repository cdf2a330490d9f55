"""Snapshots: frozen with a hash, read back to the same numbers and the same bytes, whatever changes afterwards."""

import json
from hashlib import sha256
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from coding.models import Assignment, CodingState, Rating
from interviews.models import ParticipantValue, Revision
from reports.forms.kinds import read_asked
from reports.models import Declaration, Finding, FindingQuote, Snapshot
from reports.queries.gate.asked import CannotAnswer
from reports.queries.kinds.kind import as_json, find, made
from reports.queries.kinds.registry import KINDS_OF_REPORT
from reports.queries.study.frozen import Changed, opened
from reports.services import snapshots
from reports.services.snapshots import CannotFreeze, take_snapshot
from tests.factories import make_code
from tests.people import client_of
from tests.reports.conftest import mark

ADDRESS = "/projects/night-shift/reports/"
BASES = ("union", "intersection", "majority", "consensus", "coder:karim")
SCALE = [{"value": n, "en": f"step {n}"} for n in (1, 2, 3)]


@pytest.fixture
def rich(study, karim, lena, olga):
    """The study with ratings, a declaration, and a finding with its quote."""
    culture = make_code(study.project, "culture", rated="participant", scale=SCALE)
    for coder, value in ((karim, 1), (lena, 3)):
        assignment = Assignment.objects.get(transcript=study.anna, coder=coder)
        Rating.objects.create(
            assignment=assignment, participant=study.people["Anna"], code=culture, value=value, born=1
        )
    declared = Declaration.objects.create(
        project=study.project, number=1, attribute=study.sector, declared_by=olga, k_team=1, k_public=1
    )
    declared.family.set([study.planning])
    predicate = {"op": "at_least", "cell": "planning/all", "measure": "n", "value": 1}
    finding = Finding.objects.create(
        project=study.project, number=1, claim_en="People plan.", basis="union", predicate=predicate, author=olga
    )
    FindingQuote.objects.create(
        finding=finding,
        role="supports",
        participant=study.people["Anna"],
        text=study.anna.current,
        start=16,
        end=34,
        translation="On planifie.",
        translator="Olga",
    )
    return study


def take(olga) -> Snapshot:
    return take_snapshot(by=olga, note="Web à Québec", at=timezone.now())


def said(reader, name: str, **query: str) -> dict:
    kind = KINDS_OF_REPORT[name]
    asked = read_asked(query, kind, reader=reader)
    found = as_json(kind, find(kind, asked), asked)
    found.pop("snapshot", None)
    return found


def change_everything(study) -> None:
    """A coding dies, another is born, a participant changes groups, a code its name, the project too."""
    CodingState.objects.filter(code=study.posting).update(died=99)
    ParticipantValue.objects.filter(participant=study.people["Bruno"]).delete()
    Assignment.objects.filter(transcript=study.group).update(done_at=None)
    study.presence.label_en = "Renamed"
    study.presence.save()
    study.project.name = "Another name"
    study.project.codebook_revision += 1
    study.project.save()


@pytest.mark.parametrize("basis", BASES)
def test_every_report_says_the_same_from_a_snapshot(basis, rich, olga):
    before = {name: said(olga, name, basis=basis) for name in KINDS_OF_REPORT}
    take(olga)
    change_everything(rich)
    olga.project.refresh_from_db()
    assert {name: said(olga, name, basis=basis, snapshot="1") for name in KINDS_OF_REPORT} == before


def test_what_changed_afterwards_is_seen_without_the_snapshot(rich, olga):
    before = said(olga, "ranking", basis="union")
    take(olga)
    change_everything(rich)
    assert said(olga, "ranking", basis="union") != before


@pytest.mark.parametrize("form", ["xlsx", "csv", "docx", "pdf", "svg", "png"])
def test_two_files_of_one_snapshot_are_equal_byte_by_byte(form, rich, olga):
    take(olga)
    address = f"{ADDRESS}comparison.{form}?snapshot=1&basis=union"
    client = client_of(olga)
    first = b"".join(client.get(address).streaming_content)
    change_everything(rich)
    assert b"".join(client.get(address).streaming_content) == first


@pytest.mark.parametrize("address", ["sample.xlsx", "crosstab.csv", "crosstab.xlsx"])
def test_so_are_those_of_the_sample_and_of_the_table(address, rich, olga):
    take(olga)
    client = client_of(olga)
    first = b"".join(client.get(f"{ADDRESS}{address}?snapshot=1").streaming_content)
    change_everything(rich)
    assert b"".join(client.get(f"{ADDRESS}{address}?snapshot=1").streaming_content) == first
    assert b"".join(client.get(f"{ADDRESS}{address}").streaming_content) != first


def test_a_file_names_its_snapshot_and_a_file_of_today_says_that_it_is_none(rich, olga):
    taken = take(olga)
    kind = KINDS_OF_REPORT["ranking"]
    frozen = made(kind, read_asked({"snapshot": "1"}, kind, reader=olga), at=timezone.now())
    assert "Snapshot 1 of " in frozen.notes[-1]
    assert frozen.notes[-1].endswith(taken.sha256[:12])
    assert frozen.file_name("xlsx").startswith("night-shift-ranking-s1-")
    today = made(kind, read_asked({}, kind, reader=olga), at=timezone.now())
    assert today.notes[-1].endswith("not a snapshot")


def test_a_snapshot_is_numbered_hashed_and_one_revision(rich, olga):
    first, second = take(olga), take(olga)
    assert (first.number, second.number) == (1, 2)
    assert first.sha256 == sha256(first.document.encode()).hexdigest()
    assert [*Revision.objects.filter(verb="snapshot.taken").values_list("number", flat=True)] == [
        first.revision,
        second.revision,
    ]
    assert first.revision == second.revision - 1


def test_its_document_holds_no_words_and_its_quotes_can_be_withdrawn(rich, olga):
    taken = take(olga)
    assert "plan each week" not in taken.document
    assert "planifie" not in taken.document
    quote = taken.quotes.get()
    assert (quote.finding, quote.translation, quote.translator) == (1, "On planifie.", "Olga")
    hashed = opened(taken)["findings"][0]["quotes"][0]["translation_sha256"]
    assert hashed == sha256(b"On planifie.").hexdigest()


def test_a_document_that_was_changed_is_refused_with_words(rich, olga):
    taken = take(olga)
    Snapshot.objects.filter(pk=taken.pk).update(document=taken.document.replace("People plan", "People win"))
    with pytest.raises(Changed):
        opened(Snapshot.objects.get(pk=taken.pk))
    client = client_of(olga)
    for address in ("ranking/?snapshot=1", "ranking.csv?snapshot=1", "sample/?snapshot=1", "snapshots/1/"):
        answer = client.get(ADDRESS + address)
        assert answer.status_code == 409, address
        assert "was changed after it was taken" in answer.content.decode()
    with pytest.raises(CommandError, match="was changed"):
        call_command("report", "night-shift", "ranking", "--snapshot", "1")


def test_the_document_is_a_file_with_the_hash(rich, olga):
    taken = take(olga)
    answer = client_of(olga).get(f"{ADDRESS}snapshots/1/document.json")
    assert sha256(answer.content).hexdigest() == taken.sha256


def test_what_somebody_saves_meanwhile_is_in_it(rich, olga, karim, monkeypatch):
    """The document is read again where a revision came between."""
    read, times = snapshots.document_of, []

    def and_then_somebody_codes(by, *, at) -> dict:
        found = read(by, at=at)
        if not times:
            mark(karim, rich.anna, rich.planning, "We listen.")
            type(by.project).objects.filter(pk=by.project_id).update(revision=by.project.revision + 1)
        times.append(1)
        return found

    monkeypatch.setattr(snapshots, "document_of", and_then_somebody_codes)
    taken = take(olga)
    assert len(times) == 2
    listen = rich.anna.current.text.index("We listen.")
    union = next(one for one in opened(taken)["bases"] if one["key"] == "union")
    assert listen in [start for _code, _person, _text, start, _end in union["spans"]]


def test_where_others_never_stop_the_last_try_is_alone(rich, olga, monkeypatch):
    monkeypatch.setattr(snapshots, "_written", lambda *_args, **_kwargs: None)
    assert take(olga).number == 1


def test_who_is_blind_in_an_open_round_takes_none(rich, olga):
    olga.is_blind = True
    olga.save()
    with pytest.raises(CannotFreeze, match="blind in an open round"):
        take(olga)
    client = client_of(olga)
    page = client.post(f"{ADDRESS}snapshots/take/", {"note": ""}, follow=True)
    assert "You code blind in an open round" in page.content.decode()
    assert not Snapshot.objects.exists()


def test_who_sees_her_own_work_only_finds_no_snapshot(rich, olga, karim):
    take(olga)
    assert client_of(karim).get(f"{ADDRESS}ranking/?snapshot=1").status_code == 404
    olga.is_blind = True
    olga.save()
    assert client_of(olga).get(f"{ADDRESS}snapshots/1/").status_code == 404


def test_a_snapshot_that_is_not_there_is_not_found(rich, olga):
    client = client_of(olga)
    for number in ("1", "x", "0", "-1", "9" * 30):
        assert client.get(f"{ADDRESS}ranking/?snapshot={number}").status_code == 404
    with pytest.raises(CommandError, match="snapshot in this project"):
        call_command("report", "night-shift", "ranking", "--snapshot", "7")


def test_a_lead_takes_one_and_a_reader_looks_at_it(rich, olga, rita):
    answer = client_of(olga).post(f"{ADDRESS}snapshots/take/", {"note": "For the talk"})
    assert answer.url.endswith("/snapshots/1/")
    reader = client_of(rita)
    assert "For the talk" in reader.get(f"{ADDRESS}snapshots/").content.decode()
    page = reader.get(f"{ADDRESS}snapshots/1/").content.decode()
    assert Snapshot.objects.get().sha256 in page
    assert "ranking/?snapshot=1" in page
    assert "What has moved since" not in page  # cells that no gate has seen
    assert reader.post(f"{ADDRESS}snapshots/take/").status_code == 403
    assert reader.get(f"{ADDRESS}snapshots/1/document.json").status_code == 403


def test_a_finding_says_which_snapshot_holds_it(rich, olga):
    Finding.objects.update(state="frozen")
    client = client_of(olga)
    assert "No snapshot holds it yet" in client.get(f"{ADDRESS}findings/1/").content.decode()
    take(olga)
    assert "Held by snapshot 1" in client.get(f"{ADDRESS}findings/1/").content.decode()


def test_a_note_that_is_too_long_comes_back_with_the_form(rich, olga):
    answer = client_of(olga).post(f"{ADDRESS}snapshots/take/", {"note": "x" * 2001})
    assert answer.status_code == 422
    assert "at most 2000" in answer.content.decode()


def test_its_page_says_which_cells_moved_since(rich, olga):
    take(olga)
    client = client_of(olga)
    assert "Nothing: every cell" in client.get(f"{ADDRESS}snapshots/1/?basis=union").content.decode()
    change_everything(rich)
    page = client.get(f"{ADDRESS}snapshots/1/?basis=union").content.decode()
    assert "3 of 3" in page  # posting, of all, as it was
    assert "0 of 1" in page  # and as it is, of those who are still done
    assert client.get(f"{ADDRESS}snapshots/1/?basis=nobody").status_code == 404


def test_a_page_of_a_snapshot_says_so_and_leads_on_within_it(rich, olga):
    take(olga)
    page = client_of(olga).get(f"{ADDRESS}comparison/?snapshot=1").content.decode()
    assert "these numbers stay as they are" in page
    assert 'name="snapshot" value="1"' in page
    assert "ranking/?snapshot=1" in page
    assert "passages/?code" not in page
    table = client_of(olga).get(f"{ADDRESS}crosstab/?snapshot=1&cell=planning:private").content.decode()
    assert "hx-get" not in table
    assert "We plan" not in table


@pytest.mark.parametrize("address", ["passages/?code=planning&", "passages.csv?code=planning&", "codings.csv?"])
def test_words_are_of_no_snapshot_and_their_pages_say_so(address, rich, olga):
    take(olga)
    answer = client_of(olga).get(f"{ADDRESS}{address}snapshot=1")
    assert answer.status_code == 409
    assert "numbers and no words" in answer.content.decode()


def test_a_kind_that_asks_more_than_a_snapshot_holds_is_refused(rich, olga):
    take(olga)
    kind = KINDS_OF_REPORT["ranking"]
    asked = read_asked({"snapshot": "1"}, kind, reader=olga)
    living = type(kind)(**{name: getattr(kind, name) for name in kind.__slots__} | {"freezes": False})
    with pytest.raises(CannotAnswer, match="can’t be made from a snapshot"):
        find(living, asked)


def test_the_command_reads_a_snapshot_and_names_it(rich, olga):
    taken = take(olga)
    change_everything(rich)
    out = StringIO()
    call_command("report", "night-shift", "ranking", "--snapshot", "1", "--basis", "union", stdout=out)
    found = json.loads(out.getvalue())
    assert found["snapshot"] == {"number": 1, "sha256": taken.sha256}
    assert found["rows"][0]["n"] == 3


def test_its_pages_ask_few_questions(rich, olga, django_assert_max_num_queries):
    take(olga)
    client = client_of(olga)
    client.get(f"{ADDRESS}snapshots/1/")
    with django_assert_max_num_queries(8):
        client.get(f"{ADDRESS}snapshots/")
    with django_assert_max_num_queries(8):
        client.get(f"{ADDRESS}ranking/?snapshot=1")
    with django_assert_max_num_queries(30):
        client.get(f"{ADDRESS}snapshots/1/")
