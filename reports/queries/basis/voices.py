"""Who says what of whom, coder by coder: for mentions under several bases at once, and for denials."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from coding.models import CodingState
from methods.crosstab import mentioners
from reports.queries.basis.basis import SHARED, Basis, BasisKind, Ground, ground_of
from reports.queries.basis.mentions import PERSON, mentions
from reports.queries.basis.states import consensus_states, counted_ratings, counted_states
from reports.queries.basis.stretches import needed

Voice = tuple[int, int, int, int]  # code, participant, transcript, coder
People = Mapping[int, set[int]]


def people_under(
    ground: Ground, bases: Iterable[Basis], codes: list[int], lines: Mapping[int, tuple[int, ...]]
) -> list[tuple[People, int]]:
    """(who mentions each code, how many are covered) under each basis, from one reading of the voices."""
    whole = ground_of(Basis(BasisKind.UNION), reader=ground.reader) if ground.basis.coder else ground
    voices = _voices(whole, codes)
    found: list[tuple[People, int]] = []
    for basis in bases:
        narrow = _narrowed(whole, basis)
        pairs = mentions(narrow, codes) if basis.kind is BasisKind.CONSENSUS else _enough(narrow, voices)
        found.append((mentioners(pairs, lines), len(narrow.covered)))
    return found


def denials(ground: Ground, codes: Collection[int]) -> set[tuple[int, int]]:
    """(code, participant) where as many coders as the basis takes, or a decision, say that the code is denied."""
    denies = CodingState.Direction.DENIES
    fields = ("code_id", PERSON, "coding__transcript_id", "coding__coder_id")
    voices = {*counted_states(ground, codes).filter(direction=denies).values_list(*fields)}
    pairs = {*_enough(ground, voices)}
    if ground.basis.kind is BasisKind.CONSENSUS:
        kept = consensus_states(ground, codes).filter(direction=denies).values_list("code_id", PERSON)
        pairs |= {(code, person) for code, person in kept if person in ground.covered}
    return pairs


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
