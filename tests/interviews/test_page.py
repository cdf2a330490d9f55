"""What the page's template tags promise."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from django.utils.formats import date_format

from interviews.models import User
from interviews.templatetags.page import file_size, initials
from interviews.templatetags.transcripts import day

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


@pytest.mark.parametrize(
    ("size", "told"), [(1, "1 byte"), (900, "900 bytes"), (41_600, "42 kB"), (999_500, "1.0 MB"), (1_340_000, "1.3 MB")]
)
def test_a_files_size_is_told_in_thousands(size: int, told: str) -> None:
    assert file_size(size) == told


@pytest.mark.parametrize("name", ["DATE_FORMAT", "SHORT_DATE_FORMAT", "DATETIME_FORMAT", "SHORT_DATETIME_FORMAT"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_date_has_its_day_before_its_month(name: str, language: str) -> None:
    at = datetime(2014, 2, 26, 15, 30, tzinfo=UTC)
    with translation.override(language):
        assert re.match(r"26 \w+\.? 2014", date_format(at, name))
        assert re.match(r"26 \w+\.? 2014", day(at))
        assert date_format(at, "MONTH_DAY_FORMAT").startswith("26 ")
