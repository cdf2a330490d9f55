"""The comparison of blind members' answers notices each filter that is taken out, one at a time."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.models import Q

from coding.models import Code, CodingState, Decision, Disagreement, RatingDecision
from coding.models.codings import AssignmentQuerySet, CodingQuerySet, CodingStateQuerySet, RatingQuerySet
from coding.models.decisions import DecisionQuerySet, DisagreementQuerySet, RatingDecisionQuerySet
from coding.models.memos import MemoQuerySet
from coding.models.versions import ProposalQuerySet
from coding.queries import changes, home, marks
from interviews.access import Sight
from interviews.models import Member, Project, Revision, Role
from tests.people import join
from tests.rules.addresses import Study, make_coding
from tests.rules.blind_round import Clock, differences, open_study, works

Patch = Callable[[pytest.MonkeyPatch], None]


def door(queryset: type, keep: Callable[..., Q]) -> Patch:
    """`visible_to` without its look at who asks; `keep` is the rest of the filter."""

    def visible_to(self: Any, member: Member, **asked: Any) -> Any:
        return self.filter(keep(member, **asked))

    return lambda patch: patch.setattr(queryset, "visible_to", visible_to)


def shared_memos(member: Member) -> Q:
    """As the door, but for leads who code blind as well."""
    return Q(project=member.project_id) & (Q(author=member) | Q(author__role__in=("owner", "lead"), on_coding=None))


def states(member: Member, layer: str = "coder") -> Q:
    mine = Q(code__proposed_by=None) | Q(code__proposed_by=member)
    return Q(coding__project=member.project_id, coding__layer=layer) & mine


def everything_seen(text_id: int, seen_by: Member) -> Any:
    del seen_by
    return CodingState.objects.filter(text=text_id)


def all_activity(reader: Member) -> dict[tuple[int | None, int | None], Any]:
    known = Revision.objects.filter(project=reader.project_id).order_by("number")
    return {(one.transcript_id, one.actor_id): one.at for one in known}


def sees_all(module: str) -> Patch:
    return lambda patch: patch.setattr(f"{module}.sight_of", lambda _member: Sight.ALL)


# What is taken out, who must notice, and where: a coder in the round, one outside it (Nora), or a lead who codes blind.
TAKEN_OUT: dict[str, tuple[str, str, Patch]] = {
    "codings": (
        "lena",
        "door: Coding$",
        door(CodingQuerySet, lambda m, layer="coder": Q(project=m.project_id, layer=layer)),
    ),
    "states": ("lena", "/reports/passages/", door(CodingStateQuerySet, states)),
    "ratings": ("lena", "/codings.xlsx", door(RatingQuerySet, lambda m: Q(code__project=m.project_id))),
    "memos": ("lena", "/memos/$", door(MemoQuerySet, lambda m: Q(project=m.project_id))),
    "memos of blind leads": ("lena", "/memos/$", door(MemoQuerySet, shared_memos)),
    "passes": ("lena", "door: Assignment", door(AssignmentQuerySet, lambda m: Q(transcript__project=m.project_id))),
    "proposals": ("lena", "door: Proposal", door(ProposalQuerySet, lambda m: Q(project=m.project_id))),
    "proposals, to a blind lead": ("lea", "door: Proposal", door(ProposalQuerySet, lambda m: Q(project=m.project_id))),
    "disagreements": (
        "lena",
        "door: Disagreement",
        door(DisagreementQuerySet, lambda m: Q(round__project=m.project_id)),
    ),
    "decisions": (
        "lena",
        "door: Decision",
        door(DecisionQuerySet, lambda m: Q(disagreement__round__project=m.project_id)),
    ),
    "decided ratings": (
        "lena",
        "door: RatingDecision",
        door(RatingDecisionQuerySet, lambda m: Q(round__project=m.project_id)),
    ),
    "the cursor of changes": ("lena", "/changes/", lambda patch: patch.setattr(changes, "_seen", everything_seen)),
    "activity on the home page": (
        "lena",
        "/night-shift/$",
        lambda patch: patch.setattr(home, "_activity", all_activity),
    ),
    "activity in the list of projects": ("lena", "^/$", sees_all("interviews.queries.projects")),
    "coders on the home page": ("lena", "/night-shift/$", sees_all("coding.queries.home")),
    "the round itself": ("nora", "/reports/crosstab/", lambda _patch: Project.objects.update(round_is_open=False)),
    "a lead's blindness": ("lea", "/reports/crosstab/", lambda _patch: Member.objects.update(is_blind=False)),
}


# These ask whose work is shown to say so in words; what they show comes through the doors above. Where each speaks, and
# what is taken out at once: it lets nothing pass.
SECOND_LINES = {
    "proposals and rounds": (
        "proposals|rounds|recheck",
        ("coding.queries.proposals", "coding.queries.rounds", "coding.views.recheck"),
    ),
    "all codings": ("/reports/(?:codings|passages)", ("reports.queries.passages.codings",)),
    "bases": ("/reports/(?:crosstab|comparison)", ("reports.queries.basis.basis",)),
    "what is asked": ("/reports/(?:crosstab|comparison)", ("reports.forms.asked",)),
    "notes of a report": ("/reports/(?:crosstab|comparison)", ("reports.queries.kinds.about_study",)),
}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.now)
    return made


@pytest.fixture
def study(project: Project, olga: Member, lena: Member, karim: Member, lea: Member, clock: Clock) -> Study:
    """Coders would see each other, were it not for the open round."""
    Project.objects.filter(pk=project.pk).update(coders_see_each_other=True)
    made = open_study(project, olga, [lena, karim, lea])
    make_coding(lena, made.transcript, project.codes.get(key="planning"), start=5, end=20)
    return made


@pytest.fixture(autouse=True)
def fresh_queries() -> Iterator[None]:
    """Prepared queries are written once a process, with the filters of then."""
    marks._prepared_states.cache_clear()
    yield
    marks._prepared_states.cache_clear()


def others_work(study: Study, karim: Member, lea: Member, olga: Member, *, lea_works: bool) -> None:
    works(karim, study)
    if lea_works:
        works(lea, study)
        decide(study, by=olga)


def decide(study: Study, *, by: Member) -> None:
    """A passage and a rating of the round that was closed, decided, which a lead may see whatever she codes now."""
    found = Disagreement.objects.create(
        round=study.project.rounds.get(number=7),
        number=99,
        transcript=study.transcript,
        text=study.transcript.current,
        code=Code.objects.get(key="planning"),
        start=5,
        end=9,
        kind="omission",
        weight=1,
        share=1,
        sides=[],
    )
    Decision.objects.create(disagreement=found, outcome="neither", by=by)
    RatingDecision.objects.create(
        round=found.round,
        participant=study.project.participants.get(pseudonym="Anna"),
        code=Code.objects.get(key="culture"),
        value=2,
        seen=[],
        by=by,
    )


@pytest.fixture
def compare(
    study: Study, clock: Clock, karim: Member, lea: Member, lena: Member, olga: Member
) -> Callable[[str, str], list[str]]:
    """The places among those that `at` is found in where the reader of this name could tell that others have worked."""
    readers = {"lena": lena, "lea": lea, "nora": join(study.project, "nora", Role.CODER)}

    def places(name: str, at: str) -> list[str]:
        def work() -> None:
            others_work(study, karim, lea, olga, lea_works=name != "lea")

        return [*differences(readers[name], study, clock, work, at=at)]

    return places


@pytest.mark.parametrize("filter_name", TAKEN_OUT)
def test_the_comparison_notices_a_filter_that_is_taken_out(
    filter_name: str, compare: Callable[[str, str], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    name, at, take_out = TAKEN_OUT[filter_name]
    take_out(monkeypatch)
    assert compare(name, at) != []


@pytest.mark.parametrize(("name", "at"), sorted({(name, at) for name, at, _patch in TAKEN_OUT.values()}))
def test_with_all_filters_in_place_nothing_is_noticed_there(
    name: str, at: str, compare: Callable[[str, str], list[str]]
) -> None:
    """All other places of those in the round: see test_blindness_rounds."""
    assert compare(name, at) == []


@pytest.mark.parametrize("line", SECOND_LINES)
def test_a_second_line_is_held_by_the_door_below_it(
    line: str, compare: Callable[[str, str], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    at, modules = SECOND_LINES[line]
    for module in modules:
        sees_all(module)(monkeypatch)
    assert compare("lena", at) == []
