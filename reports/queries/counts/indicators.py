"""The indicators of a branch: whether each is evidenced, by whom denied, and under which basis."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from coding.models import Code
from coding.queries.codebook import Codebook, Node
from methods.crosstab import lower_median, mentioners
from reports.queries.basis.basis import Basis
from reports.queries.basis.voices import People
from reports.queries.counts.crosstab import passages_by_group
from reports.queries.study.groups import everyone
from reports.queries.study.study import Study

PREFIX = "indicators"


@dataclass(frozen=True, slots=True)
class UnderBasis:
    """How many of the participants whom a basis covers mention an indicator."""

    n: int
    of: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """One a-priori code. `rating` is a value of its scale, None without one; `negative` are participants who deny it.

    `evidenced`: at least k participants mention it. `bases` are in the order of `Indicators.bases`, the chosen first.
    For some audiences its number is `closed`, what else is known of it `shut`, or other bases (`linked`).
    """

    node: Node
    n: int
    of: int
    passages: int
    rating: int | None
    negative: int
    evidenced: bool
    bases: tuple[UnderBasis, ...]
    closed: bool = False
    shut: bool = False
    linked: bool = False


@dataclass(frozen=True, slots=True)
class Indicators:
    """The indicators below `branch` in tree order, the bases in sight, and the `k` of the study's declaration."""

    study: Study
    branch: Node
    k: int
    bases: tuple[Basis, ...]
    rows: tuple[Indicator, ...]

    @property
    def rated(self) -> bool:
        return any(row.node.code.rated for row in self.rows)


def indicator_branch(codebook: Codebook) -> Node | None:
    """The root whose key says that it holds indicators, else the first one; None in an empty codebook."""
    roots = codebook.roots
    return next((node for node in roots if node.key.startswith(PREFIX)), roots[0] if roots else None)


def indicators_of(study: Study, *, branch: Node, k: int) -> Indicators:
    """Every a-priori code below the branch, or the branch alone where nothing is below it."""
    nodes = [node for node in branch.within() if node.code.origin == Code.Origin.A_PRIORI] or [branch]
    # Who sees her own work only gets no column of others, whatever their passes tell.
    bases = [study.basis, *(basis for basis in study.facts.bases() if basis.key != study.basis.key)]
    found = _by_basis(study, bases, nodes)
    spans = study.counted.spans
    passages = passages_by_group(study.ground, study.lines, everyone(study.ground.covered), spans=spans)
    denied = denied_by(study, nodes)
    ratings = study.facts.ratings([node.code for node in nodes])
    rows = []
    for node in nodes:
        code, who = node.code.pk, study.who(node)
        values = [rated.value for rated in ratings.get(code, {}).values() if rated.value is not None]
        rows.append(
            Indicator(
                node=node,
                n=len(who),
                of=len(study.ground.covered),
                passages=passages.get(code, {}).get("all", 0),
                rating=lower_median(values) if values else None,
                negative=len(denied.get(code, set())),
                evidenced=len(who) >= k,
                bases=tuple(UnderBasis(len(people.get(code, set())), of) for people, of in found),
            )
        )
    return Indicators(study, branch, k, tuple(bases), tuple(rows))


def _by_basis(study: Study, bases: Iterable[Basis], nodes: Iterable[Node]) -> list[tuple[People, int]]:
    """(who mentions each code, how many are covered) under each basis; the study's own first."""
    codes = [below.code.pk for node in nodes for below in (node, *node.within())]
    own = (study.people, len(study.ground.covered))
    return [own, *study.facts.under([basis for basis in bases if basis != study.basis], codes, study.lines)]


def denied_by(study: Study, nodes: Iterable[Node]) -> People:
    """Participants who mention a code and deny it, or one below it."""
    codes = [below.code.pk for node in nodes for below in (node, *node.within()) if below.code.deniable]
    if not codes:
        return {}
    found: dict[int, set[int]] = defaultdict(set)
    for code, people in mentioners(study.facts.denials(codes), study.lines).items():
        found[code] |= people & study.people.get(code, set())
    return found
