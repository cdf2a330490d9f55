"""What closing a round froze, as the engine reads it: one document a transcript, streamed, for a project may have
thousands. The only place that reads frozen states without a reader: the pages of a closed round are guarded as such.

A code with others below it is counted twice: under its id as it was applied, and under minus its id as the union of
its branch.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any

from coding.models import Code, CodebookVersion, CodingState, Recheck, Snapshot
from interviews.models import Speaker, Transcript, TranscriptText, Turn
from methods.agreement import Document, Key, Unit
from methods.sentences import sentences
from methods.spans import Span, union

UNITS: tuple[Unit, ...] = ("character", "sentence", "turn", "document")
AT_ONCE = 16  # transcripts


@dataclass(frozen=True)
class Tree:
    """The codes of a round in tree order, with the one above each."""

    parents: Mapping[int, int | None]

    @cached_property
    def branches(self) -> frozenset[int]:
        """Codes with others below them."""
        return frozenset(parent for parent in self.parents.values() if parent is not None)

    @cached_property
    def applied(self) -> tuple[int, ...]:
        """What each code is counted under as it was applied."""
        return tuple(self.parents)

    @cached_property
    def counted(self) -> tuple[int, ...]:
        """All that is counted: codes as applied, and branches."""
        return (*self.parents, *(-code for code in self.parents if code in self.branches))

    @cached_property
    def lines(self) -> dict[Key, Key | None]:
        """What the engine rolls up by: each code as applied belongs to its own branch, a branch to the one above."""
        found: dict[Key, Key | None] = {}
        for code, parent in self.parents.items():
            above = None if parent is None else -parent
            if code in self.branches:
                found[-code], found[code] = above, -code
            else:
                found[code] = above
        return found

    @cached_property
    def above(self) -> dict[Key, Key | None]:
        """The codes as applied, each with the one above it."""
        return {code: parent for code, parent in self.parents.items()}  # noqa: C416  # with keys of the engine's type

    def depth(self, code: int) -> int:
        """How many codes are above it."""
        above = self.parents[code]
        return 0 if above is None else 1 + self.depth(above)

    def within(self, code: int) -> tuple[int, ...]:
        """The code and all below it, in tree order."""
        return self._within[code]

    @cached_property
    def _within(self) -> dict[int, tuple[int, ...]]:
        found: dict[int, list[int]] = {code: [] for code in self.parents}
        for code in self.parents:
            here: int | None = code
            while here is not None:
                found[here].append(code)
                here = self.parents[here]
        return {code: tuple(below) for code, below in found.items()}

    def key(self, code: int) -> int:
        """What the row of a code shows: a branch with all below it."""
        return -code if code in self.branches else code


@dataclass(frozen=True, slots=True)
class Pass:
    """One submitted pass that counts; `unlooked` are codes that it could not have used."""

    assignment: int
    transcript: int
    coder: int
    text: int
    unlooked: frozenset[int]


@dataclass(frozen=True)
class Frozen:
    """A snapshot's passes by transcript, in the transcripts' order, and its codes. `whole_text`: interviewers too."""

    revision: int
    whole_text: bool
    tree: Tree
    passes: Mapping[int, tuple[Pass, ...]]
    silent: frozenset[int]  # speakers whose turns are not compared

    @cached_property
    def coders(self) -> tuple[int, ...]:
        """Everybody with a pass that counts."""
        return tuple(sorted({one.coder for passes in self.passes.values() for one in passes}))


@dataclass(frozen=True, slots=True)
class Read:
    """A transcript with its submitted work; the units of `document` are its turns."""

    transcript: int
    text: int
    words: str
    document: Document

    def by_sentence(self, document: Document) -> Document:
        """The document, or what was made of it, cut into sentences."""
        turns = self.document.units
        cut = tuple((start + a, start + b) for start, end in turns for a, b in sentences(self.words[start:end]))
        return replace(document, units=cut)


def frozen_of(snapshot: Snapshot) -> Frozen:
    """What the snapshot's document says, and the version of the codebook that it names."""
    document = snapshot.document
    entries = _entries(snapshot)
    tree = _tree(entries, used=_used(snapshot, entries))
    rechecked = _rechecked(snapshot)
    passes: defaultdict[int, list[Pass]] = defaultdict(list)
    for kept in document["passes"]:
        if kept["text"] is not None:
            unlooked = _unlooked(kept, entries, rechecked) & tree.parents.keys()
            one = Pass(kept["assignment"], kept["transcript"], kept["coder"], kept["text"], unlooked)
            passes[one.transcript].append(one)
    order = Transcript.objects.filter(pk__in=[*passes]).order_by("position", "pk").values_list("pk", flat=True)
    speakers = (speaker for of_one in document["speakers"].values() for speaker in of_one)
    silent = frozenset(one["speaker"] for one in speakers if one["role"] != Speaker.SpeakerRole.PARTICIPANT)
    return Frozen(
        snapshot.revision,
        document["whole_text"],
        tree,
        {transcript: tuple(passes[transcript]) for transcript in order},
        frozenset() if document["whole_text"] else silent,
    )


def _entries(snapshot: Snapshot) -> dict[int, dict[str, Any]]:
    """The codes of the version by id, in tree order; `above` is the id of the parent."""
    version = CodebookVersion.objects.get(project=snapshot.project_id, number=snapshot.document["codebook"]["version"])
    ids = dict(Code.objects.filter(project=snapshot.project_id).values_list("key", "pk"))
    return {ids[one["key"]]: {**one, "above": ids.get(one["parent"])} for one in version.document.get("codes", ())}


def exclusive_groups(snapshot: Snapshot, tree: Tree) -> dict[str, tuple[int, ...]]:
    """The groups of the version of which only one code fits a passage, by name; codes of the round alone."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for code, entry in _entries(snapshot).items():
        if entry["only_one_of"] and code in tree.parents:
            found[entry["only_one_of"]].append(code)
    return {name: tuple(codes) for name, codes in found.items() if len(codes) > 1}


def _tree(entries: Mapping[int, Mapping[str, Any]], *, used: Collection[int]) -> Tree:
    """The codes that could be applied, or were, with those above them."""
    kept: set[int] = set()
    for code, entry in entries.items():
        here: int | None = code if code in used or (entry["active"] and not entry["heading"]) else None
        while here is not None and here not in kept:
            kept.add(here)
            here = entries[here]["above"]
    return Tree({code: entry["above"] for code, entry in entries.items() if code in kept})


def _used(snapshot: Snapshot, entries: Mapping[int, Mapping[str, Any]]) -> frozenset[int]:
    """Codes out of use that were applied all the same, before they went out of it."""
    resting = [code for code, entry in entries.items() if entry["heading"] or not entry["active"]]
    states = CodingState.objects.as_of(snapshot.revision).filter(coding__assignment__round=snapshot.round_id)
    return frozenset(states.filter(code__in=resting).values_list("code_id", flat=True).distinct())


def _rechecked(snapshot: Snapshot) -> dict[tuple[int, int], int]:
    """Up to which version a pass was gone through again for a code, when the round closed."""
    rows = Recheck.objects.filter(assignment__round=snapshot.round_id, at__lte=snapshot.created_at)
    found = rows.order_by("version").values_list("assignment_id", "code_id", "version")
    return {(pass_, code): version for pass_, code, version in found}


def _unlooked(
    kept: Mapping[str, Any], entries: Mapping[int, Mapping[str, Any]], rechecked: Mapping[tuple[int, int], int]
) -> frozenset[int]:
    """Codes that mean what they mean since a version after the one under which the pass was done."""
    return frozenset(
        code
        for code, entry in entries.items()
        if entry["meaning_since"] > max(kept["codebook_version"], rechecked.get((kept["assignment"], code), 0))
    )


def read(frozen: Frozen, transcripts: Sequence[int] | None = None, *, codes: Sequence[int] = ()) -> Iterator[Read]:
    """The transcripts in order (or these alone), each with the states of its passes; only of these codes, if given."""
    waiting = iter(frozen.passes if transcripts is None else transcripts)
    while some := [*islice(waiting, AT_ONCE)]:
        yield from _read_some(frozen, some, codes or frozen.tree.applied)


def _read_some(frozen: Frozen, transcripts: Sequence[int], codes: Sequence[int]) -> Iterator[Read]:
    texts = [frozen.passes[transcript][0].text for transcript in transcripts]
    spans = _spans(frozen, transcripts, texts, codes)
    turns = _turns(frozen, texts)
    for row in TranscriptText.objects.filter(pk__in=texts).values_list("pk", "transcript_id", "length", "text"):
        text, transcript, length, words = row
        own = tuple(turns.get(text, ()))
        document = _document(frozen, transcript, length=length, turns=own, spans=spans.get(text, {}))
        yield Read(transcript, text, words, document)


def _document(
    frozen: Frozen, transcript: int, *, length: int, turns: tuple[Span, ...], spans: dict[tuple[Key, Key], list[Span]]
) -> Document:
    passes = frozen.passes[transcript]
    return Document(
        transcript,
        length,
        tuple(one.coder for one in passes),
        turns,
        spans,
        () if frozen.whole_text else _between(turns, length),
        frozenset((one.coder, code) for one in passes for code in one.unlooked),
    )


def _between(turns: Iterable[Span], length: int) -> tuple[Span, ...]:
    """What no turn of the continuum covers: other speakers, and the line ends between turns."""
    kept = union(turns)
    starts, ends = [0, *(end for _, end in kept)], [*(start for start, _ in kept), length]
    return tuple((start, end) for start, end in zip(starts, ends, strict=True) if start < end)


def _turns(frozen: Frozen, texts: Sequence[int]) -> dict[int, list[Span]]:
    found: defaultdict[int, list[Span]] = defaultdict(list)
    rows = Turn.objects.filter(text__in=texts).order_by("text", "index")
    for text, start, end, speaker in rows.values_list("text_id", "start", "end", "speaker_id"):
        if start < end and speaker not in frozen.silent:
            found[text].append((start, end))
    return found


def _spans(
    frozen: Frozen, transcripts: Sequence[int], texts: Sequence[int], codes: Sequence[int]
) -> dict[int, dict[tuple[Key, Key], list[Span]]]:
    """By text, then coder and code: the passages of the frozen states."""
    coder_of = {one.assignment: one.coder for transcript in transcripts for one in frozen.passes[transcript]}
    states = CodingState.objects.as_of(frozen.revision).filter(text__in=texts, code__in=codes)
    rows = states.filter(coding__assignment__in=[*coder_of])
    found: dict[int, dict[tuple[Key, Key], list[Span]]] = defaultdict(lambda: defaultdict(list))
    for text, assignment, code, start, end in rows.values_list(
        "text_id", "coding__assignment_id", "code_id", "start", "end"
    ):
        found[text][coder_of[assignment], code].append((start, end))
    return found
