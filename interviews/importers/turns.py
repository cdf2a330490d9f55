"""From lines to a Draft: header, turns, plain paragraphs, and what is left out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from interviews.importers.checks import (
    empty_turn,
    header_problems,
    pages_problem,
    speaker_problems,
    stamps_problem,
    time_problems,
)
from interviews.importers.clean import check_length
from interviews.importers.draft import Draft, DraftTurn, LeftLine, Problem, Proposal
from interviews.importers.errors import UnreadableFile
from interviews.importers.labels import header_end, speakers_of
from interviews.importers.marks import Line, Mark, mark_of, stamp_at_end
from interviews.importers.pages import page_lines

Stamps = Mapping[int, tuple[int, int]]

_FOOTER = re.compile(
    r"\s*\[?(?:transcribed by https?://|transcribed (?:by|with|using)\b|transcri(?:t|pt|ption) (?:par|avec)\b|"
    r"transkribiert (?:mit|von)\b|transcrito (?:por|con)\b|"
    r"end of (?:the )?(?:interview|transcript|transcription|recording)\b|"
    r"fin de l['’](?:entretien|entrevue|enregistrement)\b|fin de la (?:transcription|entrevista|grabación)\b|"
    r"ende (?:des interviews|der aufnahme)\b)",
    re.IGNORECASE,
)
_FOOTER_LENGTH = 100
MAX_PROBLEMS = 200
_SEPARATOR = re.compile(r"\s*<(?:TXT|TEXT|DOC)=[^<>]*>\s*$", re.IGNORECASE)


@dataclass(slots=True)
class Piece:
    """A turn or paragraph while it is being gathered: its lines, and how many paragraphs they are."""

    line: int
    label: str | None = None
    begins_ms: int | None = None
    ends_ms: int | None = None
    words: list[str] = field(default_factory=list)
    wrapped: bool = False


@dataclass(slots=True)
class Gathered:
    """What has been found so far; `keep` are the numbers of lines that the reader wants in the text."""

    keep: frozenset[int]
    problems: list[Problem]
    pieces: list[Piece] = field(default_factory=list)
    header: list[LeftLine] = field(default_factory=list)
    left_over: list[LeftLine] = field(default_factory=list)

    closed: bool = False

    def begin(self, piece: Piece) -> None:
        """Open a turn or paragraph; the next lines without a mark go on with it."""
        self.pieces.append(piece)
        self.closed = False

    def close(self, at_ms: int) -> None:
        """End the open turn at a stamp: that is its time, or its end where it has a time already."""
        if not self.pieces:
            return
        piece = self.pieces[-1]
        if piece.begins_ms is None:
            piece.begins_ms = at_ms
        else:
            piece.ends_ms = at_ms
        self.closed = True

    def leave(self, line: Line, reason: str, *, header: bool = False) -> None:
        """Put a line aside, or into the text as a paragraph of its own when the reader asked for it."""
        if line.number in self.keep:
            self.pieces.append(Piece(line.number, words=[line.text]))
        else:
            (self.header if header else self.left_over).append(LeftLine(line.number, line.text.strip(), reason))


def draft_of(
    lines: Sequence[Line],
    *,
    format_key: str,
    problems: Sequence[Problem] = (),
    keep: frozenset[int] = frozenset(),
    pages: frozenset[int] = frozenset(),
) -> Draft:
    """The Draft of a file's lines. Raises UnreadableFile when there is no word in them.

    `keep` holds numbers of header or left lines that the reader wants in the text, `pages` those that begin a page.
    """
    gathered = Gathered(keep, list(problems))
    stamps = {
        index: stamp for index, line in enumerate(lines) if "#" in line.text and (stamp := stamp_at_end(line.text))
    }
    if stamps:
        lines = [line._replace(text=line.text[: stamps[i][0]]) if i in stamps else line for i, line in enumerate(lines)]
    found = {index: mark for index, line in enumerate(lines) if (mark := mark_of(line))}
    start = header_end(lines, found)
    candidates = {index: mark for index, mark in found.items() if index >= start}
    speakers = speakers_of(lines, candidates)
    marks = accepted(lines, candidates, speakers.labels)
    paper = page_lines(lines, breaks=pages, marks=marks)
    gathered.problems += pages_problem(lines, paper)
    lines = without(lines, paper, gathered)
    if marks or stamps:
        gather_turns(lines, marks, stamps, gathered, start=start)
    else:
        gather_paragraphs(lines, gathered, start=start)
    gathered.problems += [*stamps_problem(lines, stamps), *time_problems(lines, marks), *speakers.problems]
    return assembled(gathered, format_key=format_key, proposals=speakers.proposals)


def without(lines: Sequence[Line], paper: frozenset[int], gathered: Gathered) -> Sequence[Line]:
    """The lines with those of the pages put aside and blank, unless the reader wants one in the text."""
    if not paper:
        return lines
    aside = {index for index in paper if lines[index].number not in gathered.keep}
    for index in aside:
        gathered.leave(lines[index], _("Stands on every page: a header, a footer, or the page’s number."))
    return [line._replace(text="", apart=0) if index in aside else line for index, line in enumerate(lines)]


def assembled(gathered: Gathered, *, format_key: str, proposals: Sequence[Proposal] = ()) -> Draft:
    """Join the pieces to one text; a label without words becomes a left line and a problem."""
    bodies, turns, start = [], [], 0
    for piece in gathered.pieces:
        body = "\n".join(piece.words)
        if not body.strip():
            gathered.left_over.append(LeftLine(piece.line, piece.label or "", _("A turn without words.")))
            gathered.problems.append(empty_turn(piece.line, piece.label))
            continue
        bodies.append(body)
        turns.append(DraftTurn(start, start + len(body), piece.label, piece.begins_ms, piece.line, piece.ends_ms))
        start += len(body) + 1
    text = "\n".join(bodies)
    check_length(len(text))
    if not turns:
        raise UnreadableFile(
            _("There are no words in this file. Check that it is the right one, and that its text is not in pictures.")
        )
    gathered.problems += [*speaker_problems(turns), *header_problems(gathered.header)]
    return Draft(
        format=format_key,
        text=text,
        turns=tuple(turns),
        paragraphs=sum(1 if piece.wrapped else len(piece.words) for piece in gathered.pieces),
        header=tuple(gathered.header),
        left_over=tuple(sorted(gathered.left_over, key=lambda left: left.line)),
        problems=shown(gathered.problems),
        proposals=tuple(proposals),
    )


def shown(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems in the order of the file; of very many the first, and how many more there are."""
    ordered = sorted(problems, key=lambda problem: problem.line or 0)
    rest = len(ordered) - MAX_PROBLEMS
    if rest <= 0:
        return tuple(ordered)
    more = Problem(None, _("There are %(count)s more places like these.") % {"count": rest})
    return (*ordered[:MAX_PROBLEMS], more)


def accepted(lines: Sequence[Line], marks: Mapping[int, Mark], labels: frozenset[str]) -> dict[int, Mark]:
    """The marks that do begin a turn: those of a speaker, and those of a time where times carry the file."""
    named = {index: mark for index, mark in marks.items() if mark.label in labels}
    unnamed = {index: time for index, mark in marks.items() if index not in named and (time := time_only(mark))}
    timed = sum(mark.begins_ms is not None for mark in named.values())
    if unnamed and (len(unnamed) + timed >= 3 or 3 * len(unnamed) >= sum(bool(line.text.strip()) for line in lines)):
        named |= unnamed
    return dict(sorted(named.items()))


def time_only(mark: Mark) -> Mark | None:
    """The mark without its label; None if it does not begin with a time."""
    if mark.kind == "time":
        return mark
    if mark.kind == "timed" and mark.after_time is not None:
        return mark._replace(kind="time", label=None, rest=mark.after_time)
    return None


def gather_turns(
    lines: Sequence[Line], marks: Mapping[int, Mark], stamps: Stamps, gathered: Gathered, *, start: int
) -> None:
    """Turns, and beside them what stands before, after or between them and is no speech."""
    openers = shouted_questions(lines, marks)
    first = first_spoken(lines, openers, before=min(marks, default=start))
    footer = footer_start(lines, after=max(marks, default=start))
    signs = {i for i, mark in marks.items() if is_sign(lines[i], mark)} if labels_rule(marks) else set()
    pending: Mark | None = None
    for index, line in enumerate(lines):
        if not line.text.strip() and index not in stamps:
            continue
        if index < first:
            gathered.leave(line, _("Before the first turn: kept as header."), header=True)
        elif index >= footer:
            gathered.leave(line, _("After the last turn: a note of the transcriber or the program."))
        elif index in signs:
            pending = marks[index]
            gathered.left_over.append(LeftLine(line.number, line.text.strip(), _("A time on a line of its own.")))
        else:
            put_line(gathered, line, marks.get(index), pending, opens=index in openers)
            pending = None
        if index in stamps:
            gathered.close(stamps[index][1])


def put_line(gathered: Gathered, line: Line, mark: Mark | None, pending: Mark | None, *, opens: bool) -> None:
    """Begin a turn with the line, or go on with the turn before it."""
    if mark:
        gathered.begin(piece_of(line, mark, pending))
    elif _SEPARATOR.match(line.text):
        gathered.leave(line, _("Begins another interview in the same file."))
    elif line.text.strip():
        # A label that has no words yet takes even those in capitals.
        opens = opens and bool(gathered.pieces and gathered.pieces[-1].words)
        if opens or gathered.closed or not gathered.pieces:
            gathered.begin(Piece(line.number))
        gathered.pieces[-1].words.append(line.text)


def labels_rule(marks: Mapping[int, Mark]) -> bool:
    """Whether most turns have a label and no time, so that a time alone is a sign on the way and no turn."""
    return sum(mark.begins_ms is None for mark in marks.values()) * 2 > len(marks)


def is_sign(line: Line, mark: Mark) -> bool:
    """Whether a line is a time and nothing else."""
    return mark.kind == "time" and not line.text[mark.rest :].strip()


def piece_of(line: Line, mark: Mark, pending: Mark | None) -> Piece:
    """The turn that a mark begins; a time on the line before is its own when it has none."""
    words = line.text[mark.rest :]
    begins = mark.begins_ms if mark.begins_ms is not None or pending is None else pending.begins_ms
    # A turn of no length tells its beginning only.
    ends = mark.ends_ms if mark.ends_ms != begins else None
    return Piece(line.number, mark.label, begins, ends, [words] if words.strip() else [])


def gather_paragraphs(lines: Sequence[Line], gathered: Gathered, *, start: int) -> None:
    """A file without labels and times: its paragraphs, nobody guessed."""
    footer = footer_start(lines, after=start)
    block: list[Line] = []
    for index, line in enumerate([*lines, Line(0, "")]):
        if line.text.strip() and start <= index < footer:
            block.append(line)
            continue
        gathered.pieces += paragraphs_of(block)
        block = []
        if line.text.strip():
            reason = (
                _("Before the text: kept as header.")
                if index < start
                else _("After the text: a note of the transcriber.")
            )
            gathered.leave(line, reason, header=index < start)


def paragraphs_of(block: Sequence[Line]) -> list[Piece]:
    """One paragraph a line, or one for the whole block when its lines were broken at a margin."""
    if is_wrapped(block):
        return [Piece(block[0].number, words=[line.text for line in block], wrapped=True)]
    return [Piece(line.number, words=[line.text]) for line in block]


def is_wrapped(block: Sequence[Line]) -> bool:
    """Whether the lines look broken at a margin: all but the last of about one length, not all ending a sentence."""
    lengths = [len(line.text) for line in block[:-1]]
    if not lengths or min(lengths) < 45 or max(lengths) > 110:
        return False
    return not all(line.text.rstrip().endswith((".", "?", "!", "…", "»", '"')) for line in block[:-1])


def footer_start(lines: Sequence[Line], *, after: int) -> int:
    """The index from which the file is no longer speech: at a known closing line with no turn after it."""
    for index in range(after + 1, len(lines)):
        text = lines[index].text
        if len(text) <= _FOOTER_LENGTH and _FOOTER.match(text):
            return index
    return len(lines)


def shouted_questions(lines: Sequence[Line], marks: Mapping[int, Mark]) -> frozenset[int]:
    """The lines in capitals by which a moderator without a label asks; none where the others speak in capitals too.

    One line in capitals may be a title: a moderator asks more than once.
    """
    shouted = {i for i, line in enumerate(lines) if i not in marks and is_shouted(line.text)}
    loud = sum(lines[i].text[mark.rest :].isupper() for i, mark in marks.items())
    return frozenset(shouted) if len(shouted) > 1 and loud * 2 < len(marks) else frozenset()


def first_spoken(lines: Sequence[Line], openers: frozenset[int], *, before: int) -> int:
    """The index of the first turn: that at `before`, or of the questions in capitals that stand right before it."""
    first = before
    for index in range(before - 1, -1, -1):
        text = lines[index].text.rstrip()
        if text and not (index in openers and text.endswith("?")):
            break
        first = index if text else first
    return first


def is_shouted(text: str) -> bool:
    """Whether a line is in capitals and a question or long enough for one, as some moderators are transcribed."""
    if not text.isupper():
        return False
    letters = sum(map(str.isalpha, text))
    return letters > 5 and (text.rstrip().endswith("?") or (len(text.split()) > 2 and letters * 2 > len(text)))
