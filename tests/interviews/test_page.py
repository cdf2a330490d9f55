"""What the page's template tags promise."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.test import RequestFactory

from interviews.models import User
from interviews.templatetags.page import initials

SPRITE = Path("static/icons.svg")


def render(source: str, **context: object) -> str:
    return Template("{% load page %}" + source).render(Context(context))


def test_the_import_map_carries_the_nonce_and_names_every_module() -> None:
    request = RequestFactory().get("/")
    request.csp_nonce = "n0nce"  # type: ignore[attr-defined]  # set by the CSP middleware
    html = render("{% import_map %}", request=request)
    found = re.fullmatch(r'<script type="importmap" nonce="n0nce">(.*)</script>', html)
    assert found
    imports = json.loads(found[1])["imports"]
    assert imports["#js/filter.js"].endswith("js/filter.js")
    assert imports["htmx"].endswith("htmx.esm.min.js")


def test_every_module_named_by_the_import_map_is_served() -> None:
    html = render("{% import_map %}")
    imports = json.loads(html[html.index(">") + 1 : -len("</script>")])["imports"]
    paths = [name.replace("#js/", "js/") for name in imports if name.startswith("#js/")]
    assert paths
    assert [path for path in paths if finders.find(path) is None] == []


def test_an_icon_is_silent_and_points_into_the_sprite() -> None:
    html = render('{% icon "check" "16" %}')
    assert 'aria-hidden="true"' in html
    assert 'class="icon icon--16"' in html
    assert 'icons.svg#check"' in html


def test_every_icon_named_in_a_template_is_drawn() -> None:
    drawn = set(re.findall(r'symbol id="([\w-]+)"', SPRITE.read_text(encoding="utf-8")))
    used = {
        name
        for template in Path("templates").rglob("*.html")
        for name in re.findall(r'{%\s*icon "([\w-]+)"', template.read_text(encoding="utf-8"))
    }
    assert used - drawn == set()


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Hélène Gagnon", "HG"), ("Jean Pierre du Bois", "JB"), ("karim", "K")],
)
def test_initials_are_those_of_the_first_and_last_word(name: str, expected: str) -> None:
    assert initials(User(username="someone", name=name)) == expected
