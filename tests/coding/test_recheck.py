"""Codes newer than a coder's "done": to be rechecked, and not looked for until then."""

import pytest

from coding.models import Assignment, Code, Recheck
from coding.queries.recheck import CodeToRecheck, readings, recheck_overview, to_recheck, to_recheck_in
from coding.services.codebook import create_code, edit_code
from coding.services.operations import Invalid
from coding.services.passes import mark_done, take_back_done
from coding.services.recheck import recheck, take_back_recheck
from coding.services.versions import freeze
from interviews.models import Member, Project, Revision, Transcript
from tests.coding.test_proposals import send
from tests.factories import make_transcript


@pytest.fixture
def talks(project: Project) -> list[Transcript]:
    return [make_transcript(project, ("P", "I plan first. I post."), title=f"Talk {n}") for n in (1, 2)]


@pytest.fixture
def goals(lea: Member, karim: Member) -> Code:
    """Version 1 has one code."""
    made = create_code(lea, label_en="Goals")
    freeze(lea, note="First")
    karim.project.refresh_from_db()
    return made


@pytest.fixture
def newer(lea: Member, karim: Member, goals: Code, talks: list[Transcript]) -> Code:
    """Karim is done with both talks under version 1; version 2 redefines Goals and has a new code."""
    for talk in talks:
        mark_done(talk, by=karim)
    edit_code(goals, by=lea, definition_en="What one wants.")
    made = create_code(lea, label_en="Work")
    freeze(lea, note="Second")
    karim.project.refresh_from_db()
    return made


def told(found: list[CodeToRecheck]) -> list[tuple[str, int, bool, list[str]]]:
    return [(one.code.key, one.version, one.redefined, [p.transcript.title for p in one.left]) for one in found]


def test_new_and_redefined_codes_wait_in_what_was_done_before(
    karim: Member, lena: Member, talks: list[Transcript], newer: Code
) -> None:
    both = ["Talk 1", "Talk 2"]
    assert told(to_recheck(karim)) == [("goals", 2, True, both), ("work", 2, False, both)]
    assert to_recheck(lena) == []


def test_what_was_done_since_needs_no_recheck(karim: Member, talks: list[Transcript], newer: Code) -> None:
    take_back_done(talks[0], by=karim)
    mark_done(talks[0], by=karim)
    assert [p.transcript.title for one in to_recheck(karim) for p in one.left] == ["Talk 2", "Talk 2"]


def test_a_coder_rechecks_a_code_and_takes_it_back(karim: Member, talks: list[Transcript], newer: Code) -> None:
    send(karim, talks[0], "I plan", kind="code", code=newer.pk)
    assert recheck(talks[0], by=karim, code=newer) == 1
    assert recheck(talks[0], by=karim, code=newer) == 0
    (work,) = [one for one in to_recheck(karim) if one.code == newer]
    assert [(p.transcript.title, p.count, p.rechecked_at is None) for p in work.passes] == [
        ("Talk 2", 0, True),
        ("Talk 1", 1, False),
    ]
    assert Revision.objects.filter(verb="recheck.made").count() == 1
    assert take_back_recheck(talks[0], by=karim, code=newer) == 1
    assert not Recheck.objects.exists()
    assert len(told(to_recheck(karim))[1][3]) == 2


def test_all_codes_of_a_transcript_at_once(karim: Member, talks: list[Transcript], newer: Code) -> None:
    assert recheck(talks[0], by=karim) == 2
    assert told(to_recheck(karim)) == [("goals", 2, True, ["Talk 2"]), ("work", 2, False, ["Talk 2"])]
    assert [one.left for one in to_recheck_in(karim, talks[0])] == [(), ()]
    assert take_back_recheck(talks[0], by=karim) == 2


def test_a_code_redefined_again_is_to_be_rechecked_again(
    karim: Member, lea: Member, talks: list[Transcript], newer: Code
) -> None:
    recheck(talks[0], by=karim)
    edit_code(newer, by=lea, definition_en="What one does.")
    freeze(lea, note="Third")
    karim.project.refresh_from_db()
    assert told(to_recheck(karim))[1] == ("work", 3, True, ["Talk 1", "Talk 2"])
    recheck(talks[0], by=karim, code=newer)
    assert told(to_recheck(karim))[1] == ("work", 3, True, ["Talk 2"])


def test_only_what_waits_is_rechecked(karim: Member, lena: Member, talks: list[Transcript], goals: Code) -> None:
    mark_done(talks[0], by=karim)
    with pytest.raises(Invalid, match="needs no recheck"):
        recheck(talks[0], by=karim, code=goals)


def test_without_versions_the_date_decides(lea: Member, karim: Member, talks: list[Transcript]) -> None:
    create_code(lea, label_en="Goals")
    mark_done(talks[0], by=karim)
    later = create_code(lea, label_en="Later")
    karim.project.refresh_from_db()
    assert told(to_recheck(karim)) == [("later", 0, False, ["Talk 1"])]
    recheck(talks[0], by=karim, code=later)
    assert to_recheck(karim) == []


def test_an_inactive_code_was_looked_for_by_nobody_and_waits_for_nobody(
    karim: Member, lea: Member, talks: list[Transcript], newer: Code
) -> None:
    edit_code(newer, by=lea, active=False)
    karim.project.refresh_from_db()
    assert [one.code.key for one in to_recheck(karim)] == ["goals"]
    passes = Assignment.objects.visible_to(karim)
    assert not any(one.looked_for(Code.objects.get(pk=newer.pk)) for one in readings(passes).values())


def test_the_lead_sees_who_has_what_left_and_a_coder_only_her_own(
    lea: Member, karim: Member, lena: Member, talks: list[Transcript], newer: Code
) -> None:
    recheck(talks[0], by=karim, code=newer)
    found = recheck_overview(lea)
    assert [member.user.username for member in found.coders] == ["karim"]
    assert [(row.code.key, [(one.left, one.of) for one in cells if one]) for row, cells in found.rows] == [
        ("goals", [(2, 2)]),
        ("work", [(1, 2)]),
    ]
    assert recheck_overview(lena).rows == ()
