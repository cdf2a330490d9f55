"""What opening a round must know of the passes there are. It serves the services, and shows nobody anything."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from coding.models import Assignment, Coding, CodingState, Rating, Round
from interviews.models import Member, Role

Cell = tuple[int, int]  # transcript, coder


def current_passes(cells: Collection[Cell]) -> dict[Cell, Assignment]:
    """The pass that each coder works in now, of those of the cells that have one."""
    passes = Assignment.objects.current().filter(transcript__in={t for t, _ in cells}, coder__in={c for _, c in cells})
    found = {(one.transcript_id, one.coder_id): one for one in passes}
    return {cell: found[cell] for cell in cells if cell in found}


def blank(passes: Iterable[Assignment]) -> set[int]:
    """Those that nobody has worked in and no round has: the next round can take them in."""
    free = {one.pk for one in passes if one.done_at is None and one.round_id is None}
    worked = {
        *Coding.objects.filter(assignment__in=free).values_list("assignment", flat=True),
        *Rating.objects.filter(assignment__in=free).values_list("assignment", flat=True),
    }
    return free - worked


def seen_before(cells: Collection[Cell]) -> set[Cell]:
    """Cells whose coder knows others' work on the transcript: she could see it, or was shown the results of a round.

    Whoever may see all outside rounds counts as knowing what is there, also while another round keeps her blind.
    """
    transcripts = {transcript for transcript, _ in cells}
    workers, shown = _workers(transcripts), _shown(transcripts)
    sighted = {one.pk for one in _members(cells) if one.role != Role.CODER or one.project.coders_see_each_other}
    return {
        (transcript, coder)
        for transcript, coder in cells
        if (coder in sighted and workers[transcript] - {coder}) or (transcript, coder) in shown
    }


def _members(cells: Collection[Cell]) -> Iterable[Member]:
    return Member.objects.filter(pk__in={coder for _, coder in cells}).select_related("project")


def _workers(transcripts: Collection[int]) -> defaultdict[int, set[int]]:
    states = CodingState.objects.in_codebook().living().filter(coding__transcript__in=transcripts)
    ratings = Rating.objects.living().filter(assignment__transcript__in=transcripts)
    found: defaultdict[int, set[int]] = defaultdict(set)
    for transcript, coder in (
        *states.filter(coding__coder__isnull=False).values_list("coding__transcript", "coding__coder").distinct(),
        *ratings.values_list("assignment__transcript", "assignment__coder").distinct(),
    ):
        found[transcript].add(coder)
    return found


def _shown(transcripts: Collection[int]) -> set[Cell]:
    """Who submitted what in closed rounds whose coders see their results: they compare with the others'."""
    rounds = Round.objects.filter(state=Round.State.CLOSED, shows_results=True)
    passes = Assignment.objects.filter(round__in=rounds, transcript__in=transcripts, done_at__isnull=False)
    return set(passes.values_list("transcript", "coder"))
