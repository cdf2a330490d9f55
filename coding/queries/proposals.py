"""Codes that coders proposed while a round was open: one's own beside the codebook, and all of them for leads."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from coding.models import Code, CodebookVersion, CodingState, Proposal
from coding.models.codings import CodingStateQuerySet
from coding.queries.codebook import Codebook, Node, codebook_of
from coding.queries.texts import text_of
from interviews.access import Action, Sight, may, sight_of
from interviews.models import Member

SHOWN = 5
LONGEST_QUOTE = 400


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage of a proposed code: its words, cut where they are long, and where they stand."""

    words: str
    transcript: int
    title: str
    at: int


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal as a page shows it. `passages`: living ones while it waits, then those it had when it was decided.

    `quoted` are the first of them; `version` is the number of the version that has the adopted code, None before.
    """

    proposal: Proposal
    passages: int
    quoted: tuple[Quoted, ...] = ()
    version: int | None = None

    @property
    def code(self) -> Code:
        return self.proposal.code


def seen_by(member: Member) -> Codebook:
    """The codebook as the member codes with it: her own waiting proposals stand behind all other codes."""
    codebook = codebook_of(member.project)
    waiting = Proposal.objects.visible_to(member).waiting().filter(coder=member).select_related("code")
    codes = [proposal.code for proposal in waiting.order_by("pk")]
    nodes = tuple(Node(code, (), (), len(codebook.nodes) + place) for place, code in enumerate(codes))
    return replace(codebook, nodes=(*codebook.nodes, *nodes)) if nodes else codebook


def with_own(codebook: Codebook, member: Member, codes: Iterable[int]) -> Codebook:
    """The codebook, with the member's proposals where one of the codes may be among them: mostly no query."""
    return codebook if all(code in codebook.by_id for code in codes) else seen_by(member)


def own_proposals(member: Member) -> list[Proposed]:
    """The member's own proposals with what became of them, those that wait first."""
    return _told(_in_order(Proposal.objects.visible_to(member).filter(coder=member)))


def proposals_of(reader: Member) -> list[Proposed]:
    """All proposals that the reader may see, those that wait first, with the first passages of those."""
    found = _told(_in_order(Proposal.objects.visible_to(reader)))
    return [one if one.proposal.outcome else replace(one, quoted=_quoted(one.proposal)) for one in found]


def states_of(proposal: Proposal) -> CodingStateQuerySet:
    """All states of a proposed code that its coder sees: she is the only one who has any until it is adopted.

    For whoever reached the proposal through `visible_to`.
    """
    return CodingState.objects.visible_to(proposal.coder).filter(code=proposal.code_id, coding__coder=proposal.coder_id)


def _in_order(proposals: QuerySet[Proposal]) -> list[Proposal]:
    rows = proposals.select_related("code", "coder__user", "coder__project", "merged_into", "round", "decided_by__user")
    return sorted(rows.order_by("-created_at", "-pk"), key=lambda one: bool(one.outcome))


def _told(proposals: Sequence[Proposal]) -> list[Proposed]:
    counts: Counter[int] = Counter()
    by_coder: dict[Member, list[int]] = defaultdict(list)
    for one in proposals:
        if not one.outcome:
            by_coder[one.coder].append(one.code_id)
    for coder, codes in by_coder.items():
        counts.update(
            CodingState.objects.visible_to(coder).living().filter(code__in=codes).values_list("code", flat=True)
        )
    versions = _versions_with({one.code.key for one in proposals if one.outcome == Proposal.Outcome.ADOPTED}, proposals)
    return [
        Proposed(one, one.passages if one.outcome else counts[one.code_id], version=versions.get(one.code.key))
        for one in proposals
    ]


def _versions_with(keys: set[str], proposals: Sequence[Proposal]) -> dict[str, int]:
    """The first version that has each adopted code."""
    if not keys:
        return {}
    first: dict[str, int] = {}
    versions = CodebookVersion.objects.filter(project=proposals[0].project_id).order_by("-number")
    for number, document in versions.values_list("number", "document"):
        first |= dict.fromkeys(keys & {entry["key"] for entry in document.get("codes", ())}, number)
    return first


def _quoted(proposal: Proposal) -> tuple[Quoted, ...]:
    rows = states_of(proposal).living().order_by("coding__transcript__position", "coding__transcript", "start", "pk")
    fields = ("text", "text__sha256", "start", "end", "coding__transcript", "coding__transcript__title")
    found = []
    for text, sha256, start, end, transcript, title in rows.values_list(*fields)[:SHOWN]:
        words = text_of(text, sha256=sha256)[start:end]
        cut = f"{words[:LONGEST_QUOTE]}…" if len(words) > LONGEST_QUOTE else words
        found.append(Quoted(cut, transcript, title, start))
    return tuple(found)


def told_proposal(proposal: Proposal) -> Proposed:
    """One proposal, reached through `visible_to`, with its first passages while it waits."""
    (told,) = _told([proposal])
    return told if proposal.outcome else replace(told, quoted=_quoted(proposal))


def may_decide(member: Member) -> bool:
    """Leads who see everybody's work decide on proposals; one who codes blind does not."""
    return member.leads and sight_of(member) is Sight.ALL and may(member, Action.EDIT_CODEBOOK)
