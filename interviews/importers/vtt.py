"""WebVTT transcripts: Whisper, YouTube, Zoom, noScribe. One cue is one turn, or one turn a voice in it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interviews.importers.clean import check_size, clean, decode, kind_of
from interviews.importers.draft import Draft, Problem, Proposal
from interviews.importers.errors import UnreadableFile
from interviews.importers.labels import proposals, speakers_of
from interviews.importers.marks import Line, colon, milliseconds, tidy
from interviews.importers.turns import Gathered, Piece, assembled

key = "vtt"
label = gettext_lazy("WebVTT subtitles")
extensions = (".vtt",)

_TIME = r"(?:\d{1,2}:[0-5]\d:[0-5]\d|\d{1,3}:[0-5]\d)(?:[.,]\d{1,3})?"
_TIMING = re.compile(rf"\s*({_TIME})\s*-->\s*({_TIME})(?:\s|$)")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]([^<>]*)>")
_TAG = re.compile(r"</?(?:c|i|b|u|v|ruby|rt|lang)(?:[.\s][^<>]*)?>|<\d[\d:.]*>")
# A speaker is stored with at most this many characters.
MAX_VOICE = 120
_KARAOKE = re.compile(r"<\d\d:\d\d:\d\d\.\d{3}><c>")
_DASH = re.compile(r"(?:[-–—][ \u00a0]|>>[ \u00a0]?)(?=\S)")


@dataclass(slots=True)
class Cue:
    """One cue: where it begins in the file, its times if they could be read, and its lines with their tags."""

    line: int
    begins_ms: int | None = None
    ends_ms: int | None = None
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of one speaker in a cue. `label` is None without a name."""

    label: str | None
    words: str


def recognises(content: bytes, name: str) -> bool:
    """A file that begins with WEBVTT in any encoding, or one named .vtt that has an arrow between times."""
    if kind_of(content) != "text":
        return False
    start = content[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start.startswith(b"WEBVTT") or (name.lower().endswith(extensions) and b"-->" in content.replace(b"\0", b""))


def read(content: bytes, name: str, *, keep: frozenset[int] = frozenset()) -> Draft:  # noqa: ARG001 - the protocol gives both
    """The Draft of a WebVTT file, cue by cue; a cue whose time is broken keeps its words. Raises UnreadableFile."""
    check_size(content)
    decoded = decode(content)
    gathered = Gathered(keep, list(decoded.problems))
    cues = cues_of(decoded.text, gathered)
    if not cues:
        raise UnreadableFile(
            _(
                "This file has no subtitles: no line with two times and an arrow. Export it again, or rename it to "
                ".txt if it is plain text."
            )
        )
    if _KARAOKE.search(decoded.text):
        drop_rolled_lines(cues)
    found = segments_of(cues, gathered)
    gathered.problems += time_problems(cues)
    return assembled(gathered, format_key=key, proposals=found)


def cues_of(text: str, gathered: Gathered) -> list[Cue]:
    """The cues in order; what is not a cue goes to the header or to the left lines."""
    cues: list[Cue] = []
    inside: Cue | None = None
    block = "header"
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if "-->" in line and block != "NOTE":
            if inside is not None and inside.lines and inside.lines[-1].strip().isdigit():
                # No blank line before this cue: its number is not speech.
                inside.lines.pop()
            inside, block = cue_at(number, line, gathered), "cue"
            cues.append(inside)
        elif not line or line.isspace():
            inside, block = None, ""
        elif inside is not None:
            inside.lines.append(line)
        elif block or line.startswith(("NOTE", "STYLE", "REGION")):
            block = block or "NOTE"
            leave(number, line, gathered, before=not cues)
        elif "-->" not in next(iter(lines[number : number + 1]), ""):
            leave(number, line, gathered, before=not cues)
    return cues


def cue_at(number: int, line: str, gathered: Gathered) -> Cue:
    """The cue that a line with an arrow opens. Times that cannot be read are reported, and the words kept without."""
    found = _TIMING.match(line)
    if found:
        return Cue(number, milliseconds(found[1]), milliseconds(found[2]))
    outcome = _("Its words are kept without a time. Times look like 00:01:02.500 --> 00:01:04.000.")
    gathered.problems.append(Problem(number, _("This time cannot be read."), line.strip(), outcome))
    return Cue(number)


def leave(number: int, line: str, gathered: Gathered, *, before: bool) -> None:
    """Put aside a line that no cue holds; the mark of the format itself is not worth showing."""
    line = line.removeprefix("WEBVTT") if number == 1 else line
    if not line.strip(" \t-"):
        return
    reason = _("Before the first cue: kept as header.") if before else _("Outside the cues: a note of the program.")
    gathered.leave(Line(number, line), reason, header=before)


def segments_of(cues: Sequence[Cue], gathered: Gathered) -> Sequence[Proposal]:
    """Turn cues into pieces by the convention of the file: voices, names before a colon, dashes, or nothing."""
    if any("<v" in line for cue in cues for line in cue.lines):
        return by_voices(cues, gathered)
    for cue in cues:
        cue.lines = [plain(line) for line in cue.lines]
    named = {
        index: (Line(cue.line, cue.lines[0]), mark)
        for index, cue in enumerate(cues)
        if cue.lines and ":" in cue.lines[0][:45] and (mark := colon(_DASH.sub("", cue.lines[0], count=1)))
    }
    lines = [Line(cue.line, cue.lines[0] if cue.lines else "") for cue in cues]
    speakers = speakers_of(lines, {index: mark for index, (_line, mark) in named.items()})
    if speakers.labels:
        by_names(cues, speakers.labels, gathered)
        gathered.problems += speakers.problems
    else:
        by_dashes(cues, gathered)
    return speakers.proposals


def by_voices(cues: Sequence[Cue], gathered: Gathered) -> Sequence[Proposal]:
    """<v Name>: each voice of a cue is a turn; words outside any voice, such as a pause, have no speaker."""
    counts: Counter[str] = Counter()
    for cue in cues:
        for segment in voices(cue):
            counts.update([segment.label] if segment.label else [])
            gathered.pieces.append(piece_of(cue, segment))
    return proposals(counts)


def voices(cue: Cue) -> Iterator[Segment]:
    """The voices of one cue, in order, without words that are blank."""
    name: str | None = None
    payload = "\n".join(cue.lines)
    for position, part in enumerate(_VOICE.split(payload)):
        if position % 2:
            name = tidy(plain(part))[:MAX_VOICE] or None
        elif words := plain(part).strip():
            yield Segment(name, words)


def by_names(cues: Sequence[Cue], labels: frozenset[str], gathered: Gathered) -> None:
    """Zoom: "Name: words". A cue without a name goes on with the speaker before it, and is shown to the reader."""
    speaker: str | None = None
    for cue in cues:
        for segment in named_segments(cue, labels):
            if segment.label is None and speaker is not None:
                outcome = _("Read as spoken by %(name)s, like the cue before.") % {"name": speaker}
                gathered.problems.append(Problem(cue.line, _("A cue without a name."), outcome=outcome))
            speaker = segment.label or speaker
            gathered.pieces.append(piece_of(cue, Segment(speaker, segment.words)))


def named_segments(cue: Cue, labels: frozenset[str]) -> Iterator[Segment]:
    """The words of one cue, cut where a line begins with one of `labels`."""
    name: str | None = None
    words: list[str] = []
    for line in cue.lines:
        spoken = _DASH.sub("", line, count=1)
        mark = colon(spoken) if ":" in spoken[:45] else None
        if mark and mark.label in labels:
            if words:
                yield Segment(name, "\n".join(words))
            name, words = mark.label, [spoken[mark.rest :]]
        elif line.strip():
            words.append(line)
    if any(line.strip() for line in words):
        yield Segment(name, "\n".join(words))


def by_dashes(cues: Sequence[Cue], gathered: Gathered) -> None:
    """No names: a cue is a turn, cut where a line begins with a dash if the file changes speakers so."""
    dashed = [cue.line for cue in cues for line in cue.lines if _DASH.match(line)]
    if len(dashed) > 1:
        outcome = _("A dash begins another turn; nobody is named. Name the speakers on the transcript’s page.")
        gathered.problems.append(Problem(dashed[0], _("Dashes stand for a change of speaker."), outcome=outcome))
    for cue in cues:
        words: list[str] = []
        for line in cue.lines:
            if len(dashed) > 1 and _DASH.match(line):
                gathered.pieces += [piece_of(cue, Segment(None, "\n".join(words)))] if words else []
                words = [_DASH.sub("", line, count=1)]
            elif line.strip():
                words.append(line)
        gathered.pieces += [piece_of(cue, Segment(None, "\n".join(words)))] if words else []


def piece_of(cue: Cue, segment: Segment) -> Piece:
    """A turn with the cue's times; a cue of no length tells its beginning only. Its lines were cut for a screen."""
    ends = cue.ends_ms if cue.ends_ms != cue.begins_ms else None
    words = [line for line in segment.words.split("\n") if line.strip()]
    return Piece(cue.line, segment.label, cue.begins_ms, ends, words, wrapped=True)


def plain(text: str) -> str:
    """Words without tags; entities decoded once."""
    if "<" in text:
        text = _TAG.sub("", text)
    return clean(unescape(text)) if "&" in text else text


def drop_rolled_lines(cues: Sequence[Cue]) -> None:
    """YouTube repeats each line in the next cue while it rolls up: keep the first showing."""
    before = ""
    for cue in cues:
        fresh = []
        for line in cue.lines:
            words = plain(line).strip()
            if words and words != before:
                fresh.append(line)
                before = words
        cue.lines = fresh


def time_problems(cues: Sequence[Cue]) -> list[Problem]:
    """Cues that end before they begin, or begin before the one above."""
    found, before = [], 0
    for cue in cues:
        if cue.begins_ms is None or cue.ends_ms is None:
            continue
        if cue.ends_ms < cue.begins_ms:
            found.append(
                Problem(cue.line, _("The turn ends before it begins."), outcome=_("Both times are kept as written."))
            )
        if cue.begins_ms < before:
            outcome = _("It is earlier than the turn before. The turns stay in the order of the file.")
            found.append(Problem(cue.line, _("Time goes back."), outcome=outcome))
        before = cue.begins_ms
    return found
