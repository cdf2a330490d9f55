"""Backup and restore: every row and every file comes back as it was, or nothing does."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import CommandError, call_command
from django.db import connection
from django_tasks_db.models import DBTaskResult

import omsrp.restore
from interviews.models import Job, Participant, Project, User
from interviews.services import revisions
from omsrp.archive import walk
from omsrp.rows import MADE_BY_MIGRATIONS, fields_of, models_of_the_site
from tests.factories import make_code, make_transcript
from tests.people import join

pytestmark = pytest.mark.django_db(transaction=True)


def all_rows() -> dict[str, list[tuple[object, ...]]]:
    """Every value of every row of every table."""
    return {
        model._meta.label: [*model._base_manager.order_by("pk").values_list(*(f.attname for f in fields_of(model)))]
        for model in models_of_the_site()
    }


def all_files(folder: Path) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in walk(folder)}


@pytest.fixture
def files(tmp_path: Path, settings: object) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def study(files: Path, project: Project) -> Project:
    """A project with rows that are hard to carry: accents, emoji, microseconds, JSON, empty and null."""
    lea = join(project, "lea", "lead")
    karim = join(project, "karim", "coder")
    make_transcript(project, ("Int", "Et ça, c'est « bien » ?"), ("Anna", "Oui \N{FACE WITH TEARS OF JOY}\tnon"))
    parent = make_code(project, "practices", label_fr="Pratiques")
    make_code(project, "planning", parent=parent)
    payload = {"accents": "é", "nothing": None, "list": [1, 2.5, "x"]}
    Job.objects.create(project=project, user=lea.user, kind="import", op=uuid4(), language="fr", payload=payload)
    SessionStore(session_key=None).save()
    task = {"task_path": "interviews.jobs.run_job", "args_kwargs": {"args": [1], "kwargs": {}}, "queue_name": "default"}
    DBTaskResult.objects.create(backend_name="default", **task)
    from django.db import transaction

    with transaction.atomic():
        revisions.record(project, actor=karim.user, verb="test", summary={"what": "é"})
    return project


def empty_the_place(files: Path) -> None:
    call_command("flush", interactive=False, verbosity=0)
    for _, path in walk(files):
        path.unlink()


def test_every_row_and_file_comes_back(study: Project, files: Path, tmp_path: Path) -> None:
    rows, stored = all_rows(), all_files(files)
    call_command("backup", str(tmp_path / "b.zip"), verbosity=0)
    empty_the_place(files)

    call_command("restore", str(tmp_path / "b.zip"), verbosity=0)

    assert all_rows() == rows
    assert all_files(files) == stored
    assert stored, "the study has an original file"
    assert len([name for name, found in rows.items() if found]) >= 12


def test_new_rows_after_a_restore_get_free_numbers(study: Project, files: Path, tmp_path: Path) -> None:
    call_command("backup", str(tmp_path / "b.zip"), verbosity=0)
    empty_the_place(files)
    call_command("restore", str(tmp_path / "b.zip"), verbosity=0)

    known = {*User.objects.values_list("pk", flat=True)}
    assert User.objects.create_user("new", "new@example.org", "a long password").pk not in known
    Participant.objects.create(project=study, pseudonym="Newcomer")


def test_a_backup_tells_the_checksum_of_each_part(study: Project, files: Path, tmp_path: Path) -> None:
    call_command("backup", str(tmp_path / "b.zip"), verbosity=0)

    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert set(archive.namelist()) == (
            {"manifest.json"}
            | {f"tables/{name}.jsonl" for name in manifest["tables"]}
            | {f"files/{name}" for name in manifest["files"]}
        )
    assert {model._meta.label for model in models_of_the_site()} == set(manifest["tables"])
    assert all(len(part["sha256"]) == 64 for part in [*manifest["tables"].values(), *manifest["files"].values()])
    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600


def test_a_place_in_use_is_not_overwritten(study: Project, files: Path, tmp_path: Path) -> None:
    call_command("backup", str(tmp_path / "b.zip"), verbosity=0)
    rows = all_rows()

    with pytest.raises(CommandError, match=r"The database is not empty: .*interviews\.Project"):
        call_command("restore", str(tmp_path / "b.zip"), verbosity=0)

    assert all_rows() == rows


def test_a_folder_with_files_is_not_overwritten(study: Project, files: Path, tmp_path: Path) -> None:
    call_command("backup", str(tmp_path / "b.zip"), verbosity=0)
    call_command("flush", interactive=False, verbosity=0)

    with pytest.raises(CommandError, match="is not empty"):
        call_command("restore", str(tmp_path / "b.zip"), verbosity=0)


def damaged(source: Path, target: Path, part: str) -> Path:
    """A copy of a backup in which one part has another content."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b"Night", b"Light") if name == part else content)
    return target


def test_a_damaged_backup_changes_nothing(study: Project, files: Path, tmp_path: Path) -> None:
    call_command("backup", str(tmp_path / "b.zip"), verbosity=0)
    bad = damaged(tmp_path / "b.zip", tmp_path / "bad.zip", "tables/interviews.Project.jsonl")
    empty_the_place(files)

    with pytest.raises(CommandError, match=r"interviews.Project.jsonl in this backup is damaged"):
        call_command("restore", str(bad), verbosity=0)

    assert not any(rows for name, rows in all_rows().items() if name not in made_by_migrations())
    assert not all_files(files)


def made_by_migrations() -> set[str]:
    return {model._meta.label for model in MADE_BY_MIGRATIONS}


@pytest.mark.parametrize("content", [b"", b"no archive at all", b"PK\x03\x04 cut off"])
def test_what_is_no_backup_is_refused(content: bytes, files: Path, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(content)

    with pytest.raises(CommandError, match="is not a whole backup"):
        call_command("restore", str(tmp_path / "b.zip"), verbosity=0)


def test_a_file_that_leads_out_of_its_folder_is_refused(study: Project, files: Path, tmp_path: Path) -> None:
    call_command("backup", str(tmp_path / "b.zip"), verbosity=0)
    with zipfile.ZipFile(tmp_path / "b.zip") as old, zipfile.ZipFile(tmp_path / "bad.zip", "w") as new:
        manifest = json.loads(old.read("manifest.json"))
        manifest["files"] = {"../../evil": {"size": 0, "sha256": ""}}
        for name in old.namelist():
            new.writestr(name, json.dumps(manifest) if name == "manifest.json" else old.read(name))
    empty_the_place(files)

    with pytest.raises(CommandError, match="outside its folder"):
        call_command("restore", str(tmp_path / "bad.zip"), verbosity=0)


def changed(source: Path, target: Path, **facts: object) -> Path:
    """A copy of a backup with another manifest."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        manifest = json.loads(old.read("manifest.json")) | facts
        for name in old.namelist():
            new.writestr(name, json.dumps(manifest) if name == "manifest.json" else old.read(name))
    return target


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"format": 99}, "format 99"),
        ({"migrations": ["interviews.0001_initial"]}, "another version of the program"),
        ({"tables": {}}, "other tables"),
    ],
)
def test_a_backup_of_another_version_is_refused(
    files: Path, tmp_path: Path, facts: dict[str, object], words: str
) -> None:
    call_command("backup", str(tmp_path / "b.zip"), verbosity=0)
    other = changed(tmp_path / "b.zip", tmp_path / "other.zip", **facts)

    with pytest.raises(CommandError, match=words):
        call_command("restore", str(other), verbosity=0)


def test_a_full_disk_stops_a_restore_and_leaves_the_place_empty(
    study: Project, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(source: object, out: object) -> dict[str, object]:
        if out is None:
            return verify(source, out)
        raise OSError(28, "No space left on device")

    verify = omsrp.restore.copy
    call_command("backup", str(tmp_path / "b.zip"), verbosity=0)
    empty_the_place(files)
    monkeypatch.setattr("omsrp.restore.copy", full)

    with pytest.raises(CommandError, match="No space left on device. Nothing was changed"):
        call_command("restore", str(tmp_path / "b.zip"), verbosity=0)

    assert not User.objects.exists()
    assert not all_files(files)


def test_a_backup_that_fails_leaves_no_half(
    study: Project, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("omsrp.archive.copy", full)
    with pytest.raises(CommandError, match="No space left on device"):
        call_command("backup", str(tmp_path / "b.zip"), verbosity=0)

    assert [path.name for path in tmp_path.iterdir()] == ["files"]


def test_a_backup_overwrites_no_file(files: Path, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("precious")

    with pytest.raises(CommandError, match="exists"):
        call_command("backup", str(tmp_path / "b.zip"), verbosity=0)

    assert (tmp_path / "b.zip").read_text() == "precious"


@pytest.fixture
def writer_during_the_backup(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Somebody else, over a connection of their own, writes after the first table was read."""
    from threading import Thread

    import omsrp.archive

    written: list[str] = []
    original = omsrp.archive._write_table

    def write() -> None:
        User.objects.create_user("late", "late@example.org", "a long password")
        connection.close()

    def write_table(archive: zipfile.ZipFile, model: type) -> dict[str, object]:
        result = original(archive, model)
        if not written:
            thread = Thread(target=write)
            thread.start()
            thread.join(10)
            written.append("late" if not thread.is_alive() else "still waiting")
        return result

    monkeypatch.setattr(omsrp.archive, "_write_table", write_table)
    return written


def test_a_backup_is_one_moment_and_hinders_no_writer(
    study: Project, files: Path, tmp_path: Path, writer_during_the_backup: list[str]
) -> None:
    call_command("backup", str(tmp_path / "b.zip"), verbosity=0)

    assert writer_during_the_backup == ["late"]
    assert User.objects.filter(username="late").exists()
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert b"late@example.org" not in archive.read("tables/interviews.User.jsonl")
