"""Dockerfile and compose file, without a Docker engine: they parse, name known settings, run the project's commands."""

import json
import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from omsrp.environment import VARIABLES
from tests.servers import free_port, manage, production, serving

ROOT = Path(settings.BASE_DIR)
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
# Not ours: the database's own, and the part of DATABASE_URL that both share.
POSTGRES = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"}
PYTHON = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's (instruction, argument) pairs, continued lines joined."""
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines]


def docker(name: str) -> list[str]:
    return [argument for instruction, argument in instructions() if instruction == name]


def docker_command() -> list[str]:
    command: list[str] = json.loads(docker("CMD")[-1])
    return command


def test_every_variable_of_the_compose_file_exists() -> None:
    set_there = {name for service in COMPOSE["services"].values() for name in service["environment"]}
    asked_for = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))

    assert (set_there | asked_for) - set(VARIABLES) == POSTGRES


def test_every_variable_of_the_image_exists() -> None:
    names = {pair.split("=", 1)[0] for line in docker("ENV") for pair in shlex.split(line)}

    assert names - set(VARIABLES) == PYTHON


def test_what_production_needs_is_asked_for_by_name() -> None:
    for name in ("web", "worker", "migrate"):
        environment = COMPOSE["services"][name]["environment"]
        for needed in (name for name, variable in VARIABLES.items() if variable.needed):
            assert environment[needed].startswith(f"${{{needed}:?"), needed


def test_migrations_are_a_step_of_their_own() -> None:
    services = COMPOSE["services"]

    assert services["migrate"]["command"] == ["python", "manage.py", "prepare"]
    assert services["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for name in ("web", "worker"):
        assert services[name]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}
        assert "prepare" not in services[name]["command"]


def test_each_of_database_and_files_has_a_volume() -> None:
    services = COMPOSE["services"]

    assert services["postgres"]["volumes"] == ["database:/var/lib/postgresql/data"]
    assert services["web"]["volumes"] == services["worker"]["volumes"] == ["files:/data"]
    assert services["web"]["environment"]["DATA_DIR"] == "/data"
    assert set(COMPOSE["volumes"]) == {"database", "files"}


def test_the_image_runs_without_root_and_is_probed() -> None:
    order = [instruction for instruction, _ in instructions()]

    assert docker("USER") == ["omsrp"]
    assert order.index("USER") < order.index("CMD")
    assert "/healthz" in docker("HEALTHCHECK")[0]
    assert docker("VOLUME") == ["/data"]


def script(name: str) -> str:
    return (ROOT / "scripts" / name).read_text()


def test_the_image_is_made_by_the_commands_of_the_makefile() -> None:
    built = " ".join(docker("RUN"))

    for command in ("manage.py collectstatic --noinput --verbosity 0",):
        assert command in built
        assert command in script("demo")
    assert "scripts/compile_messages.py" in built
    assert "scripts/compile_messages.py" in script("setup")
    assert "--require-hashes -r requirements.lock" in built
    assert "--require-hashes -r" in script("setup")
    for package in ("libpango-1.0-0", "libpangoft2-1.0-0"):
        assert package in built
        assert package in script("packages.sh")


def test_the_image_starts_what_the_demo_starts() -> None:
    assert docker_command() == ["python", "manage.py", "serve"]
    assert "python manage.py serve" in script("demo")
    assert "python manage.py prepare" in script("demo")


@pytest.mark.parametrize("service", ["web", "worker"])
def test_compose_starts_the_same_server(service: str) -> None:
    command = COMPOSE["services"][service]["command"]

    assert command == [*docker_command(), f"--{service}-only"]


def test_the_start_command_runs_outside_docker(tmp_path: Path) -> None:
    site = {"DATA_DIR": str(tmp_path), "WEB_ADDRESS": f"127.0.0.1:{free_port()}", "WEB_WORKERS": "1"}
    prepare = COMPOSE["services"]["migrate"]["command"]
    assert prepare[:2] == ["python", "manage.py"]
    manage(*prepare[2:], **site)
    command = [sys.executable, *docker_command()[1:]]

    with serving(command, url=f"http://{site['WEB_ADDRESS']}/healthz", environment=production(**site)) as process:
        process.terminate()
        assert process.wait(120) == 0


def test_the_image_holds_no_secret_and_no_test() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()

    assert {".git", ".env", "var", ".venv", "tests"} <= set(ignored)


def test_every_make_target_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)

    assert targets
    for target in targets[1].split():
        assert re.search(rf"^{target}:.*## \S", makefile, re.MULTILINE), target
