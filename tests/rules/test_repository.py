"""What is in the repository is meant to be there."""

import shutil
import subprocess

import pytest
from django.conf import settings


def test_nothing_that_git_ignores_was_added_to_it() -> None:
    """A link named .venv once got in, and checking it out deleted the environment that stood there."""
    if shutil.which("git") is None or not (settings.BASE_DIR / ".git").exists():
        pytest.skip("not a checkout")
    command = ["git", "ls-files", "--cached", "--ignored", "--exclude-standard"]
    listed = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True).stdout
    assert listed.split() == []
