"""What pages of the codebook need: links between rules of use, and lines of a text."""

import re
from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from coding.queries.codebook import Codebook, Node

register = template.Library()

SHORTEST = 4


@register.simple_tag
def linked(text: str, codebook: Codebook, node: Node, project_key: str) -> SafeString:
    """The text with each other code that it names as a link; everything else escaped."""
    keys = names_of(codebook, get_language() or "")
    keys = {name: key for name, key in keys.items() if key != node.key and name in text}
    if not keys:
        return conditional_escape(text)
    longest_first = sorted(keys, key=len, reverse=True)
    pattern = re.compile(r"(?<!\w)(" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
    parts = pattern.split(text)
    pieces = [
        format_html('<a href="{}">{}</a>', reverse("code", args=[project_key, keys[part]]), part)
        if place % 2
        else conditional_escape(part)
        for place, part in enumerate(parts)
    ]
    return mark_safe("".join(pieces))  # noqa: S308  # every piece is escaped above


@lru_cache(maxsize=64)
def names_of(codebook: Codebook, language: str) -> dict[str, str]:  # noqa: ARG001  # labels follow the language
    """Labels that name exactly one code that can be applied, with its key."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for node in codebook.in_tree_order():
        label = node.code.label
        if node.code.heading or len(label) < SHORTEST:
            continue
        if label in found:
            twice.add(label)
        found[label] = node.key
    return {label: key for label, key in found.items() if label not in twice}


@register.filter
def lines(text: str) -> list[str]:
    """The lines that have words."""
    return [line.strip() for line in text.splitlines() if line.strip()]
