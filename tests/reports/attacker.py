"""A reader who collects all that reports publish to her, under every basis, and works on it by linear programming.

What she may know: that groups make up everybody, that nobody counts twice, how headings count their codes, and how the
bases go together: nobody counts for one coder, for the intersection or the majority who does not count for the union.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from scipy.optimize import linprog

from coding.queries.codebook import Node, codebook_of
from interviews.models import Member
from methods.disclosure import Audience
from reports.forms.kinds import read_asked
from reports.queries.basis.bases import bases_for
from reports.queries.basis.basis import default_basis
from reports.queries.counts.scales import has_scale
from reports.queries.gate.asked import Asked, CannotAnswer, Withheld
from reports.queries.kinds.kind import as_json, find
from reports.queries.kinds.registry import KINDS_OF_REPORT
from reports.queries.query.answer import answer_of
from reports.queries.query.gate import bound_for
from reports.queries.query.query import Condition, Query
from reports.queries.study.groups import groupable

Cell = tuple[str, str, str]  # basis, code, place


@dataclass
class Collected:
    """Numbers that stand there, those that a number is at least (of who mentions, some are rated), and sizes of groups;
    `said` is all the JSON. `children` has each code with those below it, where it is a heading.

    `own` is the study's own basis, `closed` what the gate closes under it, and why.
    """

    bases: list[str]
    own: str
    closed: dict[tuple[str, str], str]
    codes: list[str]
    headings: set[str]
    children: dict[str, list[str]]
    known: dict[Cell, int] = field(default_factory=dict)
    least: dict[Cell, int] = field(default_factory=dict)
    sizes: dict[tuple[str, str], int] = field(default_factory=dict)
    said: list[tuple[str, dict]] = field(default_factory=list)

    def knows(self, cell: Cell, n: int | None) -> None:
        if n is not None:
            assert self.known.setdefault(cell, n) == n, f"two reports differ: {cell}"

    def knows_some(self, cell: Cell, n: int | None) -> None:
        if n is not None:
            self.least[cell] = max(n, self.least.get(cell, 0))


def collected(reader: Member, audience: Audience = "readers") -> Collected:
    """Everything in the JSON of every kind, under every basis and attribute, and what queries answer."""
    nodes = codebook_of(reader.project).in_tree_order()
    own = Asked(reader, default_basis(reader), audience=audience)
    keys = {node.code.pk: node.key for node in nodes}
    found = Collected(
        bases=[basis.key for basis in bases_for(reader)],
        own=own.basis.key,
        closed={(keys[code], place): why for (code, place), why in own.disclosed.closed.items()},
        codes=[*keys.values()],
        headings={node.key for node in nodes if node.code.heading},
        children={node.key: [child.key for child in node.children] for node in nodes},
    )
    for basis in bases_for(reader):
        whole = Asked(reader, basis, audience=audience)
        for name, query in _addresses(reader):
            _read(found, whole, name, query)
        for node in nodes:
            _ask(found, whole, node)
    return found


def _addresses(reader: Member) -> Iterator[tuple[str, dict[str, str]]]:
    """Every kind of report with every choice that changes what is counted."""
    nodes = codebook_of(reader.project).in_tree_order()
    by = [{"attribute": one.key} for one in groupable(reader)]
    branches = [{}, *({"branch": node.key} for node in nodes if node.children)]
    rated = [{"code": node.key} for node in nodes if has_scale(node)]
    for branch in branches:
        yield from (("ranking", branch), ("indicators", branch))
        yield "cooccurrence", branch
    for of in by:
        yield from (("comparison", of), ("coverage", of), ("coverage", of | {"rows": "codes"}))
    yield "emergence", {}
    yield from (("saturation", of | {"codes": codes}) for of in by for codes in ("emergent", "all"))
    yield from ((name, of | code) for name in ("ratings", "dispersion") for of in by for code in rated)
    yield from (("cooccurrence", {"first": one.key, "second": other.key}) for one, other in pairwise(nodes))


def _read(found: Collected, whole: Asked, name: str, query: dict[str, str]) -> None:
    kind, basis, attribute = KINDS_OF_REPORT[name], whole.basis.key, query.get("attribute", "")
    asked = read_asked({"basis": basis, **query}, kind, reader=whole.reader, audience=whole.audience)
    # Counted once a basis, for it is the same for all.
    vars(asked).update(source=whole.source, study=whole.study, disclosed=whole.disclosed)
    try:
        said = as_json(kind, find(kind, asked), asked)
    except CannotAnswer:
        return
    found.said.append((name, said))
    found.sizes |= {(basis, f"{attribute}:{group}"): n for group, n in said["groups"].items()}
    if name in READ:
        READ[name](found, basis, attribute, said)


def _comparison(found: Collected, basis: str, attribute: str, said: dict) -> None:
    for row in said["rows"]:
        for group, cell in row["cells"].items():
            found.knows((basis, row["code"], f"{attribute}:{group}"), cell["n"])


def _overall(found: Collected, basis: str, _attribute: str, said: dict) -> None:
    for row in said["rows"]:
        found.knows((basis, row["code"], "all"), row["n"])
        for other, cell in row.get("bases", {}).items():
            found.knows((other, row["code"], "all"), cell["n"])


def _together(found: Collected, basis: str, _attribute: str, said: dict) -> None:
    for code, n in said["codes"].items():
        found.knows((basis, code, "all"), n)
    if said["pair"]:
        one, other = said["pair"]["codes"]
        found.knows((basis, one, "all"), said["pair"]["both"] + said["pair"]["only_first"])
        found.knows((basis, other, "all"), said["pair"]["both"] + said["pair"]["only_second"])


def _scales(found: Collected, basis: str, attribute: str, said: dict) -> None:
    for row in said["rows"]:
        for group, cell in row["cells"].items():
            found.knows_some((basis, row["code"], f"{attribute}:{group}"), sum(cell["counts"]))


def _coverage(found: Collected, basis: str, attribute: str, said: dict) -> None:
    for row in said["rows"]:
        codes = [row["code"]] if row["code"] else row["codes"]
        for group, cell in row["cells"].items() if len(codes) == 1 else ():
            place = group if group == "all" else f"{attribute}:{group}"
            found.knows((basis, codes[0], place), cell["mentioned"] + cell["denied"])


READ = {
    "comparison": _comparison,
    "ranking": _overall,
    "indicators": _overall,
    "emergence": _overall,
    "cooccurrence": _together,
    "ratings": _scales,
    "dispersion": _scales,
    "coverage": _coverage,
}


def _ask(found: Collected, seen: Asked, node: Node) -> None:
    for attribute in groupable(seen.reader):
        with suppress(Withheld):
            answer = answer_of(bound_for(Query((Condition(node.key),), by=attribute.key), seen), seen.study)
            found.knows((seen.basis.key, node.key, "all"), answer.whole.n)
            for one in answer.groups:
                found.knows((seen.basis.key, node.key, f"{attribute.key}:{one.key}"), one.n)


class Attack:
    """The linear program over all that was collected."""

    def __init__(self, found: Collected) -> None:
        self.found = found
        self.places = ["all", *dict.fromkeys(place for _basis, place in found.sizes)]
        cells = [(basis, code, place) for basis in found.bases for code in found.codes for place in self.places]
        self.at = {cell: n for n, cell in enumerate(cells)}
        self.equal: list[np.ndarray] = []
        self.less: list[np.ndarray] = []
        for basis in found.bases:
            self._groups(basis)
            for place in self.places:
                self._families(basis, place)
        self._bases()
        most = max(found.sizes.values())
        self.limits = [
            (found.known[cell],) * 2
            if cell in found.known
            else (found.least.get(cell, 0), found.sizes.get((cell[0], cell[2]), 2 * most))
            for cell in cells
        ]

    def _row(self, plus: list[Cell], minus: list[Cell]) -> np.ndarray:
        row = np.zeros(len(self.at))
        for cells, sign in ((plus, 1), (minus, -1)):
            for cell in cells:
                row[self.at[cell]] += sign
        return row

    def _groups(self, basis: str) -> None:
        for attribute in {place.partition(":")[0] for place in self.places if place != "all"}:
            of = [place for place in self.places if place.startswith(f"{attribute}:")]
            if all((basis, place) in self.found.sizes for place in of):
                for code in self.found.codes:
                    self.equal.append(self._row([(basis, code, place) for place in of], [(basis, code, "all")]))

    def _families(self, basis: str, place: str) -> None:
        for code, below in self.found.children.items():
            children = [(basis, child, place) for child in below]
            self.less += [self._row([child], [(basis, code, place)]) for child in children]
            if children and code in self.found.headings:
                self.less.append(self._row([(basis, code, place)], children))

    def _bases(self) -> None:
        coders = [one for one in self.found.bases if one.startswith("coder:")]
        for code in self.found.codes:
            for place in self.places:
                whole = ("union", code, place)
                self.less += [self._row([(one, code, place)], [whole]) for one in (*coders, "intersection")]
                self.less.append(self._row([whole], [(one, code, place) for one in coders]))

    def bounds(self, cell: Cell) -> tuple[float, float]:
        """The least and the most that the cell can be."""
        aim = self._row([cell], [])
        asked = {
            "A_eq": np.array(self.equal),
            "b_eq": np.zeros(len(self.equal)),
            "A_ub": np.array(self.less),
            "b_ub": np.zeros(len(self.less)),
            "bounds": self.limits,
        }
        ends = [linprog(sign * aim, method="highs", **asked) for sign in (1, -1)]
        assert all(one.success for one in ends), ends[0].message
        return float(ends[0].fun), -float(ends[1].fun)
