"""Groups of codes of which only one fits a passage: a warning with the choice, and a list of where two stand."""

from uuid import UUID

import pytest

from coding.models import Code, CodingState, ExclusiveGroup
from coding.queries.codebook import codebook_of
from coding.queries.groups import group_by_code, group_by_code_in, groups_of, overlaps_in_groups, own_overlaps
from coding.services.codebook import archive_code, create_code
from coding.services.groups import GroupError, change_group, dissolve_group, make_group
from coding.services.versions import freeze
from interviews.models import Member, Project, Transcript
from tests.coding.test_proposals import send
from tests.factories import make_transcript

WORDS = "I plan first. Then we post. People answer, and I answer them back."


@pytest.fixture
def interview(project: Project) -> Transcript:
    return make_transcript(project, ("Interviewer", "How do you work?"), ("Anna", WORDS))


@pytest.fixture
def codes(lea: Member) -> list[Code]:
    return [create_code(lea, label_en=name) for name in ("Good", "Bad", "Other")]


@pytest.fixture
def group(lea: Member, codes: list[Code], karim: Member) -> ExclusiveGroup:
    made = make_group(lea, name="  Tone ", codes=codes[:2])
    karim.project.refresh_from_db()
    return made


def members(lea: Member) -> list[tuple[str, list[str]]]:
    return [
        (one.group.name, [code.key for code in one.codes]) for one in groups_of(lea.project, codebook_of(lea.project))
    ]


def test_a_group_is_part_of_the_codebook_and_its_versions(
    lea: Member, codes: list[Code], group: ExclusiveGroup
) -> None:
    assert members(lea) == [("Tone", ["good", "bad"])]
    version = freeze(lea, note="First")
    assert [entry["only_one_of"] for entry in version.document["codes"]] == ["Tone", "Tone", None]
    assert group_by_code_in(version.document, codebook_of(lea.project)) == {codes[0].pk: "Tone", codes[1].pk: "Tone"}
    assert lea.project.codebook_revision == 4


def test_a_group_is_changed_and_dissolved(lea: Member, codes: list[Code], group: ExclusiveGroup) -> None:
    change_group(group, by=lea, name="Mood", codes=codes[1:])
    assert members(lea) == [("Mood", ["bad", "other"])]
    dissolve_group(ExclusiveGroup.objects.get(), by=lea)
    assert members(lea) == []
    assert group_by_code(codebook_of(lea.project)) == {}


def test_what_makes_no_group_is_refused(lea: Member, codes: list[Code], group: ExclusiveGroup) -> None:
    more = create_code(lea, label_en="More")
    for name, chosen, reason in (
        (" ", codes[:2], "needs a name"),
        ("Tone", [codes[2], more], "a group “Tone” already"),
        ("New", [more], "at least two"),
        ("New", [codes[0], more], "“Good” is in another group"),
    ):
        with pytest.raises(GroupError, match=reason):
            make_group(lea, name=name, codes=chosen)
    assert members(lea) == [("Tone", ["good", "bad"])]


def test_coding_warns_with_what_stands_there_and_loses_nothing(
    karim: Member, codes: list[Code], group: ExclusiveGroup, interview: Transcript
) -> None:
    good, bad, other = (code.pk for code in codes)
    first = send(karim, interview, "People answer", kind="code", code=good).json()
    assert "warning" not in first
    assert "warning" not in send(karim, interview, "I plan first", kind="code", code=bad).json()
    assert "warning" not in send(karim, interview, "answer", kind="code", code=other).json()
    second = send(karim, interview, "answer, and", kind="code", code=bad).json()
    assert [one["uid"] for one in second["warning"]["others"]] == [first["uid"]]
    assert second["warning"]["uid"] == second["uid"]
    assert "“Good”" in second["warning"]["said"] and "“Bad”" in second["warning"]["said"]
    assert CodingState.objects.visible_to(karim).living().count() == 4


def test_a_change_that_brings_two_together_warns_too(
    karim: Member, codes: list[Code], group: ExclusiveGroup, interview: Transcript
) -> None:
    send(karim, interview, "People answer", kind="code", code=codes[0].pk)
    made = send(karim, interview, "answer, and", kind="code", code=codes[2].pk).json()
    assert "warning" in send(karim, interview, kind="change", uid=made["uid"], code=codes[1].pk).json()


def test_others_codings_do_not_warn(
    karim: Member, lea: Member, codes: list[Code], group: ExclusiveGroup, interview: Transcript
) -> None:
    send(karim, interview, "People answer", kind="code", code=codes[0].pk)
    assert "warning" not in send(lea, interview, "People answer", kind="code", code=codes[1].pk).json()


def test_the_list_has_each_pair_of_one_coder_once(
    karim: Member, lena: Member, lea: Member, codes: list[Code], group: ExclusiveGroup, interview: Transcript
) -> None:
    good, bad, _other = (code.pk for code in codes)
    uids = [
        send(karim, interview, quote, kind="code", code=code).json()["uid"]
        for quote, code in (("Then we post", good), ("post. People", bad), ("we", bad), ("People answer", bad))
    ]
    send(lena, interview, "Then we post", kind="code", code=bad)
    codebook = codebook_of(lea.project)
    pairs = [{one.first.uid, one.second.uid} for one in own_overlaps(lea, codebook)]
    assert pairs == [{UUID(uids[0]), UUID(uids[2])}, {UUID(uids[0]), UUID(uids[1])}]
    assert own_overlaps(lena, codebook) == []
    states = CodingState.objects.visible_to(karim).living()
    assert len(overlaps_in_groups(states, groups=group_by_code(codebook))) == 2


def test_an_archived_code_is_in_no_group(lea: Member, codes: list[Code], group: ExclusiveGroup) -> None:
    archive_code(codes[0], by=lea)
    assert group_by_code(codebook_of(lea.project)) == {codes[1].pk: group.pk}
