"""The one scheme of environment variables: name, kind, default and meaning. Settings read it, tests check it."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent
# They serve nobody and sign nothing, so they work on a machine where no site is set up.
OFFLINE_COMMANDS = frozenset({"demo", "import_transcripts", "crosstab"})


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable. `needed` says that production does not start without it."""

    kind: type
    default: object
    meaning: str
    needed: bool = False


VARIABLES: dict[str, Variable] = {
    "DEBUG": Variable(bool, False, "Development mode: detailed errors, no TLS, a throw-away secret."),
    "DATA_DIR": Variable(str, str(ROOT / "var"), "Folder of uploaded files and of the SQLite database."),
    "DATABASE_URL": Variable(str, "", "Database; empty means SQLite in DATA_DIR. postgres://user:password@host/name"),
    "SECRET_KEY": Variable(str, "", "Long random text that signs sessions and links.", needed=True),
    "ALLOWED_HOSTS": Variable(
        list, [], "Host names under which the site is reached, separated by commas.", needed=True
    ),
    "TRUSTED_ORIGINS": Variable(list, [], "Origins of forms behind a proxy: https://name, separated by commas."),
    "TRUSTED_PROXIES": Variable(int, 0, "Number of reverse proxies in front; 0 ignores forwarding headers."),
    "TLS": Variable(bool, True, "Cookies, redirects and HSTS for https. Off only on localhost or a closed network."),
    "EMAIL_URL": Variable(str, "", "Mail server, smtp+tls://user:password@host:587; empty means no mail is sent."),
    "EMAIL_FROM": Variable(str, "noreply@localhost", "Sender of mails."),
    "SITE_URL": Variable(str, "", "Public address of the site, used for passkeys; empty means the request's host."),
    "OPEN_SIGN_UP": Variable(bool, False, "Anyone may create an account. Off: by invitation only."),
    "UPLOAD_LIMIT_MB": Variable(int, 20, "Largest file accepted, in megabytes."),
    "LOG_LEVEL": Variable(str, "INFO", "DEBUG, INFO, WARNING or ERROR."),
    "WEB_ADDRESS": Variable(str, "localhost:8000", "Address on which the web server listens."),
    "WEB_WORKERS": Variable(int, 2, "Processes of the web server."),
    "WEB_THREADS": Variable(int, 4, "Threads of each process."),
    "CI": Variable(bool, False, "A missing PostgreSQL or Chromium fails the tests instead of skipping them."),
}


def read_environment() -> dict[str, object]:
    """Every variable's value by name; from the environment, then `.env` beside manage.py, then the default.

    Raises ImproperlyConfigured naming all that are missing when DEBUG is off; not for a command that works offline,
    unless DEBUG is turned off in so many words.
    """
    env = environ.Env(**{name: (variable.kind, variable.default) for name, variable in VARIABLES.items()})
    env.read_env(ROOT / ".env")
    values = {name: env(name) for name in VARIABLES}
    missing = [name for name, variable in VARIABLES.items() if variable.needed and not values[name]]
    offline = "DEBUG" not in os.environ and not OFFLINE_COMMANDS.isdisjoint(sys.argv[1:2])
    if missing and not values["DEBUG"] and not offline:
        raise ImproperlyConfigured(
            f"Missing settings: {', '.join(missing)}. Set them in the environment or in .env (see docs/settings.md), "
            "or set DEBUG=1 on your own machine."
        )
    return values
