"""The words of a disagreement with the sides' borders; a tag, for a template would add a line's end to them."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from coding.queries.side_by_side import Piece

register = template.Library()

SELECTED = SafeString(" selected")


@register.simple_tag
def marked(pieces: Iterable[Piece], slot: int) -> SafeString:
    """Without its tags it is exactly the words. Letters of borders are attributes, so that they are no part of them."""
    return format_html_join("", "{}", ((_piece(piece, slot),) for piece in pieces))


@register.simple_tag
def options(choices: Iterable[tuple[object, str]], chosen: object) -> SafeString:
    """The options of a list that may have a thousand, which a template would take long to write."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((key, SELECTED if key == chosen else "", name) for key, name in choices),
    )


def _piece(piece: Piece, slot: int) -> SafeString:
    if not piece.sides:
        return format_html("{}", piece.words)
    opens = format_html(' data-opens="{}"', piece.opens) if piece.opens else ""
    closes = format_html(' data-closes="{}"', piece.closes) if piece.closes else ""
    css = f"k{slot} shade-{piece.shade}"
    return format_html('<mark class="{}"{}{}>{}</mark>', css, opens, closes, piece.words)
