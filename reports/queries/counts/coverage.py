"""Coverage of the interview guide: what was asked, and what each participant's silence means."""

from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from coding.queries.codebook import Node
from methods.coverage import State, by_state
from reports.queries.basis.asking import GuideQuestion, WhoWasAsked, direct_codes, only_denied
from reports.queries.basis.reading import Reading, not_looked_for
from reports.queries.study.groups import Grouping
from reports.queries.study.study import Study

ALL = "all"
Places = Sequence[tuple[str, Set[int]]]  # the key of all or of a group, and who is in it


@dataclass(frozen=True, slots=True)
class Cell:
    """Participants by state; and how many were `asked`, of whom so many mention or deny it."""

    counts: dict[State, int]
    asked: int
    mention: int


@dataclass(frozen=True, slots=True)
class Covered:
    """A question, or one of its codes, or a code alone. `interviews` are asked, not asked, and open.

    `cells` are of all participants, and by group key; None for a question without a code, and where they are `closed`.
    """

    question: GuideQuestion | None
    number: int
    node: Node | None
    codes: tuple[Node, ...]
    interviews: tuple[int, int, int]
    cells: dict[str, Cell] | None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """The rows, of questions with their codes or of codes. `sizes` has the participants: all of them, and by group."""

    study: Study
    grouping: Grouping | None
    by_code: bool
    questions: int
    interviews: int
    sizes: dict[str, int]
    rows: tuple[Covered, ...]


class Standings:
    """How every covered participant stands to codes and questions, under one basis."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.asking = study.facts.asking(study.codebook)
        self.asked = WhoWasAsked(self.asking, study.ground)
        living = study.codebook.in_tree_order()
        self.denied = {*study.facts.wholly_denied([node.code.pk for node in living if node.code.deniable])}

    @cached_property
    def reading(self) -> Reading:
        return self.study.facts.reading()

    @cached_property
    def direct(self) -> dict[int, set[int]]:
        return direct_codes(self.study.counted.spans)

    def states(self, nodes: Sequence[Node], questions: Collection[int]) -> dict[State, Set[int]]:
        """Who is in which state; the codes count as one, with all below them."""
        study = self.study
        who = set[int]().union(*(study.who(node) for node in nodes))
        codes = {one.code.pk for node in nodes for one in (node, *node.within())}
        asked, not_asked = self.asked.people(questions)
        return by_state(
            study.ground.covered,
            mention=who,
            deny=only_denied(who, codes, self.direct, self.denied) if self.denied else set(),
            unlooked=self._unlooked(nodes),
            asked=asked,
            not_asked=not_asked,
        )

    def interviews(self, questions: Collection[int]) -> tuple[int, int, int]:
        """In how many interviews one of them was asked, in how many none, and in how many that is open."""
        held = self.study.ground.transcripts
        asked, not_asked = (len(held & some) for some in self.asked.transcripts(questions))
        return asked, not_asked, len(held) - asked - not_asked

    def _unlooked(self, nodes: Iterable[Node]) -> set[int]:
        """Participants in whose transcripts nobody looked for any of the codes at the ends of these branches."""
        leaves = {one for node in nodes for one in (node, *node.within()) if not one.children}
        ground = self.study.ground
        found = [not_looked_for(leaf, self.study.who(leaf), ground, self.reading) for leaf in leaves]
        return set.intersection(*found) if found else set()


def coverage(study: Study, *, grouping: Grouping | None, branch: str, by_code: bool) -> Coverage:
    """The guide's questions with their codes, or the codes of the branch. Without a guide there are codes alone.

    Raises UnknownBranch.
    """
    standings, places = Standings(study), _places(grouping, study.ground.covered)
    questions = standings.asking.questions
    nodes = study.branch(branch)
    if by_code or not questions:
        rows = [_of_code(standings, places, node) for node in nodes if node.code.active or study.who(node)]
    else:
        rows = [*_of_questions(standings, places, questions, nodes, whole=not branch)]
    sizes = {key: len(people) for key, people in places}
    return Coverage(
        study, grouping, by_code or not questions, len(questions), len(study.ground.transcripts), sizes, tuple(rows)
    )


def states_by_cell(study: Study, *, grouping: Grouping, branch: str) -> dict[tuple[str, str], dict[State, int]]:
    """The participants in each state by (code's key, group's key). Raises UnknownBranch."""
    rows = coverage(study, grouping=grouping, branch=branch, by_code=True).rows
    return {
        (row.node.key, group): cell.counts
        for row in rows
        if row.node and row.cells
        for group, cell in row.cells.items()
    }


def _of_questions(
    standings: Standings,
    places: Places,
    questions: Sequence[GuideQuestion],
    nodes: Sequence[Node],
    *,
    whole: bool,
) -> Iterable[Covered]:
    """Each question that asks about a code of the branch; below it its codes, where there are several."""
    inside = {node.code.pk for node in nodes}
    by_id = standings.study.codebook.by_id
    for number, question in enumerate(questions, 1):
        codes = tuple(by_id[code] for code in question.codes if code in by_id)
        if not whole and inside.isdisjoint(node.code.pk for node in codes):
            continue
        interviews = standings.interviews((question.pk,))
        cells = _cells(standings, places, codes, (question.pk,)) if codes else None
        yield Covered(question, number, None, codes, interviews, cells)
        if len(codes) > 1:
            for node in codes:
                of_code = _cells(standings, places, (node,), (question.pk,))
                yield Covered(question, number, node, (node,), interviews, of_code)


def _of_code(standings: Standings, places: Places, node: Node) -> Covered:
    questions = standings.asking.of_code(node.code.pk)
    cells = _cells(standings, places, (node,), questions)
    return Covered(None, 0, node, (node,), standings.interviews(questions), cells)


def _cells(standings: Standings, places: Places, nodes: Sequence[Node], questions: Collection[int]) -> dict[str, Cell]:
    states, asked = standings.states(nodes, questions), standings.asked.people(questions)[0]
    mention = (states[State.MENTIONED] | states[State.DENIED]) & asked
    return {
        key: Cell(
            {state: len(who & people) for state, who in states.items()}, len(asked & people), len(mention & people)
        )
        for key, people in places
    }


def _places(grouping: Grouping | None, people: frozenset[int]) -> Places:
    """All of them, and those of each group."""
    if grouping is None:
        return [(ALL, people)]
    return [(ALL, people), *((group.key, grouping.members(group.key, among=people)) for group in grouping.groups)]
