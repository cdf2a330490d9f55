"""Settings: one scheme, documented to the last variable, safe in production."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from omsrp.environment import VARIABLES
from tests.servers import SECRET_KEY, production

ROOT = Path(settings.BASE_DIR)
DOCUMENT = ROOT / "docs/settings.md"


def row(name: str) -> str:
    """The line of the document for a variable, as the scheme has it."""
    variable = VARIABLES[name]
    default: object = "var" if name == "DATA_DIR" else variable.default or "empty"
    if variable.kind is bool:
        default = "on" if variable.default else "off"
    elif variable.kind is int:
        default = variable.default
    return f"| `{name}` | {'**needed**' if variable.needed else default} | {variable.meaning} |"


@pytest.mark.parametrize("name", VARIABLES)
def test_every_variable_is_documented_as_it_is(name: str) -> None:
    assert row(name) in DOCUMENT.read_text().splitlines()


def test_the_document_names_no_variable_that_is_not_there() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", DOCUMENT.read_text(), re.MULTILINE)) == set(VARIABLES)


def test_every_variable_is_read_somewhere() -> None:
    files = [ROOT / "scripts/test", *ROOT.glob("omsrp/*.py"), *ROOT.glob("interviews/**/*.py")]
    code = "\n".join(file.read_text() for file in files if file.name != "environment.py")

    assert [name for name in VARIABLES if not re.search(rf"\b{name}\b", code)] == []


def test_the_settings_stay_short() -> None:
    assert len((ROOT / "omsrp/settings.py").read_text().splitlines()) < 200


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False, timeout=180)


def test_production_passes_the_deployment_check(tmp_path: Path) -> None:
    answer = run(
        "manage.py", "check", "--deploy", "--fail-level", "WARNING", **production(TLS="1", DATA_DIR=str(tmp_path))
    )

    assert answer.returncode == 0, answer.stderr


def test_all_that_is_missing_is_named_at_once(tmp_path: Path) -> None:
    answer = run("manage.py", "check", PATH=os.environ["PATH"], DATA_DIR=str(tmp_path))

    assert answer.returncode != 0
    assert "Missing settings: SECRET_KEY, ALLOWED_HOSTS." in answer.stderr
    assert "docs/settings.md" in answer.stderr


def test_a_command_that_serves_nobody_needs_no_settings(tmp_path: Path) -> None:
    answer = run("manage.py", "crosstab", "none", "--attribute", "x", PATH=os.environ["PATH"], DATA_DIR=str(tmp_path))

    assert answer.returncode == 1
    assert answer.stderr.startswith("CommandError: The database does not answer, or is not prepared.")


def test_with_debug_turned_off_in_so_many_words_it_needs_them_too(tmp_path: Path) -> None:
    answer = run("manage.py", "demo", PATH=os.environ["PATH"], DATA_DIR=str(tmp_path), DEBUG="0")

    assert answer.returncode == 1
    assert answer.stderr.startswith("Missing settings: SECRET_KEY, ALLOWED_HOSTS.")


TLS = "s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0"
PROXY = "s.ALLAUTH_TRUSTED_PROXY_COUNT, s.SECURE_PROXY_SSL_HEADER[0]"
READ = "import django; django.setup(); from django.conf import settings as s; print({})"


@pytest.mark.parametrize(
    ("variables", "expression", "expected"),
    [
        ({"TLS": "1"}, TLS, "True True True"),
        ({"TLS": "0"}, TLS, "False False False"),
        ({"TLS": "0"}, "s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN", "True"),
        ({"TLS": "1"}, "s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN", "False"),
        ({}, "s.SECURE_PROXY_SSL_HEADER", "None"),
        ({"TRUSTED_PROXIES": "2"}, PROXY, "2 HTTP_X_FORWARDED_PROTO"),
        ({}, "s.CACHES['default']['BACKEND'].rsplit('.')[-1]", "DatabaseCache"),
        ({}, "s.DEBUG", "False"),
    ],
)  # fmt: skip
def test_what_a_variable_does(variables: dict[str, str], expression: str, expected: str, tmp_path: Path) -> None:
    answer = run("-c", READ.format(expression), **production(DATA_DIR=str(tmp_path), **variables))

    assert answer.stdout.strip() == expected, answer.stderr


def test_sign_in_is_limited_in_production(tmp_path: Path) -> None:
    read = "from allauth.account import app_settings as a; print(sorted(a.RATE_LIMITS))"

    answer = run("-c", f"import django; django.setup(); {read}", **production(DATA_DIR=str(tmp_path)))

    assert "'login_failed'" in answer.stdout
    assert len(SECRET_KEY) >= 50
