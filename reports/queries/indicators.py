"""The indicators of a branch: whether each is evidenced, by whom denied, and under which basis."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from coding.models import Code, CodingState
from coding.queries.codebook import Codebook, Node
from interviews.access import Sight, sight_of
from methods.crosstab import lower_median, mentioners
from reports.queries.bases import bases_for
from reports.queries.basis import SHARED, Basis, BasisKind, Ground, ground_of
from reports.queries.crosstab import passages_by_group
from reports.queries.groups import everyone
from reports.queries.mentions import PERSON, mentions
from reports.queries.ratings import ratings_by_code
from reports.queries.states import consensus_states, counted_ratings, counted_states
from reports.queries.stretches import needed
from reports.queries.study import Study

Voice = tuple[int, int, int, int]  # code, participant, transcript, coder
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
    """

    node: Node
    n: int
    of: int
    passages: int
    rating: int | None
    negative: int
    evidenced: bool
    bases: tuple[UnderBasis, ...]


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
    seen = bases_for(study.reader) if sight_of(study.reader) is Sight.ALL else []
    bases = [study.basis, *(basis for basis in seen if basis.key != study.basis.key)]
    found = _by_basis(study, bases, nodes)
    spans = study.counted.spans
    passages = passages_by_group(study.ground, study.lines, everyone(study.ground.covered), spans=spans)
    denied = denied_by(study, nodes)
    ratings = ratings_by_code(study.ground, [node.code for node in nodes])
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


People = Mapping[int, set[int]]


def _by_basis(study: Study, bases: Iterable[Basis], nodes: Iterable[Node]) -> list[tuple[People, int]]:
    """(who mentions each code, how many are covered) under each basis, from one reading of the voices."""
    reader = study.reader
    whole = ground_of(Basis(BasisKind.UNION), reader=reader) if study.basis.coder else study.ground
    codes = [below.code.pk for node in nodes for below in (node, *node.within())]
    voices = _voices(whole, codes)
    found: list[tuple[People, int]] = []
    for basis in bases:
        ground = _narrowed(whole, basis)
        if basis == study.basis:
            pairs: People = study.people
        elif basis.kind is BasisKind.CONSENSUS:
            pairs = mentioners(mentions(ground, codes), study.lines)
        else:
            pairs = mentioners(_enough(ground, voices), study.lines)
        found.append((pairs, len(ground.covered)))
    return found


def _narrowed(whole: Ground, basis: Basis) -> Ground:
    """The same ground under another basis; for one coder what she has done of it."""
    if basis.coder is None:
        return replace(whole, basis=basis)
    own = {pk: frozenset({basis.coder.pk}) for pk, coders in whole.coders_of.items() if basis.coder.pk in coders}
    covered = (person for person, transcripts in whole.transcripts_of.items() if transcripts <= own.keys())
    return replace(whole, basis=basis, coders_of=own, covered=frozenset(covered))


def _voices(ground: Ground, codes: list[int]) -> set[Voice]:
    """Whoever says so in words or by a case rating."""
    fields = ("code_id", PERSON, "coding__transcript_id", "coding__coder_id")
    rated = ("code_id", "participant_id", "assignment__transcript_id", "assignment__coder_id")
    return {
        *counted_states(ground, codes).values_list(*fields).distinct(),
        *counted_ratings(ground, codes).values_list(*rated),
    }


def _enough(ground: Ground, voices: Iterable[Voice]) -> Iterable[tuple[int, int]]:
    """(code, participant) where as many coders as the basis takes say so."""
    coders = ground.coders
    together = Counter((code, person, text) for code, person, text, coder in voices if coder in coders)
    for (code, person, transcript), n in together.items():
        if person in ground.covered and n >= (needed(ground, transcript, code) if ground.basis.kind in SHARED else 1):
            yield code, person


def denied_by(study: Study, nodes: Iterable[Node]) -> People:
    """Participants of whom as many coders as the basis takes, or a decision, say that they deny a code."""
    ground, denies = study.ground, CodingState.Direction.DENIES
    codes = [below.code.pk for node in nodes for below in (node, *node.within()) if below.code.deniable]
    if not codes:
        return {}
    fields = ("code_id", PERSON, "coding__transcript_id", "coding__coder_id")
    voices = {*counted_states(ground, codes).filter(direction=denies).values_list(*fields)}
    pairs = [*_enough(ground, voices)]
    if ground.basis.kind is BasisKind.CONSENSUS:
        kept = consensus_states(ground, codes).filter(direction=denies).values_list("code_id", PERSON)
        pairs += [pair for pair in kept if pair[1] in ground.covered]
    found: dict[int, set[int]] = defaultdict(set)
    for code, people in mentioners(pairs, study.lines).items():
        found[code] |= people & study.people.get(code, set())
    return found
