"""`manage.py agreement_spans` and `agreement_units`: what they print and how they end is a promise to scripts."""

import json
import os
import subprocess
import sys
from io import StringIO

import krippendorff
import numpy as np
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

STUDY = {
    "coders": ["anna", "bruno", "chloe"],
    "codes": ["planning", "trust", "unused"],
    "documents": [
        {"id": "d1", "length": 100, "submitted": ["anna", "bruno"], "units": [[0, 40], [40, 70], [75, 100]]},
        {"id": "d2", "length": 50, "submitted": ["anna", "bruno", "chloe"], "units": [[0, 50]]},
        {"id": "d3", "length": 0, "submitted": ["anna", "bruno"], "units": []},
        {"id": "d4", "length": 80, "submitted": ["chloe"], "units": [[0, 80]]},
    ],
    "spans": [
        {"doc": "d1", "coder": "anna", "code": "planning", "start": 0, "end": 20},
        {"doc": "d1", "coder": "bruno", "code": "planning", "start": 10, "end": 30},
        {"doc": "d1", "coder": "anna", "code": "trust", "start": 50, "end": 60},
        {"doc": "d2", "coder": "chloe", "code": "trust", "start": 5, "end": 9},
        {"doc": "d4", "coder": "chloe", "code": "trust", "start": 0, "end": 80},
    ],
}
NAMES = {"prevalence", "percent_agreement", "krippendorff_alpha", "gwet_ac1", "fleiss_kappa", "brennan_prediger"}


def run(command, *words: str):
    """stdout as JSON, and stderr."""
    out, err = StringIO(), StringIO()
    call_command(command, *words, stdout=out, stderr=err)
    return json.loads(out.getvalue()), err.getvalue()


def changed(**members: object):
    return {**STUDY, **members}


@pytest.fixture
def spans(tmp_path):
    def write(study) -> str:
        path = tmp_path / "study.json"
        path.write_text(study if isinstance(study, str) else json.dumps(study))
        return str(path)

    return write


@pytest.fixture
def table(tmp_path):
    def write(content) -> str:
        path = tmp_path / "ratings.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write


def test_the_keys_are_those_promised(spans):
    found, _err = run("agreement_spans", spans(STUDY))
    assert [*found] == ["per_code_character", "per_code_unit", "sets"]
    for level in ("per_code_character", "per_code_unit"):
        assert [*found[level]] == STUDY["codes"]
        for values in found[level].values():
            assert {*values} == NAMES | {"units", "pairs", "undefined"}
            assert [*values["pairs"]] == ["anna|bruno", "anna|chloe", "bruno|chloe"]
            for pair in values["pairs"].values():
                assert {*pair} == {"both", "only_first", "only_second", "neither", "cohen_kappa", "dice"}
    assert {*found["sets"]} == {"masi_alpha", "jaccard_alpha"}


def test_units_are_those_that_two_coders_rated(spans):
    found, _err = run("agreement_spans", spans(STUDY))
    by_character, by_unit = found["per_code_character"]["planning"], found["per_code_unit"]["planning"]
    assert (by_character["units"], by_unit["units"]) == (150, 4)
    assert by_character["prevalence"] == 40 / (2 * 100 + 3 * 50)
    assert by_character["pairs"]["anna|bruno"] == {
        "both": 10,
        "only_first": 10,
        "only_second": 10,
        "neither": 120,
        "cohen_kappa": pytest.approx(
            (130 / 150 - (20 * 20 + 130 * 130) / 150**2) / (1 - (20 * 20 + 130 * 130) / 150**2)
        ),
        "dice": 0.5,
    }


def test_alpha_is_that_of_the_library_on_the_same_characters(spans):
    found, _err = run("agreement_spans", spans(STUDY))
    ratings = np.full((3, 150), np.nan)
    ratings[:2] = 0
    ratings[2, 100:] = 0
    ratings[0, 0:20] = ratings[1, 10:30] = 1
    theirs = krippendorff.alpha(reliability_data=ratings, level_of_measurement="nominal")
    assert found["per_code_character"]["planning"]["krippendorff_alpha"] == pytest.approx(theirs, abs=1e-9)


def test_undefined_is_null_with_its_reason(spans):
    found, _err = run("agreement_spans", spans(STUDY))
    unused = found["per_code_character"]["unused"]
    assert (unused["krippendorff_alpha"], unused["fleiss_kappa"]) == (None, None)
    assert (unused["gwet_ac1"], unused["brennan_prediger"]) == (1, 1)
    assert unused["undefined"] == {
        "krippendorff_alpha": "not_used",
        "fleiss_kappa": "not_used",
        **{
            f"pairs.{a}|{b}.{name}": "not_used"
            for a, b in (("anna", "bruno"), ("anna", "chloe"), ("bruno", "chloe"))
            for name in ("cohen_kappa", "dice")
        },
    }


def test_the_unitizing_family_comes_with_exclusive_codes(spans):
    found, err = run("agreement_spans", spans(STUDY), "--exclusive")
    assert [*found["unitizing"]] == ["u_alpha", "u_alpha_binary", "cu_alpha", "ku_alpha", "ku_coverage"]
    assert [*found["unitizing"]["ku_alpha"]] == STUDY["codes"]
    assert found["unitizing"]["ku_coverage"] == {"planning": 0.5, "trust": 0, "unused": None}
    assert "unitizing.ku_alpha.trust is null (never_met)" in err
    assert "unitizing.cu_alpha is null (no_variation)" in err


def test_exclusive_codes_that_overlap_are_refused_by_document_coder_codes_and_place(spans):
    study = changed(spans=[*STUDY["spans"], {"doc": "d1", "coder": "anna", "code": "trust", "start": 15, "end": 25}])
    assert run("agreement_spans", spans(study))
    with pytest.raises(CommandError, match=r"Document d1: coder anna has both planning and trust on \[15, 20\)"):
        run("agreement_spans", spans(study), "--exclusive")


def test_one_coder_alone_is_told_so_and_nothing_is_invented(spans):
    study = changed(documents=STUDY["documents"][3:], spans=STUDY["spans"][4:])
    found, err = run("agreement_spans", spans(study), "--exclusive")
    trust = found["per_code_unit"]["trust"]
    assert (trust["units"], {trust[name] for name in NAMES}) == (0, {None})
    assert {name: trust["undefined"][name] for name in NAMES} == dict.fromkeys(NAMES, "one_coder")
    assert found["sets"] == {"masi_alpha": None, "jaccard_alpha": None}
    assert "sets.masi_alpha is null (one_coder)" in err


def test_a_study_of_nothing_has_no_values(spans):
    found, _err = run(
        "agreement_spans", spans({"coders": [], "codes": ["x"], "documents": [], "spans": []}), "--exclusive"
    )
    assert found["per_code_unit"]["x"]["undefined"]["krippendorff_alpha"] == "no_shared_transcripts"
    assert found["unitizing"]["ku_alpha"] == {"x": None}


def test_work_that_was_not_submitted_is_left_out_with_a_warning(spans):
    study = changed(spans=[*STUDY["spans"], {"doc": "d1", "coder": "chloe", "code": "trust", "start": 0, "end": 5}])
    found, err = run("agreement_spans", spans(study))
    assert "Document d1: chloe did not submit it; 1 of her spans there are left out." in err
    assert found == run("agreement_spans", spans(STUDY))[0]


def test_units_without_a_character_are_left_out_with_a_warning(spans):
    documents = [{**STUDY["documents"][0], "units": [[75, 100], [0, 40], [40, 40], [40, 70]]}, *STUDY["documents"][1:]]
    found, err = run("agreement_spans", spans(changed(documents=documents)))
    assert "documents[0].units: 1 without a character are left out" in err
    assert found == run("agreement_spans", spans(STUDY))[0]


def test_whole_numbers_may_be_written_as_decimals_and_keys_may_be_numbers(spans):
    study = {
        "coders": [1, 2],
        "codes": [7],
        "documents": [{"id": 5, "length": 10.0, "submitted": [1, 2], "units": [[0, 10]]}],
        "spans": [{"doc": 5, "coder": 1, "code": 7, "start": 0, "end": 5.0}],
    }
    found, _err = run("agreement_spans", spans(study))
    assert found["per_code_character"]["7"]["pairs"]["1|2"]["only_first"] == 5


def span(**members: object):
    return {"doc": "d1", "coder": "anna", "code": "trust", "start": 1, "end": 2, **members}


def document(**members: object):
    return {"id": "d9", "length": 10, "submitted": ["anna"], "units": [], **members}


@pytest.mark.parametrize(
    ("study", "message"),
    [
        ("", "The file is empty"),
        ("  \n", "The file is empty"),
        ('{"coders": [}', "Line 1, column 13: this is not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ("[]", "The document is not an object with coders, codes, documents, spans."),
        ({"coders": [], "codes": [], "documents": []}, 'The document has no "spans".'),
        (changed(coders={"anna": 1}), "coders is not a list."),
        (changed(coders=["anna", None]), "coders[1] is null: a name or a whole number is expected."),
        (changed(coders=["anna", True]), "coders[1] is true"),
        (changed(coders=["anna", "anna"]), "coders names anna twice."),
        (changed(codes=[1, "1"]), "codes names 1 twice."),
        (
            changed(coders=["a|b", "c", "a", "b|c"], documents=[], spans=[]),
            "two pairs of coders would both be called a|b|c",
        ),
        (changed(documents=[document(), document()]), "documents names d9 twice."),
        (changed(documents=["d1"]), "documents[0] is not an object with id, length, submitted, units."),
        (changed(documents=[{"id": "d1"}]), 'documents[0] has no "length".'),
        (changed(documents=[document(length=-1)]), "documents[0].length is -1"),
        (changed(documents=[document(length=10**30)]), "a text has from 0 to 1,000,000,000 characters."),
        (changed(documents=[document(length="10")]), 'documents[0].length is "10": a whole number'),
        (
            changed(documents=[document(submitted=["dora"])]),
            'documents[0].submitted[0] is "dora", who is not in coders.',
        ),
        (changed(documents=[document(units=[[0]])]), "documents[0].units[0] has 1 numbers"),
        (
            changed(documents=[document(units=[[4, 2]])]),
            "documents[0].units[0] is reversed: it starts at 4 and ends at 2.",
        ),
        (changed(documents=[document(units=[[0, 11]])]), "outside the 10 characters of document d9"),
        (changed(documents=[document(units=[[0, 5], [4, 9]])]), "documents[0].units: [0, 5] and [4, 9] overlap."),
        (changed(spans=[span(), 3]), "spans[1] is not an object with doc, coder, code, start, end."),
        (changed(spans=[span(doc="d8")]), 'spans[0].doc is "d8", which is not in documents.'),
        (changed(spans=[span(coder="dora")]), 'spans[0].coder is "dora", which is not in coders.'),
        (changed(spans=[span(code="x" * 60)]), f'spans[0].code is "{"x" * 39}…, which is not in codes.'),
        (changed(spans=[span(start=5, end=2)]), "spans[0] is reversed: it starts at 5 and ends at 2."),
        (changed(spans=[span(start=5, end=5)]), "spans[0] is empty: it starts and ends at 5."),
        (
            changed(spans=[span(end=101)]),
            "spans[0] goes from 1 to 101, which is outside the 100 characters of document d1.",
        ),
        (changed(spans=[span(start=-1)]), "spans[0] goes from -1 to 2"),
        (changed(spans=[span(end=2.5)]), "spans[0].end is 2.5: a whole number of characters is expected."),
        (changed(spans=[span(doc="d3")]), "outside the 0 characters of document d3"),
    ],
)
def test_bad_input_is_refused_with_its_place(spans, study, message):
    with pytest.raises(CommandError) as error:
        run("agreement_spans", spans(study))
    assert message in str(error.value)
    assert "study.json: " in str(error.value)
    assert error.value.returncode == 1


FOUR_BY_TWELVE = (
    "A,B,C,D\n1,1,,1\n2,2,3,2\n3,3,3,3\n3,3,3,3\n2,2,2,2\n1,2,3,4\n4,4,4,4\n1,1,2,1\n2,2,2,2\n,5,5,5\n,,1,1\n,,3,\n"
)


@pytest.mark.parametrize(
    ("level", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_the_published_table(table, level, published):
    """Krippendorff 2011, sections C and D."""
    found, err = run("agreement_units", table(FOUR_BY_TWELVE), "--level", level)
    assert [*found] == [
        "units",
        "percent_agreement",
        "krippendorff_alpha",
        "gwet_ac1",
        "fleiss_kappa",
        "brennan_prediger",
        "scott_pi",
        "cohen_kappa",
        "gwet_ac2_quadratic",
        "undefined",
    ]
    assert (found["units"], round(found["krippendorff_alpha"], 3), round(found["percent_agreement"], 3)) == (
        11,
        published,
        0.818,
    )
    assert found["undefined"] == {"cohen_kappa": "not_two_coders"}
    assert err == ""


def test_nominal_is_the_level_without_a_word(table):
    assert run("agreement_units", table(FOUR_BY_TWELVE)) == run(
        "agreement_units", table(FOUR_BY_TWELVE), "--level", "nominal"
    )


@pytest.mark.parametrize(
    "content",
    [
        "a,b\n1,1\n2,3\n2.5,2.5\n",
        "\ufeffa;b\r\n1;1\r\n2;3\r\n2,5;2,5\r\n",
        "a\tb\n1.0\t1\n\n2\t3\n 2.5 \t2.50\n\n",
        '"a","b"\n"1","1"\n"2","3"\n"2.5","2.5"',
        "a;b\n1;1\n2;3\n2,5;2,5\n".encode("utf-16"),
    ],
)
def test_a_table_may_come_from_any_spreadsheet(table, content):
    found, err = run("agreement_units", table(content), "--level", "interval")
    assert found == run("agreement_units", table("a,b\n1,1\n2,3\n2.5,2.5\n"), "--level", "interval")[0]
    assert (found["units"], err) == (3, "")


def test_words_are_categories_of_the_nominal_level(table):
    found, err = run("agreement_units", table("a;b\noui;oui\nnon;oui\nnon;non\n"))
    assert (found["units"], found["cohen_kappa"], err) == (3, pytest.approx(0.4), "")
    assert (found["gwet_ac2_quadratic"], found["undefined"]) == (None, {"gwet_ac2_quadratic": "not_numbers"})


def test_words_beside_numbers_are_told(table):
    _found, err = run("agreement_units", table("a,b\n1,1\n2,NA\n?,2\n"))
    assert "Line 3 (unit 2), column b: “NA” is not a number, and 1 more; words stand beside numbers" in err
    _found, err = run("agreement_units", table("a,b\n1,1\n2,nan\n"))
    assert "column b: “nan” is not a number; words" in err


def test_a_table_that_is_not_utf_8_is_read_and_told(table):
    found, err = run("agreement_units", table("Zoé,b\n1,1\n2,3\n".encode("cp1252")))
    assert found["units"] == 2
    assert "Windows-1252" in err


def test_one_category_is_null_with_its_reason(table):
    found, _err = run("agreement_units", table("a,b\n1,1\n1,1\n"))
    assert (found["units"], found["percent_agreement"], found["gwet_ac1"]) == (2, 1, None)
    assert found["undefined"]["brennan_prediger"] == "no_variation"


def test_names_without_a_unit_are_told(table):
    found, err = run("agreement_units", table("a,b\n"))
    assert (found["units"], found["undefined"]["krippendorff_alpha"]) == (0, "one_coder")
    assert "There is no unit below the names." in err


def long_table(*, bad_line=None):
    rows = [f"{unit % 7},{unit % 5 if unit % 11 else unit % 7},{unit % 7}" for unit in range(5000)]
    if bad_line:
        rows[bad_line - 2] = "3,three,3"
    return "a,b,c\n" + "\n".join(rows) + "\n"


def test_five_thousand_units(table):
    found, _err = run("agreement_units", table(long_table()), "--level", "interval")
    ratings = np.array([line.split(",") for line in long_table().splitlines()[1:]], dtype=float).T
    theirs = krippendorff.alpha(reliability_data=ratings, level_of_measurement="interval")
    assert (found["units"], found["krippendorff_alpha"]) == (5000, pytest.approx(theirs, abs=1e-9))


@pytest.mark.parametrize(
    ("content", "level", "message"),
    [
        ("", "nominal", "The file is empty"),
        (b"\x00\x01\x02" * 40, "nominal", "The file is not text"),
        (long_table(bad_line=4711), "interval", "Line 4711 (unit 4710), column b: “three” is not a number."),
        ("a,b\n1,inf\n", "ratio", "Line 2 (unit 1), column b: “inf” is not a number."),
        ("a,b\n1,1e999\n", "ordinal", "“1e999” is not a number"),
        ('a,b\n1,"2,5"\n', "interval", "“2,5” is not a number"),
        ("a,b\n1,-2\n", "ratio", "Line 2 (unit 1), column b: -2 is negative. A ratio scale begins at 0"),
        ("a,b\n1,2\n3\n", "nominal", "Line 3 has 1 cells, the first line has 2 names."),
        ("a,b\n1,2,3\n", "nominal", "Line 2 has 3 cells, the first line has 2 names."),
        ("a,,c\n1,2,3\n", "nominal", "Line 1, column 2 has no name."),
        ("a,b,a\n1,2,3\n", "nominal", "Line 1 names a twice."),
        ('a,b\n1,"' + "2" * 200_000 + "\n", "nominal", "Perhaps a quotation mark is not closed."),
    ],
)
def test_a_bad_table_is_refused_with_line_and_column(table, content, level, message):
    with pytest.raises(CommandError) as error:
        run("agreement_units", table(content), "--level", level)
    assert message in str(error.value)
    assert error.value.returncode == 1


def test_a_file_that_is_not_there_is_said_to_be_so(tmp_path):
    for command in ("agreement_units", "agreement_spans"):
        with pytest.raises(CommandError, match="cannot be opened: No such file"):
            run(command, str(tmp_path / "nothing"))


def as_script(*words: str):
    """The command in a process of its own, with a database that cannot be reached."""
    environment = {**os.environ, "DEBUG": "1", "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"}
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)


def test_neither_needs_a_database_and_scripts_can_rely_on_how_they_end(spans, table):
    good = as_script("agreement_spans", spans(STUDY))
    assert (good.returncode, good.stderr) == (0, "")
    assert json.loads(good.stdout)["per_code_unit"]["planning"]["units"] == 4
    bad = as_script("agreement_units", table("a,b\nx,1\n"), "--level", "ratio")
    assert (bad.returncode, bad.stdout) == (1, "")
    assert "Line 2 (unit 1), column a: “x” is not a number." in bad.stderr
    assert as_script("agreement_units", table("a,b\n1,1\n"), "--level", "cardinal").returncode == 2
    assert as_script("agreement_spans").returncode == 2
