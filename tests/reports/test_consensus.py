"""Consensus by hand: what all mark alike, what was decided instead of it, and what is open."""

import json
from types import SimpleNamespace

import openpyxl
import pytest
from django.utils import timezone

from coding.models import Assignment, Code, CodebookVersion, Coding, CodingState, Decision, Rating, Recheck
from coding.services.decisions import settle, undo_decision
from interviews.models import Member, Project
from reports.queries.basis.basis import default_basis, ground_of, read_basis
from reports.queries.basis.ratings import ratings_of
from reports.queries.counts.cell import Cell
from reports.queries.kinds.crosstab import notes_of
from tests.disagreements import make_disagreement, make_round
from tests.people import client_of
from tests.reports.conftest import done, mark
from tests.reports.test_crosstab import figures, opened, run, table

ADDRESS = "/projects/night-shift/reports/crosstab/"


@pytest.fixture
def differing(study: SimpleNamespace, karim: Member, lena: Member) -> SimpleNamespace:
    """The round of Anna's transcript: Planning is a boundary, Posting and Presence are omissions."""
    round_ = make_round(study.project)
    anna = study.anna
    sides = {karim: ["We plan each week."], lena: ["plan each week. We post"]}
    study.boundary = make_disagreement(round_, anna, study.planning, sides)
    study.posted = make_disagreement(
        round_, anna, study.posting, {karim: [], lena: ["We post each day."]}, kind="omission"
    )
    study.present = make_disagreement(
        round_, anna, study.presence, {karim: ["We plan", " each week."], lena: []}, kind="omission"
    )
    return study


def test_without_decisions_it_is_what_all_mark_alike(differing, olga):
    found = table(olga, "consensus")
    assert figures(found) == {
        "practices": (1, 1),
        "planning": (1, 0),
        "posting": (0, 1),
        "presence": (0, 0),
        "late": (0, 0),
    }
    # Planning and Posting of Anna, and Presence twice, for its passages only touch.
    assert (found.open, found.single, found.transcripts) == (4, 1, 2)


def test_a_decision_counts_instead_of_what_the_coders_marked(differing, olga):
    settle(differing.boundary, by=olga, outcome="neither")
    found = table(olga, "consensus")
    assert (figures(found)["planning"], found.open) == ((0, 0), 3)
    settle(differing.posted, by=olga, outcome="union")
    found = table(olga, "consensus")
    assert (figures(found)["posting"], figures(found, "passages")["posting"], found.open) == ((1, 1), (1, 1), 2)
    settle(differing.present, by=olga, outcome="both")
    found = table(olga, "consensus")
    assert (figures(found, "passages")["presence"], found.open) == ((2, 0), 0)


def test_other_bases_do_not_know_of_decisions(differing, olga):
    before = [figures(table(olga, basis)) for basis in ("union", "intersection", "majority", "coder:karim")]
    settle(differing.posted, by=olga, outcome="neither")
    settle(differing.boundary, by=olga, outcome="union")
    assert [figures(table(olga, basis)) for basis in ("union", "intersection", "majority", "coder:karim")] == before
    assert table(olga, "union").open == 0


def test_undone_a_decision_counts_no_more(differing, olga):
    decision = settle(differing.posted, by=olga, outcome="union")
    undo_decision(decision, by=olga)
    assert figures(table(olga, "consensus"))["posting"] == (0, 1)


def test_what_changed_after_a_decision_is_open_again(differing, olga, lena):
    settle(differing.posted, by=olga, outcome="neither")
    before = table(olga, "consensus").open
    mark(lena, differing.anna, differing.posting, "each day. We listen.")
    assert table(olga, "consensus").open == before + 1


def test_every_cell_agrees_with_the_table(differing, olga):
    settle(differing.boundary, by=olga, outcome="intersection")
    settle(differing.posted, by=olga, outcome="union")
    for row in table(olga, "consensus").rows:
        for group in ("private", "public"):
            found: Cell = opened(olga, row.node.key, group, "consensus")
            assert (found.participants, found.passages) == (row.participants[group], row.passages[group])


def test_a_cell_tells_what_was_decided(differing, olga):
    settle(differing.posted, by=olga, outcome="union")
    passage = opened(olga, "posting", "private", "consensus").voices[0].passages[0]
    assert [(hand.initials, hand.name, hand.says) for hand in passage.hands] == [
        ("decided", "union", "denies"),
        ("LE", "Lena", "denies"),
    ]
    assert passage.place.startswith("?coding=")
    CodingState.objects.filter(coding__layer="coder", code=differing.posting).update(died=9)
    passage = opened(olga, "posting", "private", "consensus").voices[0].passages[0]
    assert passage.place == "#t1"


def test_consensus_is_the_basis_as_soon_as_a_decision_stands(differing, olga, rita, karim):
    assert default_basis(olga).key == "union"
    decision = settle(differing.posted, by=olga, outcome="union")
    assert (default_basis(olga).key, default_basis(rita).key) == ("consensus", "consensus")
    assert json.loads(run("--attribute", "sector", "--json"))["basis"] == "consensus"
    assert json.loads(run("--attribute", "sector", "--basis", "union", "--json"))["basis"] == "union"
    assert 'aria-current="page">Consensus' in client_of(olga).get(ADDRESS).content.decode()
    assert "Consensus" not in client_of(karim).get(ADDRESS).content.decode()
    undo_decision(decision, by=olga)
    assert default_basis(olga).key == "union"


def test_the_command_promises_the_same_form_under_consensus(differing, olga):
    settle(differing.posted, by=olga, outcome="union")
    answer = json.loads(run("--attribute", "sector", "--basis", "consensus", "--json"))
    assert list(answer) == ["basis", "of", "without_value", "groups", "rows"]
    assert {row["code"]: row["participants"] for row in answer["rows"]}["posting"] == {"private": 1, "public": 1}


def test_page_and_workbook_say_how_many_are_open_and_coded_by_one(differing, olga, tmp_path):
    page = client_of(olga).get(f"{ADDRESS}?basis=consensus").content.decode()
    assert "4 open: disagreements that nobody has decided yet" in page
    assert "1 of 2 transcripts was coded by one person." in page
    run("--attribute", "sector", "--basis", "consensus", "--xlsx", str(tmp_path / "a.xlsx"))
    notes = [row[0] for row in openpyxl.load_workbook(tmp_path / "a.xlsx")["Notes"].iter_rows(values_only=True)]
    assert any(note.startswith("4 open") for note in notes)
    assert any("coded by one person" in note for note in notes)
    assert any(note.startswith("0 open") for note in notes_of(table(olga, "consensus", "late"), reader=olga))


def test_a_branch_has_its_own_open_disagreements(differing, olga):
    assert table(olga, "consensus", "practices").open == 2


def test_two_participants_of_one_turn_are_one_open_disagreement(study, olga, lena):
    done(lena, study.group)
    # Karim's passage touches Bruno's and Dora's turns; Lena has none there.
    before = table(olga, "consensus").open
    mark(lena, study.group, study.planning, "post at night.\nI never")
    assert table(olga, "consensus").open == before + 1


# Which pass counts, and which codes were looked for.


def second_pass(coder: Member, study: SimpleNamespace, *, is_done: bool) -> Assignment:
    Assignment.objects.filter(coder=coder, transcript=study.anna).update(is_current=False)
    at = timezone.now() if is_done else None
    return Assignment.objects.create(coder=coder, transcript=study.anna, round=make_round(study.project), done_at=at)


def moved(pass_: Assignment, state: CodingState) -> None:
    Coding.objects.filter(states=state).update(assignment=pass_)


def test_of_two_done_passes_the_later_counts(study, olga, karim):
    again = second_pass(karim, study, is_done=True)
    assert figures(table(olga, "coder:karim"))["planning"] == (0, 0)
    moved(again, CodingState.objects.filter(code=study.presence, coding__coder=karim).first())
    assert figures(table(olga, "coder:karim"), "passages")["presence"] == (1, 0)
    assert figures(table(olga, "consensus"))["planning"] == (0, 0)


def test_a_pass_that_is_not_done_leaves_the_one_before(study, olga, karim):
    second_pass(karim, study, is_done=False)
    assert figures(table(olga, "coder:karim"))["planning"] == (1, 0)


def test_proposals_never_count(study, olga, karim):
    before = table(olga).left_out
    Code.objects.filter(pk=study.planning.pk).update(proposed_by=karim)
    Code.objects.filter(pk=study.posting.pk).update(proposed_by=olga)
    for basis in ("union", "consensus", "coder:karim"):
        assert "planning" not in figures(table(olga, basis))
        assert figures(table(olga, basis))["practices"] == (0, 0)
    assert table(olga).left_out == before


@pytest.fixture
def redefined(study: SimpleNamespace, project: Project) -> Code:
    """Presence means something else since version 2; all passes are of version 1."""
    for number in (1, 2):
        CodebookVersion.objects.create(
            project=project, number=number, note="x", document={}, sha256="0" * 64, codebook_revision=number
        )
    Code.objects.filter(pk=study.presence.pk).update(meaning_since=2)
    Assignment.objects.update(done_version=1)
    return Code.objects.get(pk=study.presence.pk)


def unread(reader: Member, basis: str = "union") -> dict[str, int]:
    return {row.node.key: row.not_looked_for for row in table(reader, basis).rows}


def test_a_redefined_code_was_not_looked_for_until_someone_rechecks(study, redefined, olga, karim, lena):
    # Of Anna, Bruno and Dora, Anna mentions it.
    assert unread(olga)["presence"] == 2
    for pass_ in Assignment.objects.filter(coder=karim):
        Recheck.objects.create(assignment=pass_, code=redefined, version=2)
    assert unread(olga)["presence"] == 0


def test_who_has_not_looked_for_a_code_is_not_needed_for_it(study, redefined, olga, karim):
    assert figures(table(olga, "intersection"))["presence"] == (1, 0)
    Recheck.objects.create(
        assignment=Assignment.objects.get(coder=karim, transcript=study.anna), code=redefined, version=2
    )
    assert figures(table(olga, "intersection"))["presence"] == (1, 0)
    Assignment.objects.filter(coder__user__username="lena").update(done_version=2)
    assert figures(table(olga, "intersection"))["presence"] == (0, 0)
    assert figures(table(olga, "consensus"))["presence"] == (0, 0)


# Ratings under each basis.


@pytest.fixture
def rated(differing: SimpleNamespace, karim: Member, lena: Member) -> SimpleNamespace:
    """Karim gives Anna's planning 1 and 4, Lena 3."""
    Code.objects.filter(pk=differing.planning.pk).update(
        rated="passage", scale=[{"value": n, "en": name} for n, name in enumerate("abcd", 1)]
    )
    differing.planning.refresh_from_db()
    said = CodingState.objects.filter(code=differing.planning, coding__transcript=differing.anna, start__gt=5)
    said.filter(coding__coder=karim).update(rating=1)
    said.filter(coding__coder=lena).update(rating=3)
    mark(karim, differing.anna, differing.planning, "We listen.", rating=4)
    return differing


def value(reader: Member, study: SimpleNamespace, basis: str) -> int | None:
    ground = ground_of(read_basis(basis, reader=reader), reader=reader)
    return ratings_of(ground, study.planning)[study.people["Anna"].pk].value


def test_ratings_of_several_coders_have_one_value_or_are_open(rated, olga, lena):
    values = {basis: value(olga, rated, basis) for basis in ("union", "majority", "coder:karim", "coder:lena")}
    assert values == {"union": 3, "majority": 3, "coder:karim": 1, "coder:lena": 3}
    assert (value(olga, rated, "intersection"), value(olga, rated, "consensus")) == (None, None)
    assert opened(olga, "planning", "private", "consensus").voices[0].rating == "rating open: the coders differ"
    CodingState.objects.filter(coding__coder=lena, rating=3).update(rating=1)
    assert (value(olga, rated, "intersection"), value(olga, rated, "consensus")) == (1, 1)


def test_a_decision_settles_the_rating_under_consensus(rated, olga, lena):
    settle(rated.boundary, by=olga, outcome="keep", kept=lena.pk)
    assert (value(olga, rated, "consensus"), value(olga, rated, "intersection")) == (3, None)
    assert opened(olga, "planning", "private", "consensus").voices[0].rating == "3 c"


def test_case_ratings_have_the_same_rules(rated, olga, karim, lena):
    Code.objects.filter(pk=rated.presence.pk).update(rated="participant", scale=[{"value": 1}, {"value": 2}])
    rated.presence.refresh_from_db()
    for coder, given in ((karim, 1), (lena, 2)):
        pass_ = Assignment.objects.get(coder=coder, transcript=rated.anna)
        Rating.objects.create(
            assignment=pass_, participant=rated.people["Anna"], code=rated.presence, value=given, born=1
        )

    def case(basis: str) -> int | None:
        ground = ground_of(read_basis(basis, reader=olga), reader=olga)
        return ratings_of(ground, rated.presence)[rated.people["Anna"].pk].value

    assert (case("union"), case("consensus"), case("coder:lena")) == (1, None, 2)
    Assignment.objects.filter(coder=lena).update(done_at=None)
    assert case("consensus") == 1


def test_a_blind_lead_counts_her_own_work_alone(differing, olga, lea):
    settle(differing.posted, by=olga, outcome="union")
    Member.objects.filter(pk=lea.pk).update(is_blind=True, counts_in_reports=True)
    blind = Member.objects.select_related("project", "user").get(pk=lea.pk)
    assert default_basis(blind).key == "union"
    page = client_of(blind).get(ADDRESS, {"basis": "consensus"}).content.decode()
    assert "Only your own codings are counted" in page
    assert Decision.objects.count() == 1
