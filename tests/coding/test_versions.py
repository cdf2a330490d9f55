"""Versions of the codebook: frozen with a note, told apart in words, hashed the same wherever they are read."""

import pytest

from coding.models import Code, CodebookVersion
from coding.queries.codebook import codebook_of
from coding.queries.versions import canonical, document_of, draft_is_open, group_names, hash_of
from coding.queries.versions_apart import Apart, apart
from coding.services.codebook import archive_code, create_code, edit_code, move_code, restore_code
from coding.services.versions import NoNote, NothingToFreeze, freeze
from interviews.models import Member, Project, Revision


def since(lea: Member) -> Apart:
    """What changed since the last version."""
    version = CodebookVersion.objects.get(number=lea.project.codebook_version)
    return apart(version.document, document_of(codebook_of(lea.project), group_names(lea.project)))


def said(lea: Member) -> list[tuple[str, str, str]]:
    return [(one.kind.value, one.key, one.said) for one in since(lea).changes]


def meanings() -> dict[str, int]:
    return dict(Code.objects.values_list("key", "meaning_since"))


def test_a_freeze_is_one_revision_with_the_whole_tree(lea: Member) -> None:
    goals = create_code(lea, label_en="Goals")
    create_code(lea, label_en="Sell", parent=goals)
    version = freeze(lea, note=" First reading. ")
    assert (version.number, version.note) == (1, "First reading.")
    assert [(entry["key"], entry["parent"]) for entry in version.document["codes"]] == [
        ("goals", None),
        ("sell", "goals"),
    ]
    assert Project.objects.get().codebook_version == lea.project.codebook_version == 1
    assert Revision.objects.latest("number").verb == "codebook.frozen"
    assert not draft_is_open(lea.project)


def test_the_hash_is_that_of_the_document_as_the_database_gives_it_back(lea: Member) -> None:
    create_code(lea, label_en="Veille", definition_fr="« Été »", scale=[{"value": 1, "en": "a", "fr": "b"}])
    version = CodebookVersion.objects.get(pk=freeze(lea, note="First").pk)
    assert hash_of(version.document) == version.sha256
    assert "« Été »".encode() in canonical(version.document)


def test_a_note_is_asked_for_and_an_empty_codebook_is_not_frozen(lea: Member) -> None:
    with pytest.raises(NothingToFreeze, match="no code yet"):
        freeze(lea, note="x")
    create_code(lea, label_en="Goals")
    with pytest.raises(NoNote):
        freeze(lea, note=" \n ")
    assert Project.objects.get().codebook_version == 0


def test_a_change_opens_a_draft_and_its_way_back_closes_it(lea: Member) -> None:
    goals = create_code(lea, label_en="Goals")
    assert draft_is_open(lea.project)
    freeze(lea, note="First")
    edit_code(goals, by=lea, label_en="Objectives")
    assert draft_is_open(lea.project)
    edit_code(goals, by=lea, label_en="Goals")
    assert not draft_is_open(lea.project)
    with pytest.raises(NothingToFreeze, match="since version 1"):
        freeze(lea, note="Again")


def test_each_change_is_told_in_words(lea: Member) -> None:
    goals, work = create_code(lea, label_en="Goals"), create_code(lea, label_en="Work")
    sell = create_code(lea, label_en="Sell", parent=goals)
    gone = create_code(lea, label_en="Gone")
    freeze(lea, note="First")
    move_code(sell, by=lea, parent=work)
    edit_code(sell, by=lea, label_en="Selling", definition_en="To earn.", deniable=True, examples_en="We sell.")
    scale = [{"value": 1, "en": "low", "fr": ""}, {"value": 2, "en": "high", "fr": ""}]
    edit_code(work, by=lea, rated="passage", scale=scale, active=False, slot=9)
    archive_code(gone, by=lea)
    create_code(lea, label_en="Fresh", parent=work)
    assert said(lea) == [
        ("added", "fresh", "under “Work”"),
        ("removed", "gone", "at the top"),
        ("redefined", "sell", ""),
        ("renamed", "sell", "“Sell” is now “Selling” (EN)"),
        ("moved", "sell", "from “Goals” to “Work”"),
        ("use", "work", "now inactive: nobody codes with it"),
        ("rating", "work", "not rated, now per passage"),
        ("rating", "work", "scale: —; now 1 low, 2 high"),
        ("deniable", "sell", "may be denied now"),
        ("other", "work", "another colour and pattern"),
        ("other", "sell", ""),
    ]
    (redefined,) = since(lea).redefined
    assert [(text.language, text.before, text.after) for text in redefined.texts] == [("en", "", "To earn.")]


def test_codes_of_the_first_version_keep_their_meaning(lea: Member) -> None:
    create_code(lea, label_en="Goals")
    freeze(lea, note="First")
    assert meanings() == {"goals": 0}


def test_new_redefined_and_woken_codes_mean_something_since_the_version(lea: Member) -> None:
    goals, work = create_code(lea, label_en="Goals"), create_code(lea, label_en="Work")
    asleep = create_code(lea, label_en="Asleep", active=False)
    freeze(lea, note="First")
    create_code(lea, label_en="Fresh")
    edit_code(goals, by=lea, use_not_en="Not for wishes.")
    edit_code(work, by=lea, label_en="Working")
    edit_code(asleep, by=lea, active=True)
    version = freeze(lea, note="Second")
    assert meanings() == {"goals": 2, "work": 0, "asleep": 2, "fresh": 2}
    assert {entry["key"]: entry["meaning_since"] for entry in version.document["codes"]} == meanings()
    assert not draft_is_open(lea.project)


def test_the_lead_says_which_changed_rules_change_the_meaning(lea: Member) -> None:
    goals, work = create_code(lea, label_en="Goals"), create_code(lea, label_en="Work")
    freeze(lea, note="First")
    edit_code(goals, by=lea, definition_en="A comma, moved.")
    edit_code(work, by=lea, definition_en="All that is done.")
    freeze(lea, note="Second", redefined={"work"})
    assert meanings() == {"goals": 0, "work": 2}


def test_a_code_that_comes_back_is_new(lea: Member) -> None:
    create_code(lea, label_en="Goals")
    work = create_code(lea, label_en="Work")
    freeze(lea, note="First")
    archive_code(work, by=lea)
    freeze(lea, note="Second")
    restore_code(work, by=lea)
    freeze(lea, note="Third")
    assert meanings() == {"goals": 0, "work": 3}
