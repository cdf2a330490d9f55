"""The e-influence template: complete in both languages, with the keys that the demo's files use."""

import pytest

from coding.models import Code
from coding.queries.codebook import codebook_of
from coding.services.templates import NotEmpty, UnknownTemplate, entries, load_template, template
from interviews.models import Member, Project
from tests.factories import make_code

KEYS = {
    "objectives-of-the-presence": (
        "spread-information develop-a-digital-presence develop-the-market monitor listen ensure-a-presence"
    ),
    "professional-practices": "planning spreading-content monitoring",
    "the-profession": "rapid-professionalisation mentors-and-strategists tools-without-strategy",
    "social-media-culture": "",
    "indicators-of-e-influence": (
        "personality-of-the-manager depth-of-content omnipresence building-a-community credibility number-of-followers"
    ),
    "influence": "influence-of-the-manager influence-of-the-organisation difficulty-of-assessing",
    "conditions": "integrated-approach support-from-high-up easier-running",
}


@pytest.fixture
def loaded(project: Project, lea: Member) -> Project:
    load_template(project, by=lea, name="e-influence")
    return project


def test_its_tree_has_the_fixed_keys_in_order(loaded: Project) -> None:
    tree = codebook_of(loaded)
    found = [(root.key, " ".join(child.key for child in root.children)) for root in tree.roots]
    assert found == [*KEYS.items()]


def test_objectives_influence_and_conditions_may_be_denied_and_nothing_else(loaded: Project) -> None:
    deniable = {code.parent.key for code in Code.objects.filter(project=loaded, deniable=True).select_related("parent")}
    assert deniable == {"objectives-of-the-presence", "influence", "conditions"}
    assert Code.objects.filter(project=loaded, deniable=True).count() == 12


def test_two_codes_are_rated_and_two_are_inactive(loaded: Project) -> None:
    tree = codebook_of(loaded).by_key
    assert (tree["planning"].code.rated, [value for value, _ in tree["planning"].code.levels]) == (
        "passage",
        [1, 2, 3, 4],
    )
    assert tree["social-media-culture"].code.rated == "participant"
    assert [value for value, _ in tree["social-media-culture"].code.levels] == [1, 2, 3, 4, 5]
    assert [key for key, node in tree.items() if not node.code.active] == ["credibility", "number-of-followers"]


def test_every_code_that_is_applied_is_explained_in_both_languages() -> None:
    for _parent, entry in entries(template("e-influence")["codes"]):
        wanted = (
            ("label", "definition", "use_when")
            if entry.get("heading")
            else (
                "label",
                "definition",
                "use_when",
                "use_not",
                "examples",
            )
        )
        for text in wanted:
            assert entry[text]["en"], (entry["key"], text)
            assert entry[text]["fr"], (entry["key"], text)


def test_french_has_its_apostrophes_and_spaces() -> None:
    for _parent, entry in entries(template("e-influence")["codes"]):
        for text in ("label", "definition", "use_when", "use_not", "examples"):
            french = entry.get(text, {}).get("fr", "")
            assert "'" not in french
            for mark in ":;?!»":
                assert all(part.endswith("\u00a0") for part in french.split(mark)[:-1]), (entry["key"], french)


def test_loading_makes_a_new_codebook_revision(loaded: Project) -> None:
    assert loaded.codebook_revision == 1


def test_it_goes_into_an_empty_codebook_only(project: Project, lea: Member) -> None:
    make_code(project, "own")
    with pytest.raises(NotEmpty):
        load_template(project, by=lea, name="e-influence")


def test_an_unknown_name_is_refused(project: Project, lea: Member) -> None:
    with pytest.raises(UnknownTemplate):
        load_template(project, by=lea, name="nothing")
