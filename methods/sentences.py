"""Sentences of spoken text, good enough to choose a passage by: the page's module uses the browser's own segmenter."""

import re

# A full stop ends a sentence where a capital, a quotation mark or a dash follows; "M. Roy" and "3.5" stay whole.
# It begins with what ends one, so that the search leaps there, and looks back from it.
END = re.compile(
    r"[.!?…\n](?:(?<=\n)\n*|"
    r"(?<!\n)(?<![ .(][A-ZÀ-Þ].)(?<!\bMme.)(?<!\betc.)[.!?…]*[»”\"')\u00a0]*(?=\s+[«“\"'(\u2014\u2013-]*[A-ZÀ-Þ0-9]))"
)


def sentences(words: str) -> list[tuple[int, int]]:
    """The sentences of a text as half-open ranges, trimmed of white space; a paragraph's end ends one too.

    Source: the sentence rules of Unicode UAX 29, SB6 to SB11, for texts in Latin letters.
    """
    ends = [match.end() for match in END.finditer(words)] + [len(words)]
    found: list[tuple[int, int]] = []
    start = 0
    for end in ends:
        piece = words[start:end].lstrip()
        if piece:
            left = end - len(piece)
            found.append((left, left + len(piece.rstrip())))
        start = end
    return found
