"""Every template is used, lies where its view's name says, and keeps to the strict content policy."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

ROOT = settings.BASE_DIR
FOLDER = ROOT / "templates"
APPS = ("interviews", "coding", "reports")
# Folders of templates that a library names, not we.
LIBRARIES = ("account", "allauth", "mfa", "usersessions", "django")
# Status pages that Django looks for by name.
BY_STATUS = re.compile(r"^(403|404|413|429|500|507)\.html$")
# Views whose templates lie in another folder than the module's name, each with its reason.
ELSEWHERE = {
    "coding/views/agreement_files.py": ("coding/agreement/", "a tab of the agreement's pages"),
    "coding/views/agreement_tabs.py": ("coding/agreement/", "tabs of the agreement's pages"),
    "coding/views/codebook_files.py": ("coding/codebook/", "the codebook's pages, in two modules for their length"),
    "coding/views/passes.py": ("coding/workspace/", "its forms are parts of the coding screen"),
    "interviews/views/attributes.py": ("interviews/", "after a change it draws the participants' table anew"),
    "interviews/views/invitations.py": ("interviews/team/", "an invitation is a part of the team's pages"),
    "interviews/views/participant_cells.py": ("interviews/participants/", "the cells of the participants' table"),
    "interviews/views/participant_imports.py": ("interviews/participants/", "the import of the participants' table"),
    "reports/views/pages.py": ("reports/", "what all pages of reports share"),
}
NAMED = re.compile(r"""["'](?P<name>[\w/{}.-]+\.(?:html|txt))(?:#\w+)?["']""")
RENDERED = re.compile(
    r"""f?["'](?P<name>(?:interviews|coding|reports)/[\w/{}.-]+\.html)(?:#[\w{}]+)?(?:\{part\})?["']"""
)

TEMPLATES = sorted(FOLDER.rglob("*.html")) + sorted(FOLDER.rglob("*.txt"))
OURS = [one for one in TEMPLATES if one.relative_to(FOLDER).parts[0] not in LIBRARIES]
VIEWS = sorted(path for app in APPS for path in (ROOT / app / "views").glob("*.py") if path.name != "__init__.py")


def name(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


def sources() -> str:
    """Everything that may name a template: our Python and the templates themselves."""
    code = [path for app in (*APPS, "omsrp") for path in (ROOT / app).rglob("*.py")]
    return "\n".join(path.read_text() for path in (*code, *TEMPLATES))


def pattern(template: str) -> str:
    """The names that a literal with `{...}` in it may stand for."""
    return re.sub(r"\\\{\w+\\\}", r"[\\w-]+", re.escape(template))


def test_every_template_is_named_somewhere() -> None:
    named = {found["name"] for found in NAMED.finditer(sources())} | {
        found["name"] for found in RENDERED.finditer(sources())
    }
    patterns = [re.compile(pattern(one)) for one in named]
    lost = [name(one) for one in OURS if not any(p.fullmatch(name(one)) for p in patterns)]
    assert [one for one in lost if not BY_STATUS.match(one)] == []


@pytest.mark.parametrize("module", VIEWS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_view_renders_templates_of_its_own_name(module: Path) -> None:
    place = module.relative_to(ROOT).as_posix()
    expected, _reason = ELSEWHERE.get(place, (f"{module.parts[-3]}/{module.stem}/", ""))
    strays = [one["name"] for one in RENDERED.finditer(module.read_text()) if not one["name"].startswith(expected)]
    assert strays == []


def test_the_exceptions_are_still_needed() -> None:
    assert [place for place in ELSEWHERE if not (ROOT / place).exists()] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_a_template_compiles(template: Path) -> None:
    try:
        get_template(name(template))
    except TemplateDoesNotExist as missing:
        pytest.fail(f"{name(template)} names {missing}, which is not there.")


INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a handler in an attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script of htmx": re.compile(r"hx-on|hx-vals\s*=\s*[\"']js:|[\"']javascript:", re.IGNORECASE),
    "a style sheet inside": re.compile(r"<style", re.IGNORECASE),
    "a script without a nonce": re.compile(r"<script(?![^>]*\bnonce=)", re.IGNORECASE),
}
# WeasyPrint reads these, no browser; the policy of the site is not in question.
PRINTED = {"reports/pdf.html", "reports/handout.html"}


@pytest.mark.parametrize("template", OURS, ids=name)
def test_a_template_holds_nothing_that_the_content_policy_forbids(template: Path) -> None:
    if name(template) in PRINTED:
        return
    text = template.read_text()
    assert [what for what, found in INLINE.items() if found.search(text)] == []


@pytest.mark.parametrize("template", [one for one in TEMPLATES if one not in OURS], ids=name)
def test_a_librarys_template_holds_no_inline_style_or_handler(template: Path) -> None:
    text = template.read_text()
    kept = ("a style attribute", "a handler in an attribute", "a style sheet inside")
    assert [what for what in kept if INLINE[what].search(text)] == []


def test_our_modules_write_no_styles_or_code_from_text() -> None:
    forbidden = re.compile(r"\beval\(|new Function\(|setAttribute\(\s*[\"']style|\.onclick\s*=")
    modules = sorted((ROOT / "static" / "js").rglob("*.js"))
    assert [path.name for path in modules if forbidden.search(path.read_text())] == []


def test_has_asks_for_no_state() -> None:
    """`:has(:checked)` and the like make the browser style the whole coding page anew at each change of it: 17 ms."""
    has = re.compile(r":has\(((?:[^()]|\([^()]*\))*)\)")
    state = re.compile(r":(?:not|checked|focus|hover|active|disabled|invalid|empty|popover-open)")
    sheets = sorted((ROOT / "static" / "css").glob("*.css"))
    asked = {sheet.name: [one for one in has.findall(sheet.read_text()) if state.search(one)] for sheet in sheets}
    assert {name: found for name, found in asked.items() if found} == {}
