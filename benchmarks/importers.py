"""Importing one megabyte of text, against the plain libraries reading the same file in the same run."""

import random
import statistics
import time
from collections.abc import Callable
from io import BytesIO

import docx as python_docx
import webvtt

from interviews.importers import read

MEGABYTE = 1_000_000
RUNS = 7
SPEECH = (
    "je ne sais pas si on planifie vraiment parce que le matin je regarde les pages puis on publie ce qui est prêt "
    "et après les gens répondent alors je réponds aussi c’est une conversation qui dure toute la journée"
)
WORDS = SPEECH.split()
SPEAKERS = ("Interviewer", "Marie-Ève", "Jean-François")


def measure() -> list[tuple[str, float, float, float]]:
    """For each format: the work, our milliseconds, the floor's, and the ratio allowed. Medians of 7."""
    turns = spoken_turns(MEGABYTE)
    txt = "\n\n".join(f"{who} : {words}" for who, words in turns).encode()
    docx, vtt = word_file(turns), subtitles(turns)
    ours_txt, ours_docx, paragraphs, ours_vtt, captions = medians(
        lambda: read("a.txt", txt),
        lambda: read("a.docx", docx),
        lambda: [paragraph.text for paragraph in python_docx.Document(BytesIO(docx)).paragraphs],
        lambda: read("a.vtt", vtt),
        lambda: [caption.text for caption in webvtt.from_buffer(BytesIO(vtt))],
    )
    return [
        ("import 1 MB .docx (floor: python-docx paragraphs)", ours_docx, paragraphs, 1.5),
        ("import 1 MB .vtt (floor: webvtt-py captions)", ours_vtt, captions, 2.0),
        ("import 1 MB .txt (floor: our .docx)", ours_txt, ours_docx, 0.5),
    ]


def medians(*works: Callable[[], object]) -> list[float]:
    """The median milliseconds of each work; the works take turns, so that a busy moment hits all of them."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(RUNS):
        for work, times in zip(works, taken, strict=True):
            start = time.perf_counter()
            work()
            times.append((time.perf_counter() - start) * 1000)
    return [statistics.median(times) for times in taken]


def spoken_turns(characters: int) -> list[tuple[str, str]]:
    """Speakers in turn with 5 to 90 words each, the same at every run."""
    chance, turns, written = random.Random(7), [], 0
    while written < characters:
        words = " ".join(chance.choices(WORDS, k=chance.randint(5, 90))).capitalize() + "."
        turns.append((SPEAKERS[len(turns) % 3], words))
        written += len(words)
    return turns


def word_file(turns: list[tuple[str, str]]) -> bytes:
    """A .docx with one paragraph a turn, the label in a bold run of its own."""
    document = python_docx.Document()
    for who, words in turns:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{who} : ").bold = True
        paragraph.add_run(words)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def subtitles(turns: list[tuple[str, str]]) -> bytes:
    """A .vtt with cues of about ten words, each with its voice."""
    cues, at = [], 0
    for who, spoken in turns:
        words = spoken.split()
        for first in range(0, len(words), 10):
            text = " ".join(words[first : first + 10])
            cues.append(f"{clock(at)} --> {clock(at + 3)}\n<v {who}>{text}</v>")
            at += 3
    return ("WEBVTT\n\n" + "\n\n".join(cues) + "\n").encode()


def clock(seconds: int) -> str:
    """Seconds as WebVTT writes them."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.000"


if __name__ == "__main__":
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)
    for work, ours, floor, budget in measure():
        print(f"{work:<52} {ours:8.1f} ms {floor:8.1f} ms  {ours / floor:5.2f} of {budget}")
