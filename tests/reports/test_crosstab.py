"""Codes by attribute, counted by hand in conftest.py: every basis, both figures, and who is left out."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from coding.models import Assignment, Code, CodingState, Recheck
from interviews.models import Member, TranscriptText
from reports.queries.basis.basis import UnknownBasis, coders_in_sight, read_basis
from reports.queries.counts.cell import UnknownCell, cell
from reports.queries.counts.crosstab import Crosstab, crosstab
from reports.queries.study.groups import NotGroupable, attribute_of
from reports.queries.study.study import UnknownBranch
from tests.factories import make_code
from tests.people import make_user
from tests.reports.conftest import done, mark


def table(reader: Member, basis: str = "union", branch: str = "") -> Crosstab:
    attribute = attribute_of(reader, "sector")
    return crosstab(reader, attribute=attribute, basis=read_basis(basis, reader=reader), branch=branch)


def figures(found: Crosstab, which: str = "participants") -> dict[str, tuple[int, int]]:
    """code -> (private, public)"""
    return {row.node.key: (getattr(row, which)["private"], getattr(row, which)["public"]) for row in found.rows}


def test_only_participants_whose_transcripts_are_done_are_counted(study, olga):
    found = table(olga)
    assert found.sizes == {"private": 1, "public": 1}
    assert found.totals == {"private": 2, "public": 1}
    assert (found.of, found.covered, found.without_value) == (4, 3, 1)


@pytest.mark.parametrize(
    ("basis", "participants", "passages"),
    [
        (
            "union",
            {"practices": (1, 1), "planning": (1, 0), "posting": (1, 1), "presence": (1, 0), "late": (0, 0)},
            {"practices": (1, 1), "planning": (1, 0), "posting": (1, 1), "presence": (2, 0), "late": (0, 0)},
        ),
        (
            "intersection",
            {"practices": (1, 1), "planning": (1, 0), "posting": (0, 1), "presence": (0, 0), "late": (0, 0)},
            {"practices": (1, 1), "planning": (1, 0), "posting": (0, 1), "presence": (0, 0), "late": (0, 0)},
        ),
        (
            "majority",
            {"practices": (1, 1), "planning": (1, 0), "posting": (0, 1), "presence": (0, 0), "late": (0, 0)},
            {"practices": (1, 1), "planning": (1, 0), "posting": (0, 1), "presence": (0, 0), "late": (0, 0)},
        ),
        (
            "coder:karim",
            {"practices": (1, 1), "planning": (1, 0), "posting": (0, 1), "presence": (1, 0), "late": (0, 0)},
            {"practices": (1, 1), "planning": (1, 0), "posting": (0, 1), "presence": (2, 0), "late": (0, 0)},
        ),
        (
            "coder:lena",
            {"practices": (1, 0), "planning": (1, 0), "posting": (1, 0), "presence": (0, 0), "late": (0, 0)},
            {"practices": (1, 0), "planning": (1, 0), "posting": (1, 0), "presence": (0, 0), "late": (0, 0)},
        ),
    ],
)
def test_every_basis_counts_what_was_counted_by_hand(study, olga, basis, participants, passages):
    found = table(olga, basis)
    assert figures(found) == participants
    assert figures(found, "passages") == passages


def test_a_coder_alone_speaks_of_the_participants_that_she_has_done(study, olga):
    assert table(olga, "coder:lena").sizes == {"private": 1, "public": 0}


def test_transcripts_done_by_one_person_are_told(study, olga):
    found = table(olga)
    assert (found.single, found.transcripts) == (1, 2)
    assert table(olga, "coder:karim").single == 0


def test_codings_on_archived_codes_are_left_out_and_told(study, olga):
    assert table(olga).left_out == 1
    assert "old" not in figures(table(olga))


def test_with_three_coders_the_majority_is_two(study, olga, lea):
    lea.counts_in_reports = True
    lea.save()
    assert figures(table(olga, "majority"))["presence"] == (1, 0)
    assert figures(table(olga, "majority"), "passages")["presence"] == (0, 0)
    assert figures(table(olga, "majority"))["planning"] == (1, 0)
    assert figures(table(olga, "majority"), "passages")["planning"] == (1, 0)
    assert figures(table(olga, "intersection"))["planning"] == (0, 0)


def test_the_majority_of_three_marks_the_stretches_of_two(study, olga, lea):
    lea.counts_in_reports = True
    lea.save()
    mark(lea, study.anna, study.planning, "week. We post each")
    # Karim 0-18, Lena 3-26, Lea 13-31 of Anna's turn: two of them from 3 to 26.
    assert figures(table(olga, "majority"), "passages")["planning"] == (1, 0)


def test_an_older_version_of_a_text_counts_no_more(study, olga):
    old = study.anna.current
    new = TranscriptText.objects.create(
        transcript=study.anna, version=2, text=old.text, sha256=old.sha256, length=old.length, original_sha256="x"
    )
    study.anna.current = new
    study.anna.save()
    assert figures(table(olga))["planning"] == (0, 0)


def test_a_removed_coding_counts_no_more(study, olga):
    CodingState.objects.filter(code=study.presence).update(died=2)
    assert figures(table(olga))["presence"] == (0, 0)


def test_an_archived_transcript_and_a_deleted_participant_count_no_more(study, olga):
    study.group.archived_at = timezone.now()
    study.group.save()
    assert table(olga).sizes == {"private": 1, "public": 0}
    study.people["Anna"].deleted_at = timezone.now()
    study.people["Anna"].save()
    assert (table(olga).sizes, table(olga).of) == ({"private": 0, "public": 0}, 3)


def test_two_members_of_a_group_in_one_passage_are_two_participants_and_one_passage(study, olga):
    from tests.reports.conftest import give

    give(study.people["Dora"], study.sector.values.get(key="public"))
    found = table(olga)
    assert figures(found)["posting"] == (1, 2)
    assert figures(found, "passages")["posting"] == (1, 1)


def test_a_code_made_after_the_reading_was_not_looked_for(study, olga):
    rows = {row.node.key: row.not_looked_for for row in table(olga).rows}
    assert (rows["late"], rows["planning"], rows["practices"]) == (3, 0, 0)


def test_reading_again_after_the_code_was_made_is_looking_for_it(study, olga):
    Assignment.objects.filter(transcript=study.anna).update(done_at=timezone.now() + timedelta(minutes=1))
    assert {row.node.key: row.not_looked_for for row in table(olga).rows}["late"] == 2


def test_going_through_again_for_a_code_without_a_version_is_looking_for_it(study, olga):
    late = Code.objects.get(key="late")
    Recheck.objects.create(assignment=study.anna.assignments.first(), code=late, version=0)
    assert {row.node.key: row.not_looked_for for row in table(olga).rows}["late"] == 2


def test_an_inactive_code_is_a_row_only_where_it_is_mentioned(study, olga):
    Code.objects.filter(key__in=["presence", "late"]).update(active=False)
    study.project.codebook_revision += 1
    study.project.save()
    olga.project.refresh_from_db()
    rows = {row.node.key: row.not_looked_for for row in table(olga).rows}
    assert "late" not in rows
    assert rows["presence"] == 2


def test_a_branch_is_its_code_and_what_is_below(study, olga):
    assert list(figures(table(olga, branch="practices"))) == ["practices", "planning", "posting"]
    with pytest.raises(UnknownBranch, match="practices, presence, late"):
        table(olga, branch="nothing")
    with pytest.raises(UnknownBranch):
        table(olga, branch="old")


def test_blind_coders_count_only_their_own_work_under_any_basis(study, karim, lena):
    assert coders_in_sight(karim) == [karim]
    assert figures(table(lena, "union")) == figures(table(lena, "coder:lena"))
    with pytest.raises(UnknownBasis, match="coder:karim, union, intersection, majority"):
        read_basis("coder:lena", reader=karim)


def test_numbers_are_grouped_by_their_cut_points(study, olga):
    from interviews.models import Attribute, ParticipantValue

    size = Attribute.objects.create(
        project=study.project, key="size", label_en="Size", kind="number", cut_points=[50, 250]
    )
    for name, number in (("Anna", 250), ("Bruno", 49), ("Chloe", 50)):
        ParticipantValue.objects.create(participant=study.people[name], attribute=size, number=number, born=1)
    found = crosstab(olga, attribute=size, basis=read_basis("union", reader=olga))
    assert found.totals == {"lt-50": 1, "50-250": 1, "ge-250": 1}
    assert [group.label for group in found.groups] == ["under 50", "50 to 249", "250 and more"]


def test_texts_and_unknown_attributes_make_no_groups(study, olga):
    from interviews.models import Attribute

    role = Attribute.objects.create(project=study.project, key="role", label_en="Role", kind="text")
    with pytest.raises(NotGroupable, match="makes no groups"):
        crosstab(olga, attribute=role, basis=read_basis("union", reader=olga))
    with pytest.raises(NotGroupable, match="role, sector"):
        attribute_of(olga, "colour")


def opened(reader: Member, code: str, group: str, basis: str = "union"):
    attribute = attribute_of(reader, "sector")
    return cell(reader, attribute=attribute, basis=read_basis(basis, reader=reader), code=code, group=group)


def test_a_cell_opens_the_passages_that_it_counts(study, olga):
    found = opened(olga, "planning", "private")
    assert (found.participants, found.size, found.passages) == (1, 1, 1)
    passage = found.voices[0].passages[0]
    assert passage.excerpt.quote == "We plan each week. We post"
    assert (passage.excerpt.before, passage.excerpt.after) == ("", " each day.")
    assert [hand.initials for hand in passage.hands] == ["KA", "LE"]


def test_every_cell_agrees_with_the_table(study, olga):
    for basis in ("union", "intersection", "majority", "coder:karim", "coder:lena"):
        for row in table(olga, basis).rows:
            for group in ("private", "public"):
                found = opened(olga, row.node.key, group, basis)
                assert (found.participants, found.passages) == (row.participants[group], row.passages[group])


def test_a_cell_tells_who_does_not_mention_it_and_whether_anybody_looked(study, olga):
    assert [(str(p), state) for p, state in opened(olga, "planning", "public").silent] == [("Bruno", "no mention")]
    assert [(str(p), state) for p, state in opened(olga, "late", "public").silent] == [("Bruno", "not looked for")]


def test_marks_of_all_coders_in_different_places_are_a_mention_without_a_common_passage(study, olga, lena):
    mark(lena, study.anna, study.presence, "We listen.")
    found = opened(olga, "presence", "private", "intersection")
    assert (found.participants, found.passages, found.voices[0].apart) == (1, 0, True)
    assert len(found.voices[0].passages) == 3


def test_a_denial_is_told_in_its_cell(study, olga):
    assert [hand.says for hand in opened(olga, "posting", "private").voices[0].passages[0].hands][-1:] == ["denies"]


@pytest.mark.parametrize(("code", "group"), [("nothing", "private"), ("planning", "nobody"), ("old", "private")])
def test_an_unknown_cell_is_refused(study, olga, code, group):
    with pytest.raises(UnknownCell):
        opened(olga, code, group)


# The command: its output is a promise.


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("crosstab", "night-shift", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_prints_one_json_document(study, olga):
    answer = json.loads(run("--attribute", "sector", "--basis", "coder:karim", "--branch", "practices", "--json"))
    assert answer == {
        "basis": "coder:karim",
        "of": 4,
        "without_value": 1,
        "groups": {"private": 1, "public": 1},
        "rows": [
            {
                "code": "practices",
                "path": "Practices",
                "participants": {"private": 1, "public": 1},
                "passages": {"private": 1, "public": 1},
            },
            {
                "code": "planning",
                "path": "Practices > Planning",
                "participants": {"private": 1, "public": 0},
                "passages": {"private": 1, "public": 0},
            },
            {
                "code": "posting",
                "path": "Practices > Posting",
                "participants": {"private": 0, "public": 1},
                "passages": {"private": 0, "public": 1},
            },
        ],
    }


def test_the_command_writes_csv_and_xlsx(study, olga, tmp_path: Path):
    run("--attribute", "sector", "--csv", str(tmp_path / "a.csv"))
    lines = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("code,path,group,label,participants,of,passages,basis,fictional,mentioned,denied,")
    assert lines[3] == "planning,Practices > Planning,private,Private,1,1,1,union,no,1,0,0,0,0,0"
    run("--attribute", "sector", "--xlsx", str(tmp_path / "a.xlsx"))
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[3]] == ["Planning", 1, 0, 0]


def test_the_command_prints_a_table_for_people(study, olga, capsys):
    run("--attribute", "sector")
    assert "Practices > Planning\t1\t0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--attribute", "colour"), "There is no attribute"),
        (("--attribute", "sector", "--basis", "coder:sam"), "no such basis"),
        (("--attribute", "sector", "--basis", "sum"), "no such basis"),
        (("--attribute", "sector", "--branch", "x"), "no such branch"),
        (("--attribute", "sector", "--csv", "/nowhere/at/all.csv"), "can't be written"),
    ],
)
def test_bad_input_ends_with_1_and_says_what_there_is(study, olga, arguments, message):
    with pytest.raises(CommandError, match=message) as error:
        run(*arguments)
    assert error.value.returncode == 1


def test_an_unknown_project_is_bad_input(study, olga):
    with pytest.raises(CommandError, match="There are: night-shift"):
        call_command("crosstab", "day-shift", "--attribute", "sector")


def test_a_missing_option_is_wrong_usage(study, olga):
    import subprocess
    import sys

    ended = subprocess.run([sys.executable, "manage.py", "crosstab", "night-shift"], capture_output=True, check=False)
    assert ended.returncode == 2


def test_members_who_left_still_count_and_strangers_never_did(study, olga, lena):
    lena.left_at = timezone.now()
    lena.save()
    make_user("nobody")
    assert [str(coder.user.username) for coder in coders_in_sight(olga)] == ["karim", "lena"]


def test_a_code_with_a_late_child_counts_it_too(study, olga, karim):
    child = make_code(study.project, "calendar", parent=study.presence)
    study.project.codebook_revision += 1
    study.project.save()
    olga.project.refresh_from_db()
    mark(karim, study.group, child, "We post")
    done(karim, study.group)
    assert figures(table(olga))["presence"] == (1, 1)


def test_an_attribute_can_be_named_by_its_label(study, olga):
    assert json.loads(run("--attribute", "secteur", "--json"))["groups"] == {"private": 1, "public": 1}


def test_a_study_in_which_nobody_is_done_warns_on_the_other_stream(study, olga, capsys):
    Assignment.objects.update(done_at=None)
    warned = StringIO()
    out = StringIO()
    call_command("crosstab", "night-shift", "--attribute", "sector", "--json", stdout=out, stderr=warned)
    assert json.loads(out.getvalue())["groups"] == {"private": 0, "public": 0}
    assert "every count is 0" in warned.getvalue()
