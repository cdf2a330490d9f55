"""`manage.py import_transcripts`: what it prints and how it ends is a promise to scripts."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from interviews.models import Participant, Speaker, Transcript

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"

INTERVIEW = "Interviewer1: Where?\n\nAnna: Here.\nAnd there.\n\nInterviewer1: When?\n\nAnna: Now, as I said before.\n"


def run(*words: str) -> tuple[str, str, int]:
    """stdout, stderr and the exit code."""
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command("import_transcripts", *words, stdout=out, stderr=err)
    except SystemExit as end:
        code = int(end.code or 0)
    return out.getvalue(), err.getvalue(), code


@pytest.fixture
def interview(tmp_path) -> Path:
    path = tmp_path / "anna.txt"
    path.write_text(INTERVIEW)
    return path


def test_a_dry_run_tells_all_and_writes_nothing(olga, interview):
    out, err, code = run("night-shift", str(interview), "--dry-run", "--json")
    assert json.loads(out) == {
        "files": [
            {
                "file": str(interview),
                "format": "txt",
                "characters": len("Where?\nHere.\nAnd there.\nWhen?\nNow, as I said before."),
                "turns": 4,
                "paragraphs": 5,
                "speakers": {"Interviewer1": 2, "Anna": 2},
                "proposals": [],
                "has_timestamps": False,
                "first_words": "Where?",
                "last_words": "Now, as I said before.",
                "problems": [],
            }
        ]
    }
    assert (err, code) == ("", 0)
    assert Transcript.objects.count() == 0


def test_speakers_come_in_as_found_with_guessed_roles_and_nobody_mapped(olga, interview):
    _out, _err, code = run("night-shift", str(interview))
    assert code == 0
    transcript = Transcript.objects.get()
    assert (transcript.title, transcript.created_by) == ("anna", olga.user)
    assert [*Speaker.objects.order_by("pk").values_list("label", "role", "participant")] == [
        ("Interviewer1", "interviewer", None),
        ("Anna", "participant", None),
    ]
    assert Participant.objects.count() == 0


def test_good_files_are_imported_beside_unreadable_ones_and_the_end_is_1(olga, interview, tmp_path):
    torn = tmp_path / "torn.docx"
    torn.write_bytes(b"PK\x03\x04")
    missing = tmp_path / "missing.txt"
    out, err, code = run("night-shift", str(torn), str(interview), str(missing), "--json")
    assert code == 1
    assert [file["file"] for file in json.loads(out)["files"]] == [str(interview)]
    assert f"{torn}: " in err
    assert f"{missing}: The file cannot be opened" in err
    assert Transcript.objects.count() == 1


def test_problems_are_warnings_on_stderr_and_the_end_is_0(olga, tmp_path):
    path = tmp_path / "times.vtt"
    path.write_text(
        "WEBVTT\n\n00:00:05.000 --> 00:00:04.000\n<v Anna>Late.</v>\n\n00:00:06.000 --> 00:00:07.000\n<v Bo>Yes.</v>\n"
    )
    out, err, code = run("night-shift", str(path), "--json")
    told = json.loads(out)["files"][0]
    assert told["has_timestamps"] is True
    assert told["problems"]
    assert f"{path}:{told['problems'][0]['line']}: {told['problems'][0]['message']}" in err
    assert code == 0


def test_a_file_that_is_there_already_is_not_imported_again(olga, interview):
    run("night-shift", str(interview))
    _out, err, code = run("night-shift", str(interview))
    assert "This file is in the project already" in err
    assert code == 0
    assert Transcript.objects.count() == 1


def test_an_unknown_project_is_bad_input(olga, interview):
    with pytest.raises(CommandError, match="no-such: no such project. There are: night-shift."):
        call_command("import_transcripts", "no-such", str(interview))


def test_wrong_usage_ends_with_2():
    end = subprocess.run(
        [sys.executable, "manage.py", "import_transcripts", "night-shift"], capture_output=True, check=False
    )
    assert end.returncode == 2
    assert end.stdout == b""


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not here")
def test_the_real_interview(olga):
    out, err, code = run("night-shift", str(CORPUS / "entretien-chercheur-1.docx"), "--dry-run", "--json")
    told = json.loads(out)["files"][0]
    assert set(told["speakers"]) >= {"Chercheur", "Interviewe"}
    assert told["has_timestamps"] is True
    assert len(told["first_words"].split()) <= 8
    assert (bool(err), code) == (True, 0)
