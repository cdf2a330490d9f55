"""Codebook tables as people write them: what they become, and that nothing is written before it is confirmed."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from coding.importers.codebook import CodebookDraft, read_codebook
from coding.importers.codebook_columns import CODE, guess_role, guess_roles, places
from coding.importers.codebook_indents import indents_of
from coding.models import Code
from coding.queries.codebook import codebook_of
from coding.services.codebook import create_code
from coding.services.templates import load_template
from interviews.importers.errors import UnreadableFile
from interviews.importers.sheets import columns, guess_header, read_sheet
from interviews.models import Member, Project, Revision, Upload
from tests.people import client_of

HOME = "/projects/night-shift/codebook/"


def draft_of(content: bytes, *, name: str = "codes.csv") -> CodebookDraft:
    """The draft as the preview makes it, with everything guessed."""
    sheet = read_sheet(name, content)
    header = guess_header(sheet)
    roles = guess_roles(columns(sheet, header))
    codes = places(roles, CODE)
    indents = indents_of(content, sheet=sheet.name, column=codes[0]) if len(codes) == 1 else {}
    return read_codebook(sheet, header, roles, language="en", indents=indents)


def paths(text: str) -> list[str]:
    draft = draft_of(text.encode())
    return [" > ".join(draft.path(place)) for place in range(len(draft.codes))]


def problems(text: str) -> list[tuple[int | None, str]]:
    return [(problem.line, problem.message) for problem in draft_of(text.encode()).problems]


def workbook(*rows: tuple[object, ...], merge: tuple[str, ...] = ()) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merge:
        book.active.merge_cells(cells)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def send(member: Member, content: bytes, name: str = "codes.csv") -> str:
    """Upload a file; the address of its preview."""
    answer = client_of(member).post(f"{HOME}import/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.url)


def test_a_code_column_and_a_definition() -> None:
    draft = draft_of("Code name;Description;Quote\nPlanning;To prepare;“A plan”\n".encode())
    assert [(c.name, dict(c.fields)) for c in draft.codes] == [
        ("Planning", {"definition_en": "To prepare", "examples_en": "“A plan”"})
    ]


def test_paths_make_the_parents_that_have_no_row() -> None:
    assert paths("Path,Definition\nGoals > Sell,x\nGoals > Inform,y\n") == ["Goals", "Goals > Sell", "Goals > Inform"]


def test_a_parent_column_may_name_a_later_row() -> None:
    assert paths("Code,Parent\nSell,Goals\nGoals,\n") == ["Goals", "Goals > Sell"]


def test_an_unknown_parent_is_made_and_told() -> None:
    assert paths("Code,Parent\nSell,Goals\n") == ["Goals", "Goals > Sell"]
    assert problems("Code,Parent\nSell,Goals\n") == [
        (2, "The parent has no row of its own. Goals. It is taken from the codebook, or created at the top.")
    ]


def test_a_circle_is_cut_and_told() -> None:
    text = "Code,Parent\nA,C\nB,A\nC,B\n"
    assert paths(text) == ["C", "C > A", "C > A > B"]
    assert problems(text) == [(4, "This code lies under itself, through its parent. B. It is put at the top.")]


def test_a_blank_theme_repeats_the_one_above() -> None:
    assert paths("Theme,Code\nGoals,Sell\n,Inform\nWork,Plan\n") == [
        "Goals",
        "Goals > Sell",
        "Goals > Inform",
        "Work",
        "Work > Plan",
    ]


def test_merged_cells_are_filled_down_and_a_title_stands_above_the_header() -> None:
    content = workbook(
        ("Codebook, round 2", None, None),
        ("Theme", "Code", "Definition"),
        ("Goals", "Sell", "To sell"),
        (None, "Inform", "To tell"),
        merge=("A1:C1", "A3:A4"),
    )
    draft = draft_of(content, name="codes.xlsx")
    assert [draft.path(place) for place in range(3)] == [("Goals",), ("Goals", "Sell"), ("Goals", "Inform")]


def test_the_same_header_twice_describes_the_theme_and_the_code() -> None:
    draft = draft_of(b"Theme,Description,Code,Description\nGoals,What for,Sell,To sell\n")
    assert [(c.name, c.fields.get("definition_en")) for c in draft.codes] == [
        ("Goals", "What for"),
        ("Sell", "To sell"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        "Goals\n  Sell\n    Dear\n  Inform\nWork",
        "○ Goals\n○○ Sell\n○○○ Dear\n○○ Inform\n○ Work",
        "Goals\n\tSell\n\t\tDear\n\tInform\nWork",
    ],
)
def test_blanks_tabs_and_bullets_before_a_code_make_the_tree(rows: str) -> None:
    lines = "\n".join(f'"{row}",x' for row in rows.split("\n"))
    assert paths(f"Code,Definition\n{lines}\n") == [
        "Goals",
        "Goals > Sell",
        "Goals > Sell > Dear",
        "Goals > Inform",
        "Work",
    ]


def test_codes_stepping_to_the_right_make_the_tree() -> None:
    content = workbook(
        ("Code", None, None, "Comment"),
        ("○ Goals", None, None, None),
        (None, "○ Sell", None, "To sell"),
        (None, None, "○ Dear", None),
        (None, "○ Inform", None, None),
        merge=("A1:C1",),
    )
    draft = draft_of(content, name="codes.xlsx")
    assert [draft.path(place)[-1] for place in range(4)] == ["Goals", "Sell", "Dear", "Inform"]
    assert draft.path(2) == ("Goals", "Sell", "Dear")


def test_a_name_again_under_the_same_parent_is_left_out_and_told() -> None:
    assert problems("Code,Definition\nSell,x\nsell,y\n") == [
        (3, "This code stands in row 2 already, under the same parent. sell. The second one is left out.")
    ]


def test_more_than_two_thousand_codes_are_refused() -> None:
    rows = "\n".join(f"Code {number},x" for number in range(2001))
    with pytest.raises(UnreadableFile, match="2001 codes; a codebook holds 2000"):
        draft_of(f"Code,Definition\n{rows}\n".encode())


def test_two_thousand_are_written(lea: Member) -> None:
    rows = "\n".join(f"Theme {number % 20} > Code {number}" for number in range(1980))
    client_of(lea).post(send(lea, f"Path\n{rows}\n".encode()))
    assert Code.objects.filter(project=lea.project).count() == 2000


def test_nothing_is_written_before_it_is_confirmed(lea: Member) -> None:
    address = send(lea, b"Code,Definition\nSell,To sell\n")
    assert "To sell" in client_of(lea).get(address).content.decode()
    assert Code.objects.count() == 0
    client_of(lea).post(address)
    assert [*Code.objects.values_list("key", "definition_en")] == [("sell", "To sell")]
    assert (Upload.objects.count(), Revision.objects.count()) == (0, 1)


def test_a_second_click_says_that_the_file_is_in(lea: Member) -> None:
    address = send(lea, b"Code\nSell\n")
    client_of(lea).post(address)
    page = client_of(lea).post(address, follow=True).content.decode()
    assert "is imported already" in page
    assert (Code.objects.count(), Revision.objects.count()) == (1, 1)


def test_the_same_file_again_changes_nothing(lea: Member) -> None:
    content = b"Theme,Code,Definition\nGoals,Sell,To sell\n,Inform,To tell\n"
    client_of(lea).post(send(lea, content))
    page = client_of(lea).post(send(lea, content), follow=True).content.decode()
    assert "Nothing changed" in page
    assert (Code.objects.count(), Revision.objects.count()) == (3, 1)


def test_a_changed_cell_changes_its_code_and_blank_ones_keep_what_is_there(lea: Member) -> None:
    create_code(lea, label_en="Sell", definition_en="Old", use_when_en="Keep")
    client_of(lea).post(send(lea, b"Code,Definition,Use when\nSELL,New,\n"))
    code = Code.objects.get()
    assert (code.label_en, code.definition_en, code.use_when_en) == ("Sell", "New", "Keep")


def test_columns_can_be_chosen_otherwise(lea: Member) -> None:
    address = send(lea, b"Thing,Remark\nSell,To sell\n")
    query = "?header=1&rows=1&shown=1-1&role-0=code&role-1=use_not"
    assert "use_not" in client_of(lea).get(address + query).content.decode()
    form = {"header": "1", "rows": "1", "shown": "1-1", "role-0": "code", "role-1": "use_not"}
    client_of(lea).post(address, form)
    assert Code.objects.get().use_not_en == "To sell"


def test_a_file_that_is_no_table_is_refused_with_the_reason(lea: Member) -> None:
    for content, name in (
        (b"", "a.csv"),
        (b"%PDF-1.7", "a.pdf"),
        (b"PK\x03\x04cut", "a.xlsx"),
        (b"\x00\x01" * 500, "a.csv"),
    ):
        answer = client_of(lea).post(f"{HOME}import/", {"file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 422, name
    assert Upload.objects.count() == 0


def test_a_file_is_its_owners_and_can_be_left(lea: Member, olga: Member, karim: Member) -> None:
    address = send(lea, b"Code\nSell\n")
    assert client_of(olga).get(address).status_code == 404
    assert client_of(karim).get(f"{HOME}import/").status_code == 403
    client_of(lea).post(f"{address}discard/")
    assert (Upload.objects.count(), Code.objects.count()) == (0, 0)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_exported_codebook_comes_back_the_same(lea: Member, kind: str, language: str) -> None:
    load_template(lea.project, by=lea, name="e-influence")
    create_code(lea, label_en="=1+1", definition_en="-not a formula", label_fr="@voir")
    lea.user.language = language
    lea.user.save()
    content = client_of(lea).get(f"/projects/night-shift/codebook.{kind}").content
    elsewhere = Project.objects.create(key="elsewhere", name="Elsewhere", language="en")
    Member.objects.create(project=elsewhere, user=lea.user, role="lead")
    home = HOME.replace("night-shift", "elsewhere")
    sent = client_of(lea).post(f"{home}import/", {"file": SimpleUploadedFile(f"c.{kind}", content)})
    client_of(lea).post(sent.url)
    assert written(elsewhere) == written(lea.project)
    again = client_of(lea).post(send(lea, content, f"c.{kind}"), follow=True).content.decode()
    assert ("Nothing changed" in again) or ("Rien" in again)


def written(project: Project) -> list[tuple[object, ...]]:
    """All that a codebook says, in tree order."""
    names = [field.name for field in Code._meta.fields if field.name.endswith(("_en", "_fr"))]
    names += ["key", "slot", "origin", "active", "heading", "rated", "scale", "deniable"]
    nodes = codebook_of(Project.objects.get(pk=project.pk)).in_tree_order()
    return [(node.depth, *(getattr(node.code, name) for name in names)) for node in nodes]


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Clé", "key"),
        ("Clé du parent", "parent"),
        ("Chemin", "path"),
        ("Libellé anglais", "label_en"),
        ("Libellé français", "label_fr"),
        ("Définition, anglais", "definition_en"),
        ("Employer quand, français", "use_when_fr"),
        ("Ne pas employer, anglais", "use_not_en"),
        ("When NOT to use", "use_not"),
        ("Exemples, français", "examples_fr"),
        ("Origine", "origin"),
        ("Actif", "active"),
        ("Titre seulement", "heading"),
        ("Coté", "rated"),
        ("Échelle", "scale"),
        ("Peut être nié", "deniable"),
        ("Couleur et motif", "slot"),
        ("Thème", "level"),
        ("Code name", "code"),
        ("Number of Groups", ""),
        ("Frequency", ""),
    ],
)
def test_titles_are_known_in_both_languages(title: str, role: str) -> None:
    assert guess_role(title) == role


def test_formulas_stay_text_in_the_workbook(lea: Member) -> None:
    create_code(lea, label_en="=1+1")
    content = client_of(lea).get("/projects/night-shift/codebook.xlsx").content
    sheet = load_workbook(BytesIO(content)).active
    assert (sheet["D2"].value, sheet["D2"].data_type, sheet.freeze_panes) == ("=1+1", "s", "A2")


def test_the_first_rows_stand_there_as_they_are_to_choose_the_titles_by(lea: Member) -> None:
    address = send(lea, b"Our codes,\ncode,definition\nPlanning,Before acting.\n")
    page = client_of(lea).get(address).content.decode()
    assert "Our codes" in page
    assert "<strong>definition</strong>" in page
    part = client_of(lea).get(address, {"header": "1", "rows": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "<strong>Our codes</strong>" in part
    assert 'id="confirm-bar" hx-swap-oob' in part
