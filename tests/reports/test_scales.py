"""Rated codes by group: dispersion and ratings, with the counts of the study's check values."""

import json

import pytest
from django.core.management import call_command

from coding.models import Assignment, Code, Rating
from interviews.models import AttributeValue, Member, Participant
from methods.dispersion import leave_one_out
from methods.permutation import ratings_differ
from tests.factories import make_code, make_transcript
from tests.people import client_of
from tests.reports.conftest import done, give, mark
from tests.reports.test_kinds import ADDRESS, declare, said

PRIVATE, PUBLIC = (0, 0, 1, 4, 7), (3, 1, 0, 0, 3)


@pytest.fixture
def culture(study, karim: Member) -> Code:
    """Twelve private and seven public participants whom Karim rated; the study's own have no value of the code."""
    scale = [{"value": value, "en": f"level {value}"} for value in range(1, 6)]
    code = make_code(study.project, "culture", rated="participant", scale=scale)
    for key, counts in (("private", PRIVATE), ("public", PUBLIC)):
        value = AttributeValue.objects.get(attribute=study.sector, key=key)
        for rating, n in enumerate(counts, 1):
            for number in range(n):
                judged(study, karim, code, value, rating, name=f"{key} {rating} {number}")
    return code


def judged(study, coder: Member, code: Code, value: AttributeValue, rating: int, *, name: str) -> None:
    transcript = make_transcript(study.project, ("A", "Words."), title=name, participant=name)
    person = Participant.objects.get(project=study.project, pseudonym=name)
    give(person, value)
    done(coder, transcript)
    pass_ = Assignment.objects.get(coder=coder, transcript=transcript)
    Rating.objects.create(assignment=pass_, participant=person, code=code, value=rating, born=1)


def row(name: str, key: str = "culture", basis: str = "union") -> dict:
    return next(row for row in said(name, "--basis", basis)["rows"] if row["code"] == key)


def test_dispersion_has_the_check_values(culture, olga):
    cells = row("dispersion")["cells"]
    assert cells["private"]["counts"] == [*PRIVATE]
    assert (round(cells["private"]["a"], 2), cells["private"]["polarised"]) == (0.75, False)
    assert (cells["private"]["a_low"], cells["private"]["a_high"]) == leave_one_out(PRIVATE)
    assert [round(cells["public"][name], 2) for name in ("a", "a_low", "a_high")] == [-0.69, -1.0, -0.31]
    assert cells["public"]["polarised"] is True
    assert row("dispersion")["p"] < 0.01


def test_the_page_says_why_polarised_is_refused(culture, olga):
    page = client_of(olga).get(f"{ADDRESS}dispersion/?basis=union").content.decode()
    assert "Public: polarised." in page
    assert "the range with one left out reaches 0.82, not below 0; A is 0.75, and chance alone gives" in page
    assert page.count("<circle") == 12 + 7 + 2  # a dot for each participant, and each group's A


def test_a_reader_gets_counts_in_place_of_dots(culture, rita):
    page = client_of(rita).get(f"{ADDRESS}dispersion/?basis=union").content.decode()
    assert "a dot for each participant" not in page
    assert "Social media" not in page
    assert page.count("<circle") == 2


def test_a_group_of_one_and_an_empty_one_say_so(study, karim, olga):
    code = make_code(study.project, "culture", rated="participant", scale=[{"value": n, "en": "x"} for n in (1, 2, 3)])
    pass_ = Assignment.objects.get(coder=karim, transcript=study.anna)
    Rating.objects.create(assignment=pass_, participant=study.people["Anna"], code=code, value=2, born=1)
    cells = row("dispersion")["cells"]
    assert cells["private"] | {"a_centred": 1.0} == {
        "counts": [0, 1, 0], "of": 1, "a": 1.0, "a_low": None, "a_high": None, "a_centred": 1.0, "polarised": False,
    }  # fmt: skip
    assert cells["public"]["a"] is None
    page = client_of(olga).get(f"{ADDRESS}dispersion/?basis=union").content.decode()
    assert "fewer than three are rated" in page
    assert "nobody is rated" in page


def test_a_sentence_is_drafted_from_ratings_and_holds_while_the_medians_do(culture, lea):
    client = client_of(lea)
    page = client.get(f"{ADDRESS}dispersion/?basis=union").content.decode()
    sentence = (
        "“Culture” as rated: Private (12 of 13), 1 “level 3”, 4 “level 4”, 7 “level 5”; Public (7 of 8), "
        "3 “level 1”, 1 “level 2”, 3 “level 5”."
    )
    assert sentence in page
    address = f"{ADDRESS}findings/new/?about=ratings&code=culture&basis=union&attribute=sector"
    assert address.replace("&", "&amp;") in page
    form = client.get(address).context["form"]
    assert form.initial["claim_en"] == sentence
    cells = [(one["cell"], one["measure"], one["value"]) for one in json.loads(form["condition"].value())["of"]]
    assert cells == [("culture/sector:private", "median", 5), ("culture/sector:public", "median", 2)]
    assert client.get(f"{ADDRESS}findings/new/?about=ratings&code=planning").status_code == 404


def test_a_scale_of_two_values_is_split_or_not(study, karim, olga):
    code = make_code(
        study.project, "yes", rated="participant", scale=[{"value": 0, "en": "no"}, {"value": 1, "en": "y"}]
    )
    pass_ = Assignment.objects.get(coder=karim, transcript=study.anna)
    Rating.objects.create(assignment=pass_, participant=study.people["Anna"], code=code, value=1, born=1)
    page = client_of(olga).get(f"{ADDRESS}dispersion/?basis=union").content.decode()
    assert "not split: 0 of 1 are on the smaller side" in page


def test_without_a_rated_code_the_page_says_what_to_do(study, olga):
    page = client_of(olga).get(f"{ADDRESS}ratings/").content.decode()
    assert "No code is rated yet" in page


def test_differing_values_are_open_under_consensus_and_said(culture, study, karim, lena, olga):
    name = "public 2 0"
    pass_ = Assignment.objects.get(coder=karim, transcript__title=name)
    done(lena, pass_.transcript)
    hers = Assignment.objects.get(coder=lena, transcript=pass_.transcript)
    person = Participant.objects.get(pseudonym=name)
    Rating.objects.create(assignment=hers, participant=person, code=culture, value=3, born=1)
    assert row("dispersion", basis="consensus")["cells"]["public"]["counts"] == [3, 0, 0, 0, 3]
    assert row("ratings", basis="consensus")["cells"]["public"]["open"] == 1
    page = client_of(olga).get(f"{ADDRESS}dispersion/?basis=consensus").content.decode()
    assert "The rating of 1 participant is open" in page


def test_ratings_have_distribution_median_and_p(culture, olga):
    found = row("ratings")
    assert (found["n"], found["of"], found["median"], found["values"]) == (19, 22, 5, [1, 2, 3, 4, 5])
    assert found["cells"]["private"] == {"counts": [*PRIVATE], "n": 12, "of": 13, "median": 5, "open": 0}
    assert found["cells"]["public"] == {"counts": [*PUBLIC], "n": 7, "of": 8, "median": 2, "open": 0}
    expected = ratings_differ([PRIVATE, PUBLIC], seed=2014)
    assert expected is not None
    assert found["p"] == expected.p


def test_a_code_rated_by_passage_takes_the_lower_median(study, karim, lena, olga):
    scale = [{"value": value, "en": "x"} for value in (1, 2, 3)]
    strong = make_code(study.project, "strong", rated="passage", scale=scale)
    mark(karim, study.anna, strong, "We plan", rating=1)
    mark(lena, study.anna, strong, "We post", rating=3)
    assert row("ratings", "strong")["cells"]["private"]["counts"] == [1, 0, 0]
    assert row("ratings", "strong", "consensus")["cells"]["private"]["open"] == 1


def test_a_reflexive_study_shows_no_a(culture, study, olga):
    declare(study.project, stance="reflexive")
    cells = row("dispersion")
    assert (cells["p"], cells["cells"]["public"]["a"], cells["cells"]["public"]["polarised"]) == (None, None, None)
    assert row("ratings")["p"] is None
    page = client_of(olga).get(f"{ADDRESS}dispersion/?basis=union").content.decode()
    assert "van der Eijk" not in page
    assert "polarised" not in page
    assert "reflexive" in page


def test_the_command_shows_the_code_it_is_asked_for(culture, study, olga, tmp_path):
    make_code(study.project, "other", rated="passage", scale=[{"value": n, "en": "x"} for n in (1, 2)])
    target = tmp_path / "x.csv"
    call_command("report", "night-shift", "dispersion", "--code", "other", "--format", "csv", "--out", str(target))
    assert len(target.read_text("utf-8-sig").splitlines()) == 1 + 2 * 2  # a line a cell of both codes


def test_dots_and_bands_can_be_drawn_for_print(culture, olga):
    answer = client_of(olga).get(f"{ADDRESS}dispersion.svg?basis=union")
    drawing = b"".join(answer.streaming_content).decode()
    assert "level 5" in drawing
    assert "median" in drawing
