"""How much room words take on a slide. Estimated from the widths of Arial, generously: nobody measures a font here."""

from collections.abc import Iterable

# Thousandths of the size, by character; all others are as wide as a common lower-case letter.
NARROW, MIDDLE, CAPITAL, BROAD = 290, 560, 700, 900
WIDTHS: dict[str, int] = (
    dict.fromkeys("iljtfrI.,:;'’!|()[]- \u00a0\u202f“”\"", NARROW)
    | dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZÀÂÇÉÈÊËÎÏÔÛÙÜŒÆ«»", CAPITAL)
    | dict.fromkeys("mwMW%@—…", BROAD)
)
LINE = 1.2


def width(text: str, size: float) -> float:
    """Points."""
    return sum(WIDTHS.get(character, MIDDLE) for character in text) * size / 1000


def wrapped(text: str, *, size: float, wide: float) -> list[str]:
    """The lines that the words take in `wide` points; a word longer than a line is broken."""
    return [line for paragraph in text.split("\n") for line in _paragraph(paragraph, size, wide)]


def _paragraph(text: str, size: float, wide: float) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if width(longer, size) <= wide:
            lines[-1] = longer
            continue
        pieces = [*_pieces(word, size, wide)]
        lines += pieces if lines[-1] else [pieces[0], *pieces[1:]]
        if not lines[0]:
            lines = lines[1:]
    return lines


def _pieces(word: str, size: float, wide: float) -> Iterable[str]:
    start = 0
    for end in range(1, len(word) + 1):
        if end - start > 1 and width(word[start:end], size) > wide:
            yield word[start : end - 1]
            start = end - 1
    yield word[start:]


def height(text: str, *, size: float, wide: float) -> float:
    """Points that the wrapped text takes."""
    return len(wrapped(text, size=size, wide=wide)) * size * LINE


def fitting(text: str, *, wide: float, high: float, sizes: Iterable[float]) -> tuple[float, str]:
    """The first of the sizes at which the text fits, and the text; cut with […] at the last one where none does."""
    size = 0.0
    for size in sizes:
        if height(text, size=size, wide=wide) <= high:
            return size, text
    return size, cut(text, size=size, wide=wide, high=high)


def cut(text: str, *, size: float, wide: float, high: float) -> str:
    """As many whole words as fit, then […]: what is left out is shown as left out."""
    words = text.split(" ")
    low, most = 0, len(words)
    while low < most:
        middle = (low + most + 1) // 2
        if height(" ".join((*words[:middle], "[…]")), size=size, wide=wide) <= high:
            low = middle
        else:
            most = middle - 1
    return " ".join((*words[:low], "[…]"))
