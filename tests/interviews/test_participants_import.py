"""Participants from a table: columns, preview, confirming, and the same file again."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from interviews.importers.participants import guess_roles, read_participants
from interviews.importers.sheets import guess_header, read_sheet
from interviews.importers.typed import Field, Option, Value
from interviews.models import Attribute, AttributeValue, Participant, ParticipantValue, Project, Revision, Upload
from tests.people import client_of

SHEET = "/projects/night-shift/participants/"
FILE = "Pseudonyme;Secteur;Taille\nAdèle;Privé;1 200\nBastien;Public;?\n"
SECTOR = Field(
    "sector", "Sector", "category", (Option("private", "Private", "Privé"), Option("public", "Public", "Public"))
)
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"


def drafted(text, *fields: Field, adding=False, name="people.csv"):
    sheet = read_sheet(name, text.encode())
    header = guess_header(sheet)
    return read_participants(sheet, header, guess_roles(sheet, header, fields), fields, adding=adding)


def sent(member, text=FILE, name="people.csv"):
    """Upload a table; the address of its preview."""
    file = SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())
    answer = client_of(member).post(f"{SHEET}import/", {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def confirm(member, address, **choices: str):
    """Press the button of the preview, with its own hidden choices."""
    client = client_of(member)
    form = client.get(address, choices).context["form"]
    return client.post(address, dict(form.hidden()), follow=True)


def test_columns_are_guessed_by_title_and_by_what_they_hold():
    sheet = read_sheet("people.csv", FILE.encode())
    assert guess_roles(sheet, guess_header(sheet), [SECTOR]) == {0: "pseudonym", 1: "new:category", 2: "new:number"}
    named = read_sheet("people.csv", b"Name,SECTOR,Size\nA,Private,1\nB,Public,2\n")
    assert guess_roles(named, guess_header(named), [SECTOR]) == {0: "pseudonym", 1: "is:sector", 2: "new:number"}


def test_a_draft_has_a_row_a_person_and_the_values_by_column():
    draft = drafted("Name,Sector\nAdèle,prive\nBastien,\n", SECTOR)
    assert [(row.line, row.pseudonym, row.values) for row in draft.rows] == [
        (2, "Adèle", {1: Value(category="private")}),
        (3, "Bastien", {}),
    ]


def test_errors_are_told_by_row_and_column():
    draft = drafted("Name,Sector\nAdèle,Mixed\n,Public\nadele,Public\n", SECTOR)
    assert [(problem.line, problem.column) for problem in draft.problems] == [(2, "Sector"), (3, ""), (4, "")]
    assert [row.pseudonym for row in draft.rows] == ["Adèle"]


def test_an_unknown_value_is_added_where_that_is_chosen():
    draft = drafted("Name,Sector\nAdèle,Mixed\n", SECTOR, adding=True)
    assert draft.rows[0].values == {1: Value(new_category="Mixed")}
    assert draft.problems == ()


def test_the_preview_writes_nothing(lea, project):
    page = client_of(lea).get(sent(lea)).content.decode()
    assert "Adèle" in page
    assert "participants added 2" in page
    assert not Participant.objects.exists()
    assert not Revision.objects.exists()


def test_confirming_writes_people_attributes_and_values_in_one_revision(lea, project):
    confirm(lea, sent(lea))
    assert [*Participant.objects.order_by("position").values_list("pseudonym", flat=True)] == ["Adèle", "Bastien"]
    assert [*Attribute.objects.order_by("position").values_list("label_en", "kind")] == [
        ("Secteur", "category"),
        ("Taille", "number"),
    ]
    assert Revision.objects.get().summary["new"] == 2
    assert ParticipantValue.objects.get(missing="unknown").participant.pseudonym == "Bastien"
    assert not Upload.objects.exists()


def test_the_same_file_again_changes_nothing_and_says_so(lea, project):
    confirm(lea, sent(lea))
    address = sent(lea)
    assert "all of it is in the sheet already" in client_of(lea).get(address).content.decode()
    assert "Nothing changed" in confirm(lea, address).content.decode()
    assert Revision.objects.count() == 1


def test_a_file_from_elsewhere_matches_people_without_case_and_accents(lea, project):
    confirm(lea, sent(lea))
    confirm(lea, sent(lea, "participant,Secteur\nADELE,Public\n"))
    assert Participant.objects.count() == 2
    living = ParticipantValue.objects.living().filter(participant__pseudonym="Adèle", category__isnull=False)
    assert [one.category.label for one in living] == ["Public"]


def test_people_who_are_not_there_are_left_out_where_that_is_chosen(lea, project):
    Participant.objects.create(project=project, pseudonym="Adèle")
    address = sent(lea)
    form = client_of(lea).get(address).context["form"]
    confirm(lea, address, **{name: value for name, value in form.hidden() if name != "creating"})
    assert [one.pseudonym for one in Participant.objects.all()] == ["Adèle"]


def test_empty_cells_of_the_file_change_nothing(lea, project):
    confirm(lea, sent(lea))
    confirm(lea, sent(lea, "Pseudonyme;Secteur\nAdèle;\nBastien;Public\n"))
    assert ParticipantValue.objects.living().filter(participant__pseudonym="Adèle").count() == 2


def test_a_confirmation_sent_twice_imports_once(lea, project):
    address = sent(lea)
    client = client_of(lea)
    form = dict(client.get(address).context["form"].hidden())
    client.post(address, form)
    assert "is imported already" in client.post(address, form, follow=True).content.decode()
    assert Participant.objects.count() == 2


def test_without_a_column_of_pseudonyms_nothing_is_imported(lea, project):
    address = sent(lea, "Sector,Size\nPrivate,1\nPrivate,1\n")
    assert "No column holds the pseudonyms yet" in client_of(lea).get(address).content.decode()
    assert confirm(lea, address).status_code == 422
    assert not Participant.objects.exists()


def test_anothers_file_is_not_found(olga, lea, project):
    address = sent(lea)
    assert client_of(olga).get(address).status_code == 404
    assert client_of(olga).post(f"{address}leave/").status_code == 404
    assert Upload.objects.exists()


def test_leaving_forgets_the_file(lea, project):
    client_of(lea).post(f"{sent(lea)}leave/")
    assert not Upload.objects.exists()


def test_a_coder_imports_nothing(karim):
    assert client_of(karim).get(f"{SHEET}import/").status_code == 403


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\x03", b"PK\x03\x04broken"])
def test_an_unreadable_file_is_refused_with_its_reason(lea, project, content):
    answer = client_of(lea).post(f"{SHEET}import/", {"file": SimpleUploadedFile("p.csv", content)})
    assert answer.status_code == 422
    assert not Upload.objects.exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_exported_is_read_back_without_a_change(lea, project, kind, language):
    sector = Attribute.objects.create(
        project=project, key="sector", label_en="Sector", label_fr="Secteur", kind="category"
    )
    private = AttributeValue.objects.create(attribute=sector, key="private", label_en="Private", label_fr="Privé")
    size = Attribute.objects.create(project=project, key="size", label_en="Size", kind="number")
    role = Attribute.objects.create(project=project, key="role", label_en="Role", kind="text")
    since = Attribute.objects.create(project=project, key="since", label_en="Since", kind="date")
    adele = Participant.objects.create(project=project, pseudonym="=Adèle")
    rows = [{"attribute": sector, "category": private}, {"attribute": size, "number": "1200.125"},
            {"attribute": role, "text": "@home"}, {"attribute": since, "date": "2013-10-07"}]  # fmt: skip
    for row in rows:
        ParticipantValue.objects.create(participant=adele, born=0, **row)
    bastien = Participant.objects.create(project=project, pseudonym="Bastien")
    ParticipantValue.objects.create(participant=bastien, attribute=size, missing="not_applicable", born=0)
    lea.user.language = language
    lea.user.save()
    content = client_of(lea).get(f"/projects/night-shift/participants.{kind}").content
    plan = client_of(lea).get(sent(lea, content, f"people.{kind}")).context["plan"]
    assert {row.action for row in plan.rows} == {"same"}
    assert plan.changes_nothing


@pytest.mark.skipif(not CORPUS.exists(), reason="The real files are not at hand.")
@pytest.mark.parametrize("name", ["participants-two-row-header.xlsx", "oral-history-metadata.csv"])
def test_real_files_are_previewed(lea, name):
    page = client_of(lea).get(sent(lea, (CORPUS / name).read_bytes(), name))
    assert page.status_code == 200
    assert len(page.context["form"].columns) > 5


def test_names_in_a_file_are_shown_as_text(lea, project):
    page = client_of(lea).get(sent(lea, "Name,<b>x</b>\n<script>alert(1)</script>,y\n")).content.decode()
    assert "<script>alert(1)" not in page
    assert "<b>x</b>" not in page


def test_another_project_is_left_alone(lea, project):
    other = Project.objects.create(key="other", name="Other")
    Participant.objects.create(project=other, pseudonym="Adèle")
    confirm(lea, sent(lea))
    assert not ParticipantValue.objects.filter(participant__project=other).exists()
    assert Participant.objects.filter(project=project).count() == 2


def test_the_first_rows_stand_there_as_they_are_to_choose_the_titles_by(lea, project):
    address = sent(lea, "People of 2014\n;\n" + FILE)
    page = client_of(lea).get(address).content.decode()
    assert "The first rows of the file" in page
    assert "People of 2014" in page
    assert "<strong>Pseudonyme</strong>" in page
    lower = client_of(lea).get(address, {"header": "4", "rows": "1"}).content.decode()
    assert "<strong>Adèle</strong>" in lower


def test_another_choice_is_read_at_once_and_swaps_only_the_preview(lea, project):
    answer = client_of(lea).get(sent(lea), {"header": "2", "rows": "1"}, headers={"HX-Request": "true"})
    part = answer.content.decode()
    assert "<html" not in part
    assert '<div id="import">' in part
    assert 'id="confirm-bar" hx-swap-oob="outerMorph"' in part
    assert "HX-Request" in answer["Vary"]


def test_a_required_attribute_does_not_read_as_optional(lea, project):
    person = Participant.objects.create(project=project, pseudonym="Adèle")
    Attribute.objects.create(project=project, key="city", label_en="City", kind="text", required=True)
    Attribute.objects.create(project=project, key="team", label_en="Team", kind="text")
    page = " ".join(client_of(lea).get(f"{SHEET}{person.pk}/").content.decode().split())
    assert 'Team <span class="optional">' in page
    assert 'City <span class="optional">' not in page
