"""A snapshot's page: what is in it, and what would be different today."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from coding.queries.codebook import Node
from interviews.models import Member
from interviews.models.participants import in_language
from reports.document import Share
from reports.models import Finding, Snapshot
from reports.queries.basis.basis import Basis, UnknownBasis
from reports.queries.findings.words import STRENGTHS
from reports.queries.gate.disclosed import audience_of
from reports.queries.study.frozen import FrozenSource
from reports.queries.study.groups import makes_groups
from reports.queries.study.source import Source, TodaysSource
from reports.queries.study.stamp import version_name
from reports.queries.study.study import Study

MOST = 200  # lines of what moved that one page shows


@dataclass(frozen=True, slots=True)
class MovedCell:
    """A cell that says something else today: its code, its group, n of N then and now; a dash where it is not there."""

    code: str
    group: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class FrozenFinding:
    """A finding as it was frozen."""

    number: int
    claim: str
    state: str
    holds: bool
    strength: str


@dataclass(frozen=True, slots=True)
class SnapshotPage:
    """`contents` are (words, number). `moved` are the first cells that differ from today, of `moved_in_all`; None where
    the basis is no more. `whole`: whether the reader sees cells and findings here.
    """

    basis: Basis
    bases: tuple[Basis, ...]
    version: str
    declaration: int
    contents: tuple[tuple[str, int], ...]
    findings: tuple[FrozenFinding, ...]
    moved: tuple[MovedCell, ...] | None
    moved_in_all: int
    whole: bool


def snapshot_page(reader: Member, snapshot: Snapshot, *, basis: str) -> SnapshotPage:
    """What the page says under the basis of this key, or the default one; to readers no cells and no findings, which
    they have on pages that go through the gate. Raises Changed, UnknownBasis.
    """
    whole = audience_of(reader, file=False) is None
    frozen = FrozenSource(reader, snapshot)
    shown = frozen.read_basis(basis) if basis else frozen.default_basis()
    moved = _moved(frozen, TodaysSource(reader), shown) if whole else []
    book = frozen.document["codebook"]
    return SnapshotPage(
        basis=shown,
        bases=tuple(frozen.bases()),
        version=version_name(book["version"], changed=book["changed_since"]),
        declaration=frozen.declared.number,
        contents=_contents(frozen),
        findings=tuple(_finding(one) for one in frozen.document["findings"]) if whole else (),
        whole=whole,
        moved=None if moved is None else tuple(moved[:MOST]),
        moved_in_all=len(moved or ()),
    )


def _contents(frozen: FrozenSource) -> tuple[tuple[str, int], ...]:
    document = frozen.document
    return (
        (_("participants"), len(document["participants"])),
        (_("transcripts"), len(document["transcripts"])),
        (_("codes in the codebook"), len(frozen.codebook.living)),
        (_("attributes that are counted"), len(document["attributes"])),
        (_("bases"), len(frozen.bases())),
        (_("findings"), len(document["findings"])),
    )


def _finding(said: Mapping[str, Any]) -> FrozenFinding:
    return FrozenFinding(
        number=said["number"],
        claim=in_language(said["claim"]["en"], said["claim"]["fr"]),
        state=str(Finding.State(said["state"]).label),
        holds=said["outcome"] == "holds",
        strength=str(STRENGTHS.get(said["strength"] or "", "")),
    )


def _moved(frozen: FrozenSource, today: Source, basis: Basis) -> list[MovedCell] | None:
    """All cells of codes by group that are not what they were; None where there is no such basis today."""
    try:
        now = today.study(today.read_basis(basis.key))
    except UnknownBasis:
        return None
    return [*_differences(_cells(frozen, frozen.study(basis)), _cells(today, now))]


Cells = dict[tuple[str, str], tuple[str, str, Share]]  # (code, group) keys: the labels of both, and n of N


def _cells(source: Source, study: Study) -> Cells:
    return {
        (node.key, key): (node.code.label, label, _share(study, node, members))
        for key, label, members in _groups(source, study)
        for node in study.codebook.in_tree_order()
    }


def _groups(source: Source, study: Study) -> Iterator[tuple[str, str, set[int]]]:
    """(key, label, covered members) of everybody, and of each group of each attribute."""
    yield "all", _("all participants"), {*study.ground.covered}
    for attribute in source.attributes():
        if makes_groups(attribute):
            grouping = source.grouping(attribute)
            for group in grouping.groups:
                members = grouping.members(group.key, among=study.ground.covered)
                yield f"{attribute.key}:{group.key}", f"{attribute.label}, {group.label}", members


def _share(study: Study, node: Node, members: set[int]) -> Share:
    return Share(len(study.who(node) & members), len(members))


def _differences(before: Cells, now: Cells) -> Iterable[MovedCell]:
    for key in dict.fromkeys((*before, *now)):
        old, new = before.get(key), now.get(key)
        if (old and old[2]) != (new and new[2]):
            code, group, _share_ = old or now[key]
            yield MovedCell(code, group, str(old[2]) if old else "\u2014", str(new[2]) if new else "\u2014")
