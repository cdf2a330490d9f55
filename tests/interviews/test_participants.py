"""Participants: the sheet, its cells by batch, undo, one person's page, files."""

import json
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from interviews.importers.sheets import read_sheet
from interviews.models import Attribute, AttributeValue, Participant, ParticipantValue, Revision
from interviews.services.attributes import set_cut_points
from tests.factories import make_transcript
from tests.people import client_of, join

SHEET = "/projects/night-shift/participants/"
CELLS = f"{SHEET}cells/"


@pytest.fixture
def adele(project):
    return Participant.objects.create(project=project, pseudonym="Adèle", position=0)


@pytest.fixture
def bastien(project):
    return Participant.objects.create(project=project, pseudonym="Bastien", position=1)


@pytest.fixture
def sector(project):
    sector = Attribute.objects.create(project=project, key="sector", label_en="Sector", label_fr="Secteur",
                                      kind="category", required=True)  # fmt: skip
    AttributeValue.objects.create(attribute=sector, key="private", label_en="Private", label_fr="Privé", position=0)
    AttributeValue.objects.create(attribute=sector, key="public", label_en="Public", label_fr="Public", position=1)
    return sector


@pytest.fixture
def size(project):
    return Attribute.objects.create(
        project=project, key="size", label_en="Size", kind="number", unit_en="employees", position=1
    )


@pytest.fixture
def role(project):
    return Attribute.objects.create(project=project, key="role", label_en="Role", kind="text", position=2)


def write(member, *cells: tuple, kind="set", op=None):
    """Send a batch of (participant, attribute, written[, more]) to the sheet."""
    sent = [
        {"participant": cell[0].pk, "attribute": cell[1].pk, "written": cell[2], **(cell[3] if len(cell) > 3 else {})}
        for cell in cells
    ]
    body = json.dumps({"op": str(op or uuid4()), "kind": kind, "cells": sent})
    return client_of(member).post(CELLS, body, content_type="application/json")


def value(participant, attribute):
    return ParticipantValue.objects.living().filter(participant=participant, attribute=attribute).first()


def test_a_written_cell_is_saved_as_one_revision_and_answered_with_its_html(lea, adele, size):
    answer = write(lea, (adele, size, "1 200,5", {"seen": ""}))
    assert answer.status_code == 200
    assert "1,200.5" in answer.json()["cells"][f"c-{adele.pk}-{size.pk}"]
    assert value(adele, size).number == pytest.approx(1200.5)
    assert Revision.objects.get(verb="values.set").actor == lea.user


@pytest.mark.parametrize("written", ["1200", "1 200", "1,200", "1\u00a0200"])
def test_a_number_is_read_as_people_write_it(lea, adele, size, written):
    write(lea, (adele, size, written))
    assert value(adele, size).number == 1200


@pytest.mark.parametrize(
    ("written", "missing"), [("?", "unknown"), ("/", "not_applicable"), ("sans objet", "not_applicable")]
)
def test_unknown_and_not_applicable_are_values_apart_from_none(lea, adele, size, written, missing):
    write(lea, (adele, size, written))
    assert value(adele, size).missing == missing


def test_an_empty_cell_has_no_value_and_the_former_one_stays_in_the_past(lea, adele, size):
    write(lea, (adele, size, "45"))
    write(lea, (adele, size, ""))
    assert value(adele, size) is None
    assert [one.number for one in ParticipantValue.objects.filter(participant=adele)] == [45]


def test_a_category_is_read_by_any_of_its_names(lea, adele, bastien, sector):
    write(lea, (adele, sector, "prive"), (bastien, sector, "PUBLIC"))
    assert [value(one, sector).category.key for one in (adele, bastien)] == ["private", "public"]


def test_an_unlisted_category_is_refused_until_it_is_said_to_be_new(lea, adele, bastien, sector):
    refused = write(lea, (adele, sector, "Mixed"))
    assert refused.status_code == 422
    assert refused.json()["problems"][0]["is_new"] is True
    write(lea, (adele, sector, "Mixed", {"adding": True}), (bastien, sector, "mixed", {"adding": True}))
    assert value(adele, sector).category == value(bastien, sector).category
    assert value(adele, sector).category.key == "mixed"


def test_a_block_with_an_error_saves_nothing_and_names_each_cell(lea, adele, bastien, size):
    answer = write(lea, (adele, size, "45"), (bastien, size, "nine"))
    assert answer.status_code == 422
    (problem,) = answer.json()["problems"]
    assert problem["id"] == f"c-{bastien.pk}-{size.pk}"
    assert problem["title"] == "Bastien, Size:"
    assert "nine" in problem["message"]
    assert answer.json()["valid"] == 1
    assert not ParticipantValue.objects.exists()
    assert not Revision.objects.exists()


def test_anothers_later_change_is_not_overwritten(olga, lea, adele, size):
    write(olga, (adele, size, "900", {"seen": ""}))
    answer = write(lea, (adele, size, "8", {"seen": ""}))
    assert answer.status_code == 409
    assert "900" in answer.json()["problems"][0]["message"]
    assert "900" in answer.json()["cells"][f"c-{adele.pk}-{size.pk}"]
    assert value(adele, size).number == 900


def test_writing_the_same_as_the_other_is_no_conflict(olga, lea, adele, size):
    write(olga, (adele, size, "900", {"seen": ""}))
    assert write(lea, (adele, size, "900", {"seen": ""})).status_code == 200


def test_the_same_operation_twice_is_done_once(lea, adele, size):
    op = uuid4()
    for _attempt in range(2):
        assert write(lea, (adele, size, "45", {"seen": ""}), op=op).status_code == 200
    assert ParticipantValue.objects.count() == 1
    assert write(lea, (adele, size, "46", {"seen": ""}), op=op).status_code == 409


def test_a_value_that_is_there_already_takes_no_revision(lea, adele, size):
    write(lea, (adele, size, "45"))
    write(lea, (adele, size, "45,0"))
    assert Revision.objects.count() == 1


def test_undo_and_redo_go_through_ones_own_batches(lea, adele, size):
    write(lea, (adele, size, "45"))
    write(lea, (adele, size, "46"))
    write(lea, kind="undo")
    assert value(adele, size).number == 45
    write(lea, kind="undo")
    assert value(adele, size) is None
    write(lea, kind="redo")
    write(lea, kind="redo")
    assert value(adele, size).number == 46
    assert write(lea, kind="redo").status_code == 409


def test_undo_stops_where_someone_else_changed_the_cell(olga, lea, adele, size):
    write(lea, (adele, size, "45"))
    write(olga, (adele, size, "900"))
    answer = write(lea, kind="undo")
    assert answer.status_code == 409
    assert value(adele, size).number == 900


def test_nobody_undoes_anothers_batch(olga, lea, adele, size):
    write(olga, (adele, size, "900"))
    assert write(lea, kind="undo").status_code == 409


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"op": "x"}', '{"op": "6f1c0c52-6a4e-4f0e-8f0a-0d7b8d3a1c11", "cells": [1]}']
)
def test_a_request_that_is_no_batch_is_refused(lea, project, body):
    assert client_of(lea).post(CELLS, body, content_type="application/json").status_code == 400


def test_another_projects_participant_is_no_cell(lea, project, size):
    other = type(project).objects.create(key="other", name="Other")
    stranger = Participant.objects.create(project=other, pseudonym="Eva")
    assert write(lea, (stranger, size, "45")).status_code == 422
    assert not ParticipantValue.objects.exists()


def test_coders_look_and_do_not_change(karim, adele, size):
    page = client_of(karim).get(SHEET).content.decode()
    assert "Adèle" in page
    assert 'role="grid"' not in page
    assert write(karim, (adele, size, "45")).status_code == 403


def test_a_stranger_gets_404(project, sam, adele):
    assert client_of(sam).get(SHEET).status_code == 404


def test_names_are_shown_as_text(lea, adele, role):
    Participant.objects.create(project=lea.project, pseudonym="<script>alert(1)</script>")
    write(lea, (adele, role, '"><img src=x>'))
    page = client_of(lea).get(SHEET).content.decode()
    assert "<script>alert(1)" not in page
    assert "<img" not in page


def test_a_missing_required_value_is_marked_and_counted(lea, adele, sector):
    page = client_of(lea).get(SHEET).content.decode()
    assert "1 required value missing" in page
    assert '<span class="lacking">required</span>' in page


def test_the_sheet_shows_bands_and_transcripts(lea, adele, bastien, size):
    make_transcript(lea.project, ("Adèle", "Yes."), participant="Adèle")
    write(lea, (adele, size, "1200"), (bastien, size, "?"))
    set_cut_points(size, [Decimal(50), Decimal(250), Decimal(1000)], by=lea)
    (first, second) = client_of(lea).get(SHEET).context["sheet"].rows
    assert [cell.shown for cell in first.cells] == ["1,200", "1,000 and more"]
    assert [cell.shown for cell in second.cells] == ["unknown", "unknown"]
    assert (first.transcripts, second.transcripts) == (1, 0)


def test_bands_of_whole_numbers_end_before_the_next(lea, adele, size):
    set_cut_points(size, [Decimal(50), Decimal(250)], by=lea)
    write(lea, (adele, size, "100"))
    assert "50 to 249" in client_of(lea).get(SHEET).content.decode()
    write(lea, (adele, size, "100.5"))
    assert "50 to under 250" in client_of(lea).get(SHEET).content.decode()


def test_cut_points_ascend(lea, size, adele):
    address = "/projects/night-shift/attributes/size/bands/"
    assert client_of(lea).post(address, {"cut": ["50", "1 000", ""]}).status_code == 302
    size.refresh_from_db()
    assert size.cut_points == [50, 1000]
    answer = client_of(lea).post(address, {"cut": ["250", "50"]})
    assert answer.status_code == 422
    assert "Cut points go up" in answer.content.decode()
    assert client_of(lea).post(address, {"cut": ["many"]}).status_code == 422
    size.refresh_from_db()
    assert size.cut_points == [50, 1000]


@pytest.mark.parametrize("people", [5, 40])
def test_the_sheet_costs_as_many_queries_for_forty_as_for_five(lea, sector, size, people):
    everybody = Participant.objects.bulk_create(
        Participant(project=lea.project, pseudonym=f"P{n}", position=n) for n in range(people)
    )
    write(lea, *((one, size, "45") for one in everybody), *((one, sector, "Public") for one in everybody))
    client = client_of(lea)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(SHEET)
    assert len(queries) <= 11


def test_a_participant_is_added_with_values_without_javascript(lea, size, sector):
    form = {"pseudonym": " Zoé ", f"value-{size.pk}": "45", f"value-{sector.pk}": "Public"}
    assert client_of(lea).post(f"{SHEET}new/", form).status_code == 302
    zoe = Participant.objects.get(pseudonym="Zoé")
    assert value(zoe, size).number == 45
    assert value(zoe, sector).category.key == "public"


def test_a_participant_with_an_unreadable_value_is_not_added(lea, size):
    answer = client_of(lea).post(f"{SHEET}new/", {"pseudonym": "Zoé", f"value-{size.pk}": "many"})
    assert answer.status_code == 422
    assert "A number is expected" in answer.content.decode()
    assert not Participant.objects.exists()


@pytest.mark.parametrize("taken", ["Adèle", "adele", " ADÈLE "])
def test_a_pseudonym_is_once_in_a_project(lea, adele, taken):
    answer = client_of(lea).post(f"{SHEET}new/", {"pseudonym": taken})
    assert answer.status_code == 422
    assert "“Adèle” is in this project already" in answer.content.decode()


def test_the_form_of_a_participant_overwrites_no_later_change(olga, lea, adele, size):
    write(olga, (adele, size, "900"))
    form = {"pseudonym": "Adèle", f"value-{size.pk}": "8", f"seen-{size.pk}": "", f"was-{size.pk}": ""}
    answer = client_of(lea).post(f"{SHEET}{adele.pk}/", form)
    assert answer.status_code == 422
    assert "Someone changed it to “900”" in answer.content.decode()


def test_renaming_is_a_revision_and_leaves_values_alone(lea, adele, size):
    write(lea, (adele, size, "45"))
    form = {"pseudonym": "Agathe", f"value-{size.pk}": "45", f"was-{size.pk}": "45", f"seen-{size.pk}": "n:45"}
    client_of(lea).post(f"{SHEET}{adele.pk}/", form)
    adele.refresh_from_db()
    assert adele.pseudonym == "Agathe"
    assert [one.verb for one in Revision.objects.order_by("number")] == ["values.set", "participant.renamed"]


def test_deleting_says_what_it_means_and_can_be_undone(lea, adele, size):
    make_transcript(lea.project, ("Adèle", "Yes."), participant="Adèle")
    write(lea, (adele, size, "45"))
    assert "speaks in 1 transcript" in client_of(lea).get(f"{SHEET}{adele.pk}/").content.decode()
    client_of(lea).post(f"{SHEET}{adele.pk}/delete/")
    assert client_of(lea).get(SHEET).context["sheet"].rows == ()
    client_of(lea).post(f"{SHEET}{adele.pk}/restore/")
    (row,) = client_of(lea).get(SHEET).context["sheet"].rows
    assert row.cells[0].shown == "45"


def test_a_deleted_participant_does_not_come_back_beside_a_namesake(lea, adele):
    client_of(lea).post(f"{SHEET}{adele.pk}/delete/")
    client_of(lea).post(f"{SHEET}new/", {"pseudonym": "Adele"})
    page = client_of(lea).post(f"{SHEET}{adele.pk}/restore/", follow=True).content.decode()
    assert "is in this project already" in page
    assert Participant.objects.living().count() == 1


def test_a_reader_downloads_the_sheet_and_no_cell_is_a_formula(rita, lea, adele, role, size):
    write(lea, (adele, role, "=1+1"), (adele, size, "-3"))
    client = client_of(rita)
    csv = client.get("/projects/night-shift/participants.csv").content.decode("utf-8-sig")
    assert csv.splitlines()[1] == "Adèle,-3,'=1+1"
    sheet = read_sheet("p.xlsx", client.get("/projects/night-shift/participants.xlsx").content)
    assert sheet.rows[1] == ("Adèle", -3, "=1+1")
    assert sheet.problems == ()
    assert client.get("/projects/night-shift/participants.exe").status_code == 404


def test_an_archived_project_is_read_only(lea, adele, size):
    lea.project.archived_at = timezone.now()
    lea.project.save()
    assert write(lea, (adele, size, "45")).status_code == 403


def test_an_empty_project_says_what_to_do_first(project):
    assert "Bring in who was interviewed" in client_of(join(project, "omar", "owner")).get(SHEET).content.decode()
