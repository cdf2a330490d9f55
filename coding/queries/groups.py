"""Groups of codes of which only one fits a passage, and where a coder used two of them on one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from django.utils.translation import gettext as _

from coding.models import Assignment, Code, CodingState, ExclusiveGroup
from coding.models.codings import CodingStateQuerySet
from coding.queries.codebook import Codebook
from coding.queries.marks import Mark
from coding.queries.versions import Document
from interviews.models import Member, Project


@dataclass(frozen=True, slots=True)
class Group:
    """A group with its living codes in tree order."""

    group: ExclusiveGroup
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A coding where it stands: `place` is its pass and text, in which overlaps are looked for."""

    place: tuple[int, int]
    transcript: int
    uid: UUID
    code: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two codings of one coder that touch the same words with two codes of one group; `first` begins first."""

    group: int
    first: Placed
    second: Placed


def groups_of(project: Project, codebook: Codebook) -> list[Group]:
    """The project's groups by name."""
    members: dict[int | None, list[Code]] = defaultdict(list)
    for node in codebook.living:
        members[node.code.exclusive_group_id].append(node.code)
    rows = ExclusiveGroup.objects.filter(project=project).order_by("name", "pk")
    return [Group(row, tuple(members[row.pk])) for row in rows]


def group_by_code(codebook: Codebook) -> dict[int, int]:
    """Which group each code is in, by ids; codes without one are not in it."""
    return {n.code.pk: n.code.exclusive_group_id for n in codebook.living if n.code.exclusive_group_id is not None}


def group_by_code_in(document: Document, codebook: Codebook) -> dict[int, str]:
    """The same of a version: the name of the group of each code, by the code's id."""
    named = ((entry["key"], entry["only_one_of"]) for entry in document["codes"])
    return {codebook.by_key[key].code.pk: name for key, name in named if name and key in codebook.by_key}


def overlaps_in_groups(states: CodingStateQuerySet, *, groups: Mapping[int, int]) -> list[Overlap]:
    """Where one coder, in one pass, put two codes of a group on the same words, in the order of the texts.

    `states` are those to look at, reached by their door: living ones of a reader, or those of a snapshot.
    `groups` is `group_by_code`. One query; O(n log n) but for overlaps, which are listed one by one.
    """
    fields = ("coding__assignment", "text", "coding__transcript", "coding__uid", "code", "start", "end")
    rows = states.filter(code__in=groups).order_by("coding__transcript", "start", "end", "pk").values_list(*fields)
    placed: dict[tuple[int, int, int], list[Placed]] = defaultdict(list)
    for pass_, text, transcript, uid, code, start, end in rows:
        one = Placed((pass_ or 0, text), transcript, uid, code, start, end)
        placed[groups[code], pass_ or 0, text].append(one)
    found = chain.from_iterable(_overlaps(group, some) for (group, _pass, _text), some in placed.items())
    return sorted(found, key=lambda one: (one.first.transcript, one.first.place, one.second.start, one.second.end))


def _overlaps(group: int, placed: Sequence[Placed]) -> Iterable[Overlap]:
    """Pairs among codings of one pass and text in order of their starts."""
    open_: list[Placed] = []
    for one in placed:
        open_ = [earlier for earlier in open_ if earlier.end > one.start]
        yield from (Overlap(group, earlier, one) for earlier in open_ if earlier.code != one.code)
        open_.append(one)


def own_overlaps(reader: Member, codebook: Codebook) -> list[Overlap]:
    """The overlaps that the reader may see, of living codings in current passes."""
    groups = group_by_code(codebook)
    if not groups:
        return []
    return overlaps_in_groups(CodingState.objects.visible_to(reader).living().in_current_pass(), groups=groups)


def beside(uid: UUID, marks: Sequence[Mark], codebook: Codebook) -> tuple[Mark, ...]:
    """Codings of the same coder that touch this one with another code of its group. `marks` are those around it."""
    one = next((mark for mark in marks if mark.uid == uid), None)
    groups = group_by_code(codebook) if one else {}
    if one is None or one.code not in groups:
        return ()
    return tuple(
        other
        for other in marks
        if other.coder == one.coder
        and other.code != one.code
        and groups.get(other.code) == groups[one.code]
        and other.start < one.end
        and other.end > one.start
    )


def only_one_fits(new: str, others: Iterable[str]) -> str:
    """The warning in words, from the labels."""
    named = ", ".join(_("“%(code)s”") % {"code": label} for label in dict.fromkeys(others))
    return _("“%(code)s” stands on the same words as %(others)s. Only one of these fits a passage.") % {
        "code": new,
        "others": named,
    }


@dataclass(frozen=True, slots=True)
class ToldOverlap:
    """An overlap as a page shows it: both labels, whose it is, and where."""

    first: str
    second: str
    coder: str
    title: str
    transcript: int
    uid: UUID


SHOWN = 100


def told_overlaps(reader: Member, codebook: Codebook) -> list[ToldOverlap]:
    """The first overlaps that the reader may see, with the names that a page needs."""
    found = own_overlaps(reader, codebook)[:SHOWN]
    passes = Assignment.objects.visible_to(reader).filter(pk__in={one.first.place[0] for one in found})
    known = {one.pk: one for one in passes.select_related("transcript", "coder__user")}
    labels = {node.code.pk: node.code.label for node in codebook.living}
    return [
        ToldOverlap(
            first=labels[one.first.code],
            second=labels[one.second.code],
            coder=str(known[one.first.place[0]].coder),
            title=known[one.first.place[0]].transcript.title,
            transcript=one.first.transcript,
            uid=one.second.uid,
        )
        for one in found
        if one.first.place[0] in known
    ]
