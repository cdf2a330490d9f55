"""Which codes lie against which, by character."""

import json

from hypothesis import given

from methods.confusion import Confusion, add_confusions, confusion, row_shares
from methods.continuum import Document
from tests.methods.oracles import kept, marked
from tests.methods.projects import CODES, patiently, projects


def test_one_code_against_another_and_with_itself():
    spans = {("anna", "x"): [(0, 10)], ("bruno", "y"): [(4, 12)], ("bruno", "x"): [(8, 9)]}
    found = confusion(Document("d1", 20, ("bruno", "anna"), (), spans), ["x", "y"])
    assert found.cells == {("anna", "bruno"): {("x", "x"): 1, ("x", "y"): 5}}
    assert found.table() == {("x", "x"): 2, ("x", "y"): 5, ("y", "x"): 5}
    assert row_shares(found.table()) == {("x", "x"): 2 / 7, ("x", "y"): 5 / 7, ("y", "x"): 1}


def test_a_table_of_some_of_the_coders():
    spans = {("anna", "x"): [(0, 4)], ("bruno", "y"): [(0, 4)], ("chloe", "y"): [(0, 2)]}
    found = confusion(Document("d1", 20, ("anna", "bruno", "chloe"), (), spans), ["x", "y"])
    assert found.table(["anna", "chloe"]) == {("x", "y"): 2, ("y", "x"): 2}


def test_a_code_that_one_could_not_have_used_confuses_nobody():
    spans = {("anna", "x"): [(0, 10)], ("bruno", "y"): [(0, 10)]}
    document = Document("d1", 20, ("anna", "bruno"), (), spans, (), frozenset({("anna", "y")}))
    assert confusion(document, ["x", "y"]).table() == {}


@patiently
@given(projects(most=3))
def test_the_sweep_gives_what_counting_characters_gives(documents):
    found = add_confusions(confusion(document, CODES) for document in documents)
    expected = {}
    for document in documents:
        has = {
            (coder, code): set() if (coder, code) in document.unlooked else marked(document, coder, code)
            for coder in document.coders
            for code in CODES
        }
        for first in document.coders:
            for second in document.coders:
                if first < second:
                    for k in CODES:
                        for l in CODES:  # noqa: E741  # k and l, as the definition has them
                            looked = {(first, l), (second, k)} & document.unlooked
                            for at in [] if looked else kept(document):
                                mine = at in has[first, k] and (k == l or at not in has[first, l])
                                hers = at in has[second, l] and (k == l or at not in has[second, k])
                                if mine and hers:
                                    cell = ((first, second), (k, l))
                                    expected[cell] = expected.get(cell, 0) + 1
    assert {(names, cell): n for names, cells in found.cells.items() for cell, n in cells.items()} == expected
    again = Confusion.from_json(json.loads(json.dumps(found.as_json())))
    assert again.cells == found.cells
