"""A quoted passage as it is shown: its original words, shortened as it was, and whether it still rests on a coding."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from coding.models import CodingState
from coding.models.codings import Layer
from coding.queries.codebook import Codebook
from interviews.models import Member, Transcript
from methods.quotation import shortened
from methods.spans import Span
from reports.models import ChosenQuote, QuotedPassage


def with_words(quotes: QuerySet[Any]) -> Any:
    """The quotes with the `words` of their originals."""
    return quotes.annotate(words=Substr("text__text", F("start") + 1, F("end") - F("start")))


def shown_words(quote: QuotedPassage, words: str) -> str:
    """The original's words as the quote shows them."""
    return shortened(words, [(start, end) for start, end in quote.kept])


def stale_words(reader: Member, quotes: Sequence[ChosenQuote], codebook: Codebook) -> dict[int, str]:
    """By quote, why it does not rest any more on what it was chosen from; nothing for one that does."""
    texts = {one.text_id for one in quotes}
    current = {*Transcript.objects.filter(current__in=texts).values_list("current_id", flat=True)}
    coded = _coded(reader, texts)
    found = {}
    for one in quotes:
        node = codebook.by_id[one.code_id]
        codes = {node.code.pk, *(below.code.pk for below in node.within())}
        if one.text_id not in current:
            found[one.pk] = _("The transcript was corrected since: the quote shows the earlier text.")
        elif not _touched(one, codes, coded):
            found[one.pk] = _("No coding of this code touches it any more.")
    return found


def _touched(quote: ChosenQuote, codes: Collection[int], coded: Mapping[tuple[int, int], Sequence[Span]]) -> bool:
    spans = (span for code in codes for span in coded.get((quote.text_id, code), ()))
    return any(start < quote.end and end > quote.start for start, end in spans)


def _coded(reader: Member, texts: Collection[int]) -> dict[tuple[int, int], list[Span]]:
    """What is coded today by text and code, by anybody or by a decision."""
    found: dict[tuple[int, int], list[Span]] = defaultdict(list)
    for layer in Layer:
        states = CodingState.objects.visible_to(reader, layer=layer).living().filter(text__in=texts)
        for text, code, start, end in states.values_list("text_id", "code_id", "start", "end"):
            found[text, code].append((start, end))
    return found
