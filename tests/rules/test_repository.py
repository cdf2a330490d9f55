"""What is in the repository is meant to be there."""

import shutil
import subprocess
from importlib import import_module

import pytest
from django.conf import settings

from benchmarks.__main__ import names


def test_nothing_that_git_ignores_was_added_to_it() -> None:
    """A link named .venv once got in, and checking it out deleted the environment that stood there."""
    if shutil.which("git") is None or not (settings.BASE_DIR / ".git").exists():
        pytest.skip("not a checkout")
    command = ["git", "ls-files", "--cached", "--ignored", "--exclude-standard"]
    listed = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True).stdout
    assert listed.split() == []


@pytest.mark.parametrize("name", names())
def test_every_measurement_can_be_read(name: str) -> None:
    """One of them once asked another for what had gone, and nothing noticed until somebody measured."""
    assert callable(import_module(f"benchmarks.{name}").measure)
