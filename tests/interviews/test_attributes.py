"""Attributes and the values of categories: what a lead may do, and what is refused."""

import pytest

from interviews.models import Attribute, AttributeValue, Participant, ParticipantValue, Revision
from tests.people import client_of

LIST = "/projects/night-shift/attributes/"


@pytest.fixture
def city(project):
    return Attribute.objects.create(project=project, key="city", label_en="City", label_fr="Ville", kind="category")


@pytest.fixture
def quebec(city):
    return AttributeValue.objects.create(
        attribute=city, key="quebec", label_en="Québec City", label_fr="Québec", position=0
    )


@pytest.fixture
def montreal(city):
    return AttributeValue.objects.create(attribute=city, key="montreal", label_fr="Montréal", position=1)


@pytest.fixture
def adele(project):
    return Participant.objects.create(project=project, pseudonym="Adèle")


def holds(person, attribute, **value: object):
    return ParticipantValue.objects.create(participant=person, attribute=attribute, born=0, **value)


def living(attribute):
    return [*AttributeValue.objects.living().filter(attribute=attribute).order_by("position")]


def form(**fields: object):
    return {"label_en": "", "label_fr": "", "kind": "category", "unit_en": "", "unit_fr": "", **fields}


def test_an_attribute_is_created_with_one_label_and_gets_a_key(lea, project):
    answer = client_of(lea).post(f"{LIST}new/", form(label_fr="Années d’expérience", kind="number", unit_fr="années"))
    assert answer.status_code == 302
    created = Attribute.objects.get()
    assert (created.key, created.label_fr, created.unit_fr) == ("annees-d-experience", "Années d’expérience", "années")


def test_an_attribute_without_a_label_is_refused(lea, project):
    answer = client_of(lea).post(f"{LIST}new/", form())
    assert answer.status_code == 422
    assert "Write the name in English, in French, or both." in answer.content.decode()


def test_two_attributes_have_two_names(lea, city):
    assert client_of(lea).post(f"{LIST}new/", form(label_en="ville")).status_code == 422
    assert Attribute.objects.count() == 1


def test_a_name_that_is_an_address_still_has_its_page(lea, project):
    client_of(lea).post(f"{LIST}new/", form(label_en="New"))
    assert client_of(lea).get(f"{LIST}{Attribute.objects.get().key}/").status_code == 200
    assert Attribute.objects.get().key != "new"


def test_attributes_change_places(lea, city):
    other = Attribute.objects.create(project=city.project, key="role", label_en="Role", kind="text", position=1)
    client_of(lea).post(f"{LIST}role/move/", {"direction": "up"})
    city.refresh_from_db()
    other.refresh_from_db()
    assert (other.position, city.position) == (0, 1)


def test_a_deleted_attribute_comes_back_with_its_values(lea, city, quebec, adele):
    holds(adele, city, category=quebec)
    client_of(lea).post(f"{LIST}city/delete/")
    assert client_of(lea).get("/projects/night-shift/participants/").context["sheet"].columns == ()
    client_of(lea).post(f"{LIST}{city.pk}/restore/")
    (row,) = client_of(lea).get("/projects/night-shift/participants/").context["sheet"].rows
    assert row.cells[0].shown == "Québec City"


def test_another_kind_carries_the_values_over(lea, project, adele):
    years = Attribute.objects.create(project=project, key="years", label_en="Years", kind="text")
    holds(adele, years, text="12")
    client_of(lea).post(f"{LIST}years/", form(label_en="Years", kind="number"))
    assert ParticipantValue.objects.living().get().number == 12


def test_another_kind_that_would_lose_values_says_which(lea, project, adele):
    years = Attribute.objects.create(project=project, key="years", label_en="Years", kind="text")
    holds(adele, years, text="a dozen")
    answer = client_of(lea).post(f"{LIST}years/", form(label_en="Years", kind="number"))
    assert answer.status_code == 422
    assert "“a dozen”" in answer.content.decode()
    assert Attribute.objects.get().kind == "text"


def test_a_text_becomes_a_category_of_what_was_written(lea, project, adele):
    role = Attribute.objects.create(project=project, key="role", label_en="Role", kind="text")
    holds(adele, role, text="Nurse")
    client_of(lea).post(f"{LIST}role/", form(label_en="Role", kind="category"))
    assert ParticipantValue.objects.living().get().category.label == "Nurse"


def test_values_are_added_and_renamed_in_both_languages(lea, city, quebec):
    client_of(lea).post(f"{LIST}city/values/", {"label_en": "", "label_fr": "Trois-Rivières"})
    client_of(lea).post(f"{LIST}city/values/{quebec.pk}/", {"label_en": "Quebec", "label_fr": "Québec"})
    assert [(one.key, one.label_en, one.label_fr) for one in living(city)] == [
        ("quebec", "Quebec", "Québec"),
        ("trois-rivieres", "", "Trois-Rivières"),
    ]


def test_the_same_value_twice_is_refused(lea, city, quebec):
    answer = client_of(lea).post(f"{LIST}city/values/", {"label_en": "quebec city", "label_fr": ""})
    assert answer.status_code == 422
    assert "is one of the values already" in answer.content.decode()


def test_values_change_places(lea, city, quebec, montreal):
    client_of(lea).post(f"{LIST}city/values/{montreal.pk}/move/", {"direction": "up"})
    assert living(city) == [montreal, quebec]


def test_merging_moves_everybody_and_is_one_revision(lea, city, quebec, montreal, adele):
    holds(adele, city, category=montreal)
    client_of(lea).post(f"{LIST}city/values/{montreal.pk}/merge/", {"into": quebec.pk})
    assert ParticipantValue.objects.living().get().category == quebec
    assert living(city) == [quebec]
    assert Revision.objects.get().verb == "value.merged"


def test_a_value_is_not_merged_into_another_attributes(lea, project, city, quebec):
    other = Attribute.objects.create(project=project, key="sector", label_en="Sector", kind="category")
    public = AttributeValue.objects.create(attribute=other, key="public", label_en="Public")
    assert client_of(lea).post(f"{LIST}city/values/{quebec.pk}/merge/", {"into": public.pk}).status_code == 422
    assert living(city) == [quebec]


def test_only_an_unused_value_is_deleted(lea, city, quebec, montreal, adele):
    holds(adele, city, category=montreal)
    answer = client_of(lea).post(f"{LIST}city/values/{montreal.pk}/delete/")
    assert answer.status_code == 422
    assert "is the value of 1 participant" in answer.content.decode()
    client_of(lea).post(f"{LIST}city/values/{quebec.pk}/delete/")
    assert living(city) == [montreal]


def test_a_deleted_value_is_no_longer_offered(lea, city, quebec):
    client_of(lea).post(f"{LIST}city/values/{quebec.pk}/delete/")
    assert "Québec City" not in client_of(lea).get(f"{LIST}city/").content.decode()


def test_coders_look_and_do_not_change(karim, city):
    page = client_of(karim).get(LIST)
    assert "City" in page.content.decode()
    assert "New attribute" not in page.content.decode()
    assert client_of(karim).post(f"{LIST}city/delete/").status_code == 403


def test_labels_are_shown_as_text(lea, city):
    AttributeValue.objects.create(attribute=city, key="x", label_en="<script>alert(1)</script>")
    for page in (LIST, f"{LIST}city/"):
        assert "<script>alert(1)" not in client_of(lea).get(page).content.decode()
