"""docs/methods.md: what it says of its examples is what the commands give."""

import json
import re
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from methods.agreement import count as count_document
from methods.agreement import pooled, runs, values_of
from methods.matches import likeness

PAGE = (settings.BASE_DIR / "docs" / "methods.md").read_text()


def block(language):
    """The first example in this language."""
    return re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL).group(1)


def ran(tmp_path, command, language, *words: str):
    path = tmp_path / f"example.{language}"
    path.write_text(block(language))
    out = StringIO()
    call_command(command, str(path), *words, stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


def says(*phrases: str):
    """Whether the page has each phrase, wherever its lines break."""
    words = " ".join(PAGE.split())
    return all(phrase in words for phrase in phrases)


def test_the_example_of_spans(tmp_path):
    found = ran(tmp_path, "agreement_spans", "json", "--exclusive")
    planning, by_turn = found["per_code_character"]["planning"], found["per_code_unit"]["planning"]
    for name, printed in (
        ("krippendorff_alpha", "= 0.447222 |"),
        ("gwet_ac1", "= 0.878049 |"),
        ("fleiss_kappa", "= 0.444444 |"),
        ("brennan_prediger", "| 0.8 |"),
    ):
        assert says(printed)
        assert round(planning[name], 6) == float(re.search(r"[\d.]+", printed).group())
    assert says("5, 5, 5, 85, kappa 0.444444, Dice 0.5")
    pair = planning["pairs"]["anna|bruno"]
    assert [*pair.values()] == [5, 5, 5, 85, pytest.approx(0.444444, abs=5e-7), 0.5]
    assert (by_turn["krippendorff_alpha"], by_turn["gwet_ac1"]) == (1, 1)
    assert {found[level]["trust"]["krippendorff_alpha"] for level in ("per_code_character", "per_code_unit")} == {1}
    posting = found["per_code_character"]["posting"]
    assert (posting["krippendorff_alpha"], posting["undefined"]["krippendorff_alpha"]) == (None, "not_used")
    assert (posting["gwet_ac1"], posting["brennan_prediger"]) == (1, 1)


def test_the_example_of_sets_and_of_unitizing(tmp_path):
    found = ran(tmp_path, "agreement_spans", "json", "--exclusive")
    assert says("= 0.783696 for both", "= 0.788804, |u", "= 0.768690, cu 1, coverage of planning 0.5")
    assert {round(alpha, 6) for alpha in found["sets"].values()} == {0.783696}
    family = found["unitizing"]
    assert (round(family["u_alpha"], 6), round(family["u_alpha_binary"], 6), family["cu_alpha"]) == (
        0.788804,
        0.76869,
        1,
    )
    assert family["ku_alpha"] == {"planning": 1, "trust": 1, "posting": None}
    assert family["ku_coverage"] == {"planning": 0.5, "trust": 1, "posting": None}


def test_the_example_pooled_and_its_disagreements():
    from coding.management.coded_spans import read_spans

    study = read_spans(block("json"))
    counts = [count_document(document, study.codes, "character") for document in study.documents]
    assert says("alpha 0.801000", "planning on [0, 5) and [10, 15), boundaries, weight 5 each")
    assert round(pooled(values_of(counts, study.codes).values()).krippendorff_alpha, 6) == 0.801
    found = runs(study.documents[0], dict.fromkeys(study.codes))
    assert [(run.code, run.start, run.end, run.kind, run.weight) for run in found] == [
        ("planning", 0, 5, "boundary", 5),
        ("planning", 10, 15, "boundary", 5),
    ]
    assert likeness((0, 10), (0, 9)) == 0.9


def test_the_example_of_ratings(tmp_path):
    printed = re.search(r"\| alpha \| ([\d. |]+) \|", PAGE).group(1).split(" | ")
    for level, alpha in zip(("nominal", "ordinal", "interval", "ratio"), printed, strict=True):
        found = ran(tmp_path, "agreement_units", "csv", "--level", level)
        assert round(found["krippendorff_alpha"], 6) == float(alpha)
    assert says(
        f"11 units, percent agreement {found['percent_agreement']:.6f}, AC1 {found['gwet_ac1']:.6f}, "
        f"Fleiss {found['fleiss_kappa']:.6f}, Brennan-Prediger {found['brennan_prediger']:.6f}."
    )


def test_the_example_of_a_range():
    assert says(".861458, without the second .584375, without the third .722917")
    of = {without: 1 - 399 * d / (2 * 40 * 360) for without, d in ((1, 10), (2, 30), (3, 20))}
    assert [round(alpha, 6) for alpha in of.values()] == [0.861458, 0.584375, 0.722917]
