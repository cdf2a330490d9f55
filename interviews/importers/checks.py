"""What a reader should look at in a transcript: told by line, with how it was read."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext as _

from interviews.importers.draft import DraftTurn, LeftLine, Problem
from interviews.importers.marks import Line, Mark, spoken_time

LONG_HEADER = 15
UNKNOWN_SPEAKERS = frozenset({"unknown speaker", "unidentified speaker", "locuteur inconnu", "intervenant inconnu"})


def time_problems(lines: Sequence[Line], marks: Mapping[int, Mark]) -> list[Problem]:
    """Times written unlike the others, of no length, that end before they begin, or go back."""
    usual = usual_dash(marks)
    found, before = [], 0
    for index, mark in marks.items():
        if mark.begins_ms is None:
            continue
        found += [time_problem for time_problem in [span_problem(lines[index].number, mark, usual)] if time_problem]
        if mark.begins_ms < before:
            outcome = _("It is earlier than the turn before. The turns stay in the order of the file.")
            found.append(Problem(lines[index].number, _("Time goes back."), quote=mark.written, outcome=outcome))
        before = mark.begins_ms
    return found


def span_problem(line: int, mark: Mark, usual: str | None) -> Problem | None:
    """What is odd about a time with a beginning and an end; None when nothing is."""
    if mark.begins_ms is None or mark.ends_ms is None:
        return None
    if mark.ends_ms == mark.begins_ms:
        return Problem(line, _("Turn of no length."), mark.written, _("The turn is kept with its beginning only."))
    if mark.ends_ms < mark.begins_ms:
        return Problem(line, _("The turn ends before it begins."), mark.written, _("Both times are kept as written."))
    if usual is None or mark.dash == usual:
        return None
    outcome = _("Read as %(begins)s to %(ends)s. Nothing to do if that is right.") % {
        "begins": spoken_time(mark.begins_ms),
        "ends": spoken_time(mark.ends_ms),
    }
    return Problem(line, _("Time written differently."), mark.written, outcome)


def usual_dash(marks: Mapping[int, Mark]) -> str | None:
    """How the file writes "from - to" in three of four places or more; None when it has no one habit."""
    dashes = Counter(mark.dash for mark in marks.values() if mark.dash)
    if not dashes:
        return None
    dash, count = dashes.most_common(1)[0]
    return dash if count * 4 >= dashes.total() * 3 and count > 2 else None


def stamps_problem(lines: Sequence[Line], stamps: Mapping[int, object]) -> list[Problem]:
    """One note when times close the turns."""
    if not stamps:
        return []
    outcome = _("Each is kept as the time of the turn that it closes.")
    return [Problem(lines[min(stamps)].number, _("Times stand at the end of the turns."), outcome=outcome)]


def pages_problem(lines: Sequence[Line], paper: Collection[int]) -> list[Problem]:
    """One note when lines of printed pages stood in the text."""
    if not paper:
        return []
    first = lines[min(paper)]
    what = _("%(count)s lines of printed pages stand in the text.") % {"count": len(paper)}
    outcome = _("They are left out, and the speech goes on over them.")
    return [Problem(first.number, what, quote=first.text.strip(), outcome=outcome)]


def speaker_problems(turns: Sequence[DraftTurn]) -> list[Problem]:
    """A label that programs give to everyone they did not recognise."""
    first = next((turn for turn in turns if turn.label and turn.label.casefold() in UNKNOWN_SPEAKERS), None)
    if first is None:
        return []
    outcome = _("The program gives this label to whom it did not recognise: it may be several people.")
    return [Problem(first.line, _("One label, perhaps several people."), quote=first.label or "", outcome=outcome)]


def header_problems(header: Sequence[LeftLine]) -> list[Problem]:
    """A header so long that speech may have got into it."""
    if len(header) <= LONG_HEADER:
        return []
    what = _("%(count)s lines stand before the first turn.") % {"count": len(header)}
    return [Problem(header[0].line, what, outcome=_("They are kept as header. Put back those that are speech."))]


def empty_turn(line: int, label: str | None) -> Problem:
    """A label that no words follow."""
    return Problem(line, _("No words follow this label."), quote=label or "", outcome=_("The turn is left out."))
