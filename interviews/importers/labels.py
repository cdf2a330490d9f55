"""Which of the marks in a file are speakers: by role words and by repetition, never by one colon alone."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from interviews.importers.draft import Problem, Proposal
from interviews.importers.marks import Line, Mark
from interviews.importers.roles import (
    LETTERS,
    bare,
    is_header_word,
    names_a_kind_of_person,
    names_a_role,
)

Marks = Mapping[int, Mark]

REPEATS = 3
REPEATS_IN_A_SHORT_FILE = 2
SHORT_FILE = 10
HEADER_LINES = 60
FIELD_LENGTH = 80
# More labels than people ever spoke in one file: a glossary or a list, where comparing each with each helps nobody.
MANY_LABELS = 100

_SERIES = re.compile(r"([^\W\d_]{1,3})\d{1,3}$")
_DIGITS = re.compile(r"\d+")
_STRAY_NUMBER = re.compile(r"[\s/.#-]+\d{1,3}$")


@dataclass(frozen=True, slots=True)
class Speakers:
    """The labels that are speakers, what to propose about them, and what looked like one and was not taken."""

    labels: frozenset[str]
    proposals: tuple[Proposal, ...]
    problems: tuple[Problem, ...]


def header_end(lines: Sequence[Line], marks: Marks) -> int:
    """The index of the first line after the header's fields ("DATE: ...") and legend ("M: Mujer"); 0 without any."""
    end = 0
    for index, mark in first_marks(lines, marks):
        if mark.kind not in ("colon", "bracket", "apart"):
            continue
        header_word = mark.label is not None and is_header_word(mark.label)
        if not header_word and not is_field(lines[index], mark):
            break
        if header_word:
            end = rest_of_block(lines, marks, index) + 1
    while (legend := legend_after(lines, marks, end)) > end:
        end = legend
    return end


def speakers_of(lines: Sequence[Line], marks: Marks) -> Speakers:
    """Judge the labels among `marks`, which are those after the header."""
    counts = Counter(mark.label for mark in marks.values() if mark.label and mark.kind != "alone")
    sure = sure_labels(marks, counts)
    sure |= names_in_labelled_file(lines, marks, sure)
    rare = {label: near for label in counts.keys() - sure if (near := near_label(label, sure))}
    labels = sure | rare.keys()
    labels |= {
        mark.label for mark in marks.values() if mark.kind == "alone" and mark.label and names_a_role(mark.label)
    }
    if not labels:
        labels = labels_alone(lines, marks)
    counts = Counter(mark.label for mark in marks.values() if mark.label in labels)
    return Speakers(frozenset(labels), tuple(proposals(counts)), tuple(one_offs(lines, marks, labels)))


def sure_labels(marks: Marks, counts: Mapping[str, int]) -> set[str]:
    """Labels that are role words, that repeat, or that continue a series such as S00, S01."""
    timed = Counter(mark.label for mark in marks.values() if mark.kind == "timed" and mark.label)
    total = sum(counts.values())
    repeats = REPEATS_IN_A_SHORT_FILE if total < SHORT_FILE else REPEATS
    # Where most labels carry a time, a repeated colon is speech; only role words may do without.
    candidates = timed if sum(timed.values()) >= REPEATS else counts
    sure = {label for label in counts if names_a_role(_STRAY_NUMBER.sub("", label))}
    sure |= {label for label in candidates if counts[label] >= repeats and may_repeat(label, counts[label], total)}
    if candidates is timed:
        sure |= {label for label in timed if is_name(label)}
    letters = {label for label in counts if label in LETTERS}
    if len(letters) > 1 and not timed:
        sure |= letters
    stems = {found[1] for label in sure if (found := _SERIES.fullmatch(label))}
    return sure | {label for label in candidates if (found := _SERIES.fullmatch(label)) and found[1] in stems}


def names_in_labelled_file(lines: Sequence[Line], marks: Marks, sure: set[str]) -> set[str]:
    """Names used once, where a sure label speaks and most lines begin like a turn: there each name is a speaker."""
    if not sure:
        return set()
    names = {mark.label for mark in marks.values() if mark.kind in ("colon", "timed") and mark.label}
    names = {label for label in names if is_name(label)}
    first = min(index for index, mark in marks.items() if mark.label in sure)
    written = sum(bool(line.text.strip()) for line in lines[first:])
    labelled = sum(mark.label in sure or mark.label in names for mark in marks.values())
    return names if labelled * 5 >= written * 3 else set()


def may_repeat(label: str, count: int, total: int) -> bool:
    """Whether repetition is enough: not for header fields, nor for small words that open a sentence now and then."""
    if is_header_word(label):
        return False
    return not label.lstrip("/")[:1].islower() or count * 10 >= total


def near_label(label: str, sure: set[str]) -> str | None:
    """The sure label that `label` probably misspells, or None."""
    if len(sure) > MANY_LABELS:
        return None
    return next((other for other in sorted(sure) if near(label, other)), None)


def near(label: str, other: str) -> bool:
    """Whether `label` is `other` but for case, accents, punctuation, one letter, or a stray number after it.

    Labels with different numbers are different people.
    """
    if label == other:
        return False
    if bare(label) == bare(other) or re.fullmatch(re.escape(other) + r"[\s/.#-]+\d*", label):
        return True
    if _DIGITS.findall(label) != _DIGITS.findall(other) or min(len(label), len(other)) < 5:
        return False
    return one_edit_apart(bare(label), bare(other))


def one_edit_apart(one: str, other: str) -> bool:
    """Whether one letter changed, added or missing makes them equal."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    same = next((i for i, letter in enumerate(short) if letter != long[i]), len(short))
    return short[same:] == long[same + 1 :] or short[same + 1 :] == long[same + 1 :]


def proposals(counts: Mapping[str, int]) -> list[Proposal]:
    """For each rare label near a commoner one, the proposal to merge it."""
    found: list[Proposal] = []
    if len(counts) > MANY_LABELS:
        return found
    for label in counts:
        others = [other for other in counts if near(label, other) and is_rarer(label, other, counts)]
        if others:
            best = max(others, key=lambda other: counts[other])
            overlap = label.strip("/ ") == best
            reason = _("Slashes mark an overlap.") if overlap else _("Probably a slip of the keyboard.")
            found.append(Proposal(label, best, reason))
    return found


def is_rarer(label: str, other: str, counts: Mapping[str, int]) -> bool:
    """Whether `label` is the variant of the two: by slashes or a stray number, else by how seldom it is used."""
    if label.strip("/ ") == other:
        return True
    if other.strip("/ ") == label:
        return False
    if bare(label) == bare(other):
        return counts[label] < counts[other]
    return _STRAY_NUMBER.sub("", label) == other or counts[label] * 3 <= counts[other]


def labels_alone(lines: Sequence[Line], marks: Marks) -> set[str]:
    """Labels that have a line of their own, when most blocks of the file begin with one of them."""
    starts = [
        index
        for index in range(len(lines))
        if lines[index].text.strip() and (index == 0 or not lines[index - 1].text.strip())
    ]
    openers = [
        marks[i].label
        for i in starts
        if i in marks and marks[i].kind == "alone" and i + 1 < len(lines) and lines[i + 1].text.strip()
    ]
    counts = Counter(label for label in openers if label and label[:1].isupper() and not is_header_word(label))
    repeated = {label for label, count in counts.items() if count >= REPEATS_IN_A_SHORT_FILE}
    covered = sum(counts[label] for label in repeated)
    return repeated if len(repeated) > 1 and covered * 10 >= len(starts) * 6 else set()


def one_offs(lines: Sequence[Line], marks: Marks, labels: set[str]) -> list[Problem]:
    """Lines that begin like a name used once: they stay in the text, and the reader should know."""
    written = sum(bool(line.text.strip()) for line in lines)
    # Without any speaker, a report is full of colons; only a file of nothing but such lines is worth a question.
    if not labels and sum(mark.kind == "colon" for mark in marks.values()) * 5 < written * 4:
        return []
    doubtful = [
        (index, mark.label)
        for index, mark in marks.items()
        if mark.kind == "colon"
        and mark.label
        and mark.label not in labels
        and is_name(mark.label)
        and mark.rest < len(lines[index].text)
    ]
    outcome = _(
        "It is used too seldom to be a speaker, and stays in the text. Correct the file if someone speaks here."
    )
    return [
        Problem(lines[index].number, _("Perhaps a speaker."), quote=label, outcome=outcome)
        for index, label in doubtful[:20]
    ]


def is_name(label: str) -> bool:
    """Two words at most, each with a capital, and no field of a header."""
    words = label.split()
    return len(words) <= 2 and all(word[:1].isupper() for word in words) and not is_header_word(label)


def first_marks(lines: Sequence[Line], marks: Marks) -> list[tuple[int, Mark]]:
    """The marks of the first lines, until one that has a time: from there on it is speech."""
    found = []
    for index in range(min(len(lines), HEADER_LINES)):
        mark = marks.get(index)
        if mark and mark.kind == "timed":
            break
        if mark:
            found.append((index, mark))
    return found


def is_field(line: Line, mark: Mark) -> bool:
    """Whether the words after the label are short and no sentence."""
    value = line.text[mark.rest :].strip()
    return len(value) <= FIELD_LENGTH and not value.endswith((".", "?", "!", "…"))


def rest_of_block(lines: Sequence[Line], marks: Marks, index: int) -> int:
    """The last line of the block that `index` stands in, if all that follows in it are fields; else `index`."""
    last = index
    while last + 1 < len(lines) and lines[last + 1].text.strip():
        last += 1
        mark = marks.get(last)
        if mark is None or mark.kind != "colon" or not is_field(lines[last], mark):
            return index
    # A block that runs to the end of the file is the transcript itself.
    return last if last + 1 < len(lines) else index


def legend_after(lines: Sequence[Line], marks: Marks, start: int) -> int:
    """The index after a block at `start` that explains labels ("M: Mujer", "Interviewer: Jane Smith"); else `start`."""
    index = start
    while index < len(lines) and not lines[index].text.strip():
        index += 1
    begin = index
    while index < len(lines) and lines[index].text.strip():
        mark = marks.get(index)
        if mark is None or mark.kind != "colon" or not explains(mark, lines[index].text[mark.rest :].strip()):
            return start
        index += 1
    return index if index - begin > 1 and index < len(lines) else start


def explains(mark: Mark, value: str) -> bool:
    """Whether `value` says who a label is: a kind of person, or a full name after a role word."""
    words = value.split()
    if not words or len(words) > 4 or value.endswith((".", "?", "!", "…")):
        return False
    if names_a_kind_of_person(value):
        return True
    return names_a_role(mark.label or "") and len(words) > 1 and all(word[:1].isupper() for word in words)
