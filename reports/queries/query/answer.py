"""The passages that answer a query under a basis, and how many participants they are of."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from coding.models import Assignment, CodingState, Memo
from interviews.models import Participant, Speaker, Transcript, Turn
from methods.crosstab import count_by_group
from methods.passages import Step, answer
from methods.spans import Span
from reports.queries.basis.marks import CODE, END, START, TEXT
from reports.queries.basis.stretches import stretches
from reports.queries.query.query import Bound
from reports.queries.study.study import Study

Place = tuple[int, int, int]  # text, start, end


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that answers, with the participants who speak in it: covered by the basis, and asked for."""

    transcript: int
    title: str
    text: int
    start: int
    end: int
    people: tuple[int, ...]

    @property
    def place(self) -> Place:
        return self.text, self.start, self.end


@dataclass(frozen=True, slots=True)
class Counted:
    """Of a group or of all: `n` of the `of` covered participants that are asked for, and the passages in which they
    speak.
    """

    key: str
    label: str
    n: int
    of: int
    passages: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What answers a query, by transcript and place. `people` are the names of those who speak, in their order."""

    bound: Bound
    study: Study
    passages: tuple[Found, ...]
    people: Mapping[int, str]
    whole: Counted
    groups: tuple[Counted, ...]

    def by_person(self) -> list[tuple[int, Found]]:
        """Each passage once for each participant who speaks in it, by participant, transcript and place."""
        rows: dict[int, list[Found]] = {person: [] for person in self.people}
        for passage in self.passages:
            for person in passage.people:
                rows[person].append(passage)
        return [(person, passage) for person, some in rows.items() for passage in some]


class _Text(NamedTuple):
    """A current text: its transcript, where its turns begin, and which participant speaks in each, if one does."""

    transcript: int
    title: str
    starts: list[int]
    people: list[int | None]

    def speaking(self, span: Span) -> set[int]:
        first = max(0, bisect_right(self.starts, span[0]) - 1)
        last = bisect_left(self.starts, span[1])
        return {person for person in self.people[first:last] if person is not None}


def answer_of(bound: Bound, study: Study) -> Answer:
    """The answer of a query from which nothing is missing."""
    spans = _spans(bound, study)
    # Passages come from the first condition and from what an "or" adds; the others only take away.
    adding = (some for one, some in zip(bound.query.conditions, spans, strict=True) if one.operator in {"", "or"})
    texts = _texts(bound, study, {text for by_text in adding for text in by_text})
    wanted = _wanted(bound, study)
    passages = []
    for number, text in texts.items():
        for start, end in _answered(bound, [by_text.get(number, []) for by_text in spans], text):
            people = text.speaking((start, end)) & wanted
            if people:
                passages.append(Found(text.transcript, text.title, number, start, end, tuple(sorted(people))))
    if bound.query.memo:
        passages = _with_memo(bound, study, passages)
    return _counted(bound, study, passages)


def _spans(bound: Bound, study: Study) -> list[dict[int, list[Span]]]:
    """For each condition its passages by text: those of the code and of all below it."""
    codes = {below.code.pk for node in bound.nodes for below in (node, *node.within())}
    directions = dict.fromkeys(one.direction for one in bound.query.conditions)
    rows = {
        said: (stretches(study.ground, codes, direction=said) if said else study.counted.spans) for said in directions
    }
    found = []
    for condition, node in zip(bound.query.conditions, bound.nodes, strict=True):
        branch = {node.code.pk, *(below.code.pk for below in node.within())}
        by_text: dict[int, list[Span]] = defaultdict(list)
        spans = rows[condition.direction]
        for row in spans[np.isin(spans[:, CODE], [*branch])].tolist():
            by_text[row[TEXT]].append((row[START], row[END]))
        found.append(dict(by_text))
    return found


def _texts(bound: Bound, study: Study, texts: Iterable[int]) -> dict[int, _Text]:
    """The texts with a passage, in the project's order; of the round's transcripts, if one is asked for."""
    transcripts = Transcript.objects.filter(current__in={*texts}, pk__in=study.ground.transcripts)
    if bound.round:
        passes = Assignment.objects.in_round(bound.round).filter(done_at__isnull=False)
        transcripts = transcripts.filter(pk__in=passes.values("transcript"))
    rows = transcripts.order_by("position", "pk").values_list("current_id", "pk", "title")
    found = {text: _Text(pk, title, [], []) for text, pk, title in rows if text is not None}
    turns = Turn.objects.filter(text__in=found).order_by("text", "index")
    for text, start, person, role in turns.values_list("text", "start", "speaker__participant", "speaker__role"):
        found[text].starts.append(start)
        found[text].people.append(person if role == Speaker.SpeakerRole.PARTICIPANT else None)
    return found


def _wanted(bound: Bound, study: Study) -> set[int]:
    if bound.among is None:
        return {*study.ground.covered}
    grouping, key = bound.among
    return grouping.members(key, among=study.ground.covered)


def _answered(bound: Bound, passages: Sequence[list[Span]], text: _Text) -> list[Span]:
    steps = [
        Step(condition.operator, some, condition.turns)  # type: ignore[arg-type]  # one of the operators, as read
        for condition, some in zip(bound.query.conditions[1:], passages[1:], strict=True)
    ]
    return answer(passages[0], steps, starts=text.starts or [0])


def _with_memo(bound: Bound, study: Study, passages: Sequence[Found]) -> list[Found]:
    """Those that a coding touches on which the reader may see a memo, of one of the query's codes."""
    codes = {below.code.pk for node in bound.nodes for below in (node, *node.within())}
    memos = Memo.objects.visible_to(study.reader).living().filter(on_coding__isnull=False)
    states = (
        CodingState.objects.visible_to(study.reader)
        .living()
        .filter(coding__in=memos.values("on_coding"), code__in=codes, text__in={one.text for one in passages})
    )
    noted: dict[int, list[Span]] = defaultdict(list)
    for text, start, end in states.values_list("text_id", "start", "end"):
        noted[text].append((start, end))
    return [one for one in passages if any(start < one.end and end > one.start for start, end in noted[one.text])]


def _counted(bound: Bound, study: Study, passages: Sequence[Found]) -> Answer:
    wanted = _wanted(bound, study)
    speaking = {person for one in passages for person in one.people}
    rows = Participant.objects.filter(pk__in=speaking).order_by("position", "pk")
    groups = []
    if bound.by:
        sizes = count_by_group(wanted, bound.by.group_of)
        for group in bound.by.groups:
            members = bound.by.members(group.key, among=speaking)
            with_them = sum(bool(members.intersection(one.people)) for one in passages)
            groups.append(Counted(group.key, group.label, len(members), sizes.get(group.key, 0), with_them))
    whole = Counted("", "", len(speaking), len(wanted), len(passages))
    return Answer(bound, study, tuple(passages), dict(rows.values_list("pk", "pseudonym")), whole, tuple(groups))
