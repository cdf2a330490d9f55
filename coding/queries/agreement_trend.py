"""Agreement from round to round: each code's figures, and each coder against herself where she coded a text twice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coding.models import Code, Round, Snapshot
from coding.queries.agreement_plot import Plot, plot_of
from coding.queries.agreement_results import Results, results_of
from coding.queries.agreement_table import Names
from coding.queries.agreement_units import Frozen, Read, frozen_of, read
from coding.queries.agreement_words import Reading, number, range_words, reading_of
from coding.queries.codebook import codebook_of
from interviews.models import Project
from methods.agreement import Document, Key, Unit, count, pooled, values_of
from methods.continuum import in_order
from methods.scales import Scale
from methods.spans import Span

SHOWN: tuple[Unit, ...] = ("turn", "character")


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A code in one round; None of its figures where the code was not in it."""

    round: Round
    alpha: str
    range: str
    plot: Plot | None
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class TrendRow:
    code: Code
    depth: int
    points: tuple[TrendPoint, ...]


@dataclass(frozen=True, slots=True)
class Again:
    """A coder's second pass beside her first one."""

    coder: str
    earlier: int
    transcripts: int
    whether: str
    where: str


def closed_rounds(project: Project) -> list[tuple[Round, Results]]:
    """The closed rounds that have figures, the oldest first."""
    rounds = Round.objects.filter(project=project, state=Round.State.CLOSED, deleted_at=None)
    found = rounds.select_related("snapshot").order_by("closed_at", "number")
    return [(one, results) for one in found if (results := results_of(one.snapshot)) is not None]


def trend_of(project: Project, *, unit: Unit, scale: Scale) -> list[TrendRow]:
    """The codes of any round in tree order, with a point for each round."""
    rounds = closed_rounds(project)
    nodes = codebook_of(project).nodes
    known = [node for node in nodes if any(node.code.pk in results.tree.parents for _, results in rounds)]
    return [
        TrendRow(
            node.code,
            min(node.depth, 3),
            tuple(_point(one, results, node.code.pk, unit=unit, scale=scale) for one, results in rounds),
        )
        for node in known
    ]


def _point(one: Round, results: Results, code: int, *, unit: Unit, scale: Scale) -> TrendPoint:
    if code not in results.tree.parents:
        return TrendPoint(one, "", "", None, None)
    found = results.code(code, unit)
    alpha = found.values.krippendorff_alpha
    read = reading_of(alpha, found.range, scale)
    words = range_words(found.range) if alpha is not None else ""
    return TrendPoint(one, number(alpha), words, plot_of(alpha, found.range, scale, read), read)


def again_of(results: Results, names: Names) -> list[Again]:
    """Coders who coded transcripts of this round in an earlier one, too."""
    return [
        Again(
            names.coders[one["coder"]],
            one["round"],
            one["transcripts"],
            number(one["turn"]),
            number(one["character"]),
        )
        for one in results.again
    ]


def intra_coder(snapshot: Snapshot, frozen: Frozen) -> list[dict[str, Any]]:
    """Each coder against herself: her pass of this snapshot beside that of an earlier one, over the codes of both.

    The same coefficient with passes in the place of coders, pooled over codes. Kept with the results.
    """
    earlier = Snapshot.objects.filter(project=snapshot.project_id, revision__lt=snapshot.revision)
    found: list[dict[str, Any]] = []
    for one in earlier.select_related("round", "project").order_by("number"):
        before = frozen_of(one)
        shared = _shared(frozen, before)
        codes = in_order(frozen.tree.parents.keys() & before.tree.parents.keys())
        documents = _beside(frozen, before, {transcript for transcript, _ in shared})
        for coder in sorted({coder for _, coder in shared}):
            hers = [documents[transcript, who] for transcript, who in shared if who == coder]
            found.append({"coder": coder, "round": one.round.number, "transcripts": len(hers), **_alphas(hers, codes)})
    return found


def _shared(now: Frozen, before: Frozen) -> list[tuple[int, int]]:
    """(transcript, coder) with a pass in both, over the same text."""
    earlier = {(one.transcript, one.coder): one.text for passes in before.passes.values() for one in passes}
    return [
        (one.transcript, one.coder)
        for passes in now.passes.values()
        for one in passes
        if earlier.get((one.transcript, one.coder)) == one.text
    ]


def _beside(now: Frozen, before: Frozen, transcripts: Iterable[int]) -> dict[tuple[int, int], Document]:
    wanted = sorted(transcripts)
    earlier = {one.transcript: one for one in read(before, wanted)}
    return {
        (one.transcript, int(coder)): _two_passes(one, earlier[one.transcript], int(coder))
        for one in read(now, wanted)
        for coder in one.document.coders
    }


def _two_passes(now: Read, before: Read, coder: int) -> Document:
    """A document in which the earlier pass is coder 1 and the later one coder 2."""
    spans: dict[tuple[Key, Key], Sequence[Span]] = {
        (place, code): found
        for place, one in enumerate((before, now), 1)
        for (who, code), found in one.document.spans.items()
        if who == coder
    }
    unlooked: frozenset[tuple[Key, Key]] = frozenset(
        (place, code)
        for place, one in enumerate((before, now), 1)
        for who, code in one.document.unlooked
        if who == coder
    )
    kept = now.document
    return Document(kept.key, kept.length, (1, 2), kept.units, spans, kept.excluded, unlooked)


def _alphas(documents: list[Document], codes: tuple[Any, ...]) -> Mapping[str, float | None]:
    return {
        unit: pooled(values_of([count(one, codes, unit) for one in documents], codes).values()).krippendorff_alpha
        for unit in SHOWN
    }
