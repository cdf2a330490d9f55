"""The codebook: its tree, and what services do to it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coding.models import Assignment, Code, Coding
from coding.queries.codebook import codebook_of, tree_rows
from coding.services.codebook import (
    BadScale,
    CodebookError,
    Cycle,
    ParentGone,
    SameName,
    TooMany,
    archive_code,
    create_code,
    edit_code,
    move_code,
    restore_code,
    set_slot,
    step_code,
)
from interviews.models import Member, Project, Revision
from tests.factories import make_code, make_transcript


def keys(project: Project) -> list[str]:
    """The tree as lines, a dot for each level."""
    return ["." * node.depth + node.key for node in codebook_of(project).in_tree_order()]


def read_again(project: Project) -> Project:
    return Project.objects.get(pk=project.pk)


def test_the_tree_has_parents_before_children_and_siblings_by_position(project: Project) -> None:
    goals = make_code(project, "goals", position=1)
    make_code(project, "work", position=0)
    make_code(project, "sell", parent=goals, position=2)
    make_code(project, "inform", parent=goals, position=1)
    assert keys(project) == ["work", "goals", ".inform", ".sell"]


def test_a_node_knows_its_path_and_all_below_it(project: Project) -> None:
    a = make_code(project, "a")
    b = make_code(project, "b", parent=a)
    make_code(project, "c", parent=b)
    codebook = codebook_of(project)
    assert codebook.by_key["c"].path == "A > B > C"
    assert [node.key for node in codebook.descendants("a")] == ["b", "c"]


def test_two_thousand_codes_are_one_query_and_a_deep_branch_is_no_trouble(project: Project) -> None:
    made = Code.objects.bulk_create(
        [Code(project=project, key=f"c{n}", label_en=f"C {n}", position=n) for n in range(2000)]
    )
    for below, above in zip(made[1000:], made[999:], strict=False):
        below.parent = above
    Code.objects.bulk_update(made[1000:], ["parent"])
    with CaptureQueriesContext(connection) as queries:
        codebook = codebook_of(project)
        rows = tree_rows(codebook, {})
        codebook.by_key["c1999"].labels  # noqa: B018  # parents come with the tree
    assert len(queries) == 1
    assert (len(rows), codebook.by_key["c1999"].depth) == (2000, 1000)


def test_lists_of_the_tree_close_as_often_as_they_open(project: Project) -> None:
    a = make_code(project, "a")
    b = make_code(project, "b", parent=a)
    make_code(project, "c", parent=b)
    make_code(project, "d")
    rows = tree_rows(codebook_of(project), {})
    assert [(row.node.key, row.opens, len(row.closes)) for row in rows] == [
        ("a", True, 0),
        ("b", True, 0),
        ("c", False, 2),
        ("d", False, 0),
    ]


@pytest.mark.django_db(transaction=True)
def test_a_tree_is_read_once_until_the_codebook_changes(project: Project, lea: Member) -> None:
    create_code(lea, label_en="Planning")
    codebook_of(lea.project)
    with CaptureQueriesContext(connection) as queries:
        codebook_of(lea.project)
    assert len(queries) == 0
    create_code(lea, label_en="Monitoring")
    assert keys(lea.project) == ["planning", "monitoring"]


@pytest.mark.django_db(transaction=True)
def test_another_process_sees_a_change_by_the_projects_number(project: Project, lea: Member) -> None:
    elsewhere = read_again(project)
    assert keys(elsewhere) == []
    create_code(lea, label_en="Planning")
    assert keys(read_again(project)) == ["planning"]


def test_every_change_is_one_revision_and_one_codebook_revision(project: Project, lea: Member) -> None:
    code = create_code(lea, label_en="Planning")
    edit_code(code, by=lea, definition_en="To prepare.")
    set_slot(code, by=lea, slot=9)
    archive_code(code, by=lea)
    restore_code(code, by=lea)
    assert [*Revision.objects.order_by("number").values_list("verb", flat=True)] == [
        "create-code",
        "edit-code",
        "edit-code",
        "archive-code",
        "restore-code",
    ]
    assert read_again(project).codebook_revision == 5


def test_a_refused_change_leaves_nothing_behind(project: Project, lea: Member) -> None:
    create_code(lea, label_en="Planning")
    with pytest.raises(SameName):
        create_code(lea, label_en="planning ")
    assert (read_again(project).codebook_revision, lea.project.codebook_revision) == (1, 1)
    assert Revision.objects.count() == 1


def test_a_key_comes_from_the_english_name_else_the_french_and_never_changes(lea: Member) -> None:
    planning = create_code(lea, label_en="Planning", label_fr="Planification")
    watching = create_code(lea, label_fr="Veille (pratique) d’été")
    edit_code(planning, by=lea, label_en="Preparing")
    assert [planning.key, watching.key] == ["planning", "veille-pratique-d-ete"]
    assert Code.objects.get(pk=planning.pk).key == "planning"


def test_the_same_name_in_two_branches_is_two_codes_with_two_keys(lea: Member) -> None:
    goals, work = create_code(lea, label_en="Goals"), create_code(lea, label_en="Work")
    first = create_code(lea, parent=goals, label_en="Monitor")
    second = create_code(lea, parent=work, label_en="Monitor")
    assert [first.key, second.key] == ["monitor", "monitor-2"]


def test_a_key_never_takes_the_place_of_a_page(lea: Member) -> None:
    assert create_code(lea, label_en="new").key == "new-2"


def test_a_name_again_under_the_same_parent_is_refused_with_the_place(lea: Member) -> None:
    goals = create_code(lea, label_en="Goals")
    create_code(lea, parent=goals, label_en="Sell", label_fr="Vendre")
    with pytest.raises(SameName, match="Under “Goals” there is already a code “Sell”"):
        create_code(lea, parent=goals, label_fr="VENDRE")


def test_a_code_needs_a_name(lea: Member) -> None:
    with pytest.raises(CodebookError, match="at least one language"):
        create_code(lea, label_en="  ")


def test_new_codes_take_the_slots_that_fewest_have(lea: Member) -> None:
    create_code(lea, label_en="A", slot=0)
    create_code(lea, label_en="B", slot=2)
    assert [create_code(lea, label_en="C").slot, create_code(lea, label_en="D").slot] == [1, 3]


def test_a_code_made_after_the_first_coding_is_emergent(lea: Member, karim: Member) -> None:
    before = create_code(lea, label_en="Before")
    transcript = make_transcript(lea.project, ("P", "Words."))
    coder = Assignment.objects.create(transcript=transcript, coder=karim)
    Coding.objects.create(project=lea.project, transcript=transcript, assignment=coder, coder=karim)
    after = create_code(karim, label_en="After")
    assert [before.origin, after.origin] == ["a_priori", "emergent"]


def test_a_move_puts_the_branch_at_its_place(lea: Member) -> None:
    a, b, c = (create_code(lea, label_en=name) for name in "ABC")
    create_code(lea, parent=c, label_en="D")
    move_code(c, by=lea, parent=None, place=0)
    move_code(a, by=lea, parent=b)
    assert keys(lea.project) == ["c", ".d", "b", ".a"]


def test_a_step_up_and_down_stops_at_the_ends(lea: Member) -> None:
    _a, b = (create_code(lea, label_en=name) for name in "AB")
    step_code(b, by=lea, step=-1)
    step_code(b, by=lea, step=-1)
    assert keys(lea.project) == ["b", "a"]


def test_a_cycle_is_refused_with_both_names(lea: Member) -> None:
    a = create_code(lea, label_en="A")
    b = create_code(lea, parent=a, label_en="B")
    c = create_code(lea, parent=b, label_en="C")
    with pytest.raises(Cycle, match="“A” can’t go under “C”"):
        move_code(a, by=lea, parent=c)
    with pytest.raises(Cycle):
        move_code(a, by=lea, parent=a)


def test_a_move_beside_the_same_name_is_refused(lea: Member) -> None:
    goals = create_code(lea, label_en="Goals")
    create_code(lea, parent=goals, label_en="Monitor")
    other = create_code(lea, label_en="Monitor")
    with pytest.raises(SameName):
        move_code(other, by=lea, parent=goals)


def test_archiving_takes_the_branch_and_restoring_brings_back_what_went_with_it(lea: Member) -> None:
    a = create_code(lea, label_en="A")
    b = create_code(lea, parent=a, label_en="B")
    create_code(lea, parent=a, label_en="C")
    assert archive_code(b, by=lea) == 1
    assert archive_code(a, by=lea) == 2
    assert keys(lea.project) == []
    assert restore_code(a, by=lea) == 2
    assert keys(lea.project) == ["a", ".c"]


def test_a_code_does_not_come_back_under_an_archived_parent(lea: Member) -> None:
    a = create_code(lea, label_en="A")
    b = create_code(lea, parent=a, label_en="B")
    archive_code(b, by=lea)
    archive_code(a, by=lea)
    with pytest.raises(ParentGone, match="“A” is archived"):
        restore_code(b, by=lea)


def test_a_rated_code_has_a_scale_that_goes_up(lea: Member) -> None:
    level = {"en": "x", "fr": ""}
    with pytest.raises(BadScale, match="2 to 10 levels"):
        create_code(lea, label_en="A", rated="passage")
    with pytest.raises(BadScale, match="go up"):
        create_code(lea, label_en="A", rated="passage", scale=[{"value": 2, **level}, {"value": 1, **level}])


def test_the_codebook_holds_two_thousand_codes(project: Project, lea: Member) -> None:
    Code.objects.bulk_create([Code(project=project, key=f"c{n}", label_en=f"C {n}") for n in range(2000)])
    with pytest.raises(TooMany, match="2000 codes"):
        create_code(lea, label_en="One more")
