"""Talk packs on their way: asked for on the page or by the command, made whole or not at all, fetched by who may."""

import errno
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from interviews.jobs import run_job, take_up_lost_jobs
from interviews.models import Job, Member, Revision
from reports.models import FindingQuote, Snapshot
from reports.pack import Pack
from reports.queries.pack.pack import pack_of
from reports.queries.pack.packs import PACK
from reports.services import packs
from reports.services.findings import shorten_quote
from reports.services.pack_files import sweep_packs
from reports.services.snapshots import take_snapshot
from tests.people import client_of
from tests.reports.talks import make_talk
from tests.servers import python

ADDRESS = "/projects/night-shift/reports/packs/"


@pytest.fixture
def quick(monkeypatch):
    """A pack of two small files: how they are written is another file's matter."""

    def files(pack: Pack) -> Iterator[tuple[str, Callable[[BinaryIO], object]]]:
        yield f"{pack.stem}-one.txt", lambda target: target.write(pack.title.encode())
        yield f"{pack.stem}-two.txt", lambda target: target.write(pack.language.encode())

    monkeypatch.setattr(packs, "files_of", files)


@pytest.fixture
def talk(olga, karim, lena, quick):
    return make_talk(olga, karim, lena)


def ask(member: Member, **said: object) -> Job:
    """The job, which the tests' queue does at once."""
    answer = client_of(member).post(ADDRESS, {"language": "fr", "op": str(uuid4()), **said})
    assert answer.status_code == 302
    return Job.objects.get(kind=PACK, pk=int(answer["Location"].rstrip("/").rpartition("/")[2]))


def test_a_pack_asked_for_on_the_page_can_be_fetched_when_it_is_made(talk, olga):
    job = ask(olga, snapshot=1)
    assert (job.state, job.done, job.result["url"]) == ("done", 2, ADDRESS)
    assert f"{ADDRESS}{job.pk}/" in client_of(olga).get(ADDRESS).content.decode()
    answer = client_of(olga).get(f"{ADDRESS}{job.pk}/")
    assert 'filename="night-shift-talk-pack-snapshot-1-fr.zip"' in answer["Content-Disposition"]
    archive = ZipFile(BytesIO(b"".join(answer.streaming_content)))
    assert [name.rpartition("snapshot-1-")[2] for name in archive.namelist()] == ["one.txt", "two.txt"]
    assert archive.read(archive.namelist()[1]) == b"fr"


def test_without_a_snapshot_one_is_taken_and_a_job_taken_up_again_keeps_it(talk, olga):
    job = ask(olga)
    assert (job.payload["snapshot"], Snapshot.objects.count()) == (2, 2)
    Job.objects.filter(pk=job.pk).update(state="waiting")
    run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, Snapshot.objects.count()) == ("done", 2)


def test_a_second_click_is_the_same_request(talk, olga):
    op = str(uuid4())
    assert ask(olga, op=op).pk == ask(olga, op=op).pk


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full"),
        (OSError(errno.EACCES, "Permission denied"), "Permission denied"),
    ],
)
def test_a_disk_that_takes_no_more_is_told_and_nothing_is_offered(talk, olga, monkeypatch, fault, words):
    def broken(name: str, content: object) -> str:
        raise fault

    monkeypatch.setattr(default_storage, "save", broken)
    job = ask(olga, snapshot=1)
    page = client_of(olga).get(ADDRESS).content.decode()
    assert job.state == "failed" and words in job.message and words in page
    assert f'href="{ADDRESS}{job.pk}/"' not in page
    assert client_of(olga).get(f"{ADDRESS}{job.pk}/").status_code == 404


WRITE_AND_HANG = """
import time
from interviews import jobs
from reports.services import packs
from reports.services.findings import shorten_quote

def half(target):
    target.write(b"half of it")
    target.flush()
    print("in the middle")
    time.sleep(60)

packs.files_of = lambda pack: [("one.txt", lambda target: target.write(b"one")), ("two.txt", half)]
jobs.run_job.call({job})
"""


@pytest.fixture
def own_folder(settings, tmp_path):
    """The site's folder, which a worker in a process of its own shares."""
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    return tmp_path


def lying_in(folder: Path) -> list[str]:
    """What is on the disk of packs that are made or were to be."""
    found = [*(folder / "work" / "packs").rglob("*"), *(folder / "files" / "packs").rglob("*")]
    return sorted(str(path.relative_to(folder)) for path in found if path.is_file())


def killed_in_the_middle(job: Job, folder: Path) -> None:
    """A worker takes the job up, writes half of a file, and is killed; then half a minute goes by."""
    worker = python(WRITE_AND_HANG.format(job=job.pk), folder=folder)
    assert worker.stdout and worker.stdout.readline() == "in the middle\n"
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    Job.objects.filter(pk=job.pk).update(beat_at=timezone.now() - timedelta(minutes=1))


def waiting(member: Member) -> Job:
    payload = {"language": "fr", "snapshot": 1, "url": ADDRESS}
    return Job.objects.create(
        project=member.project, user=member.user, kind=PACK, op=uuid4(), language="en", payload=payload
    )


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_writing_leaves_no_half_pack_and_another_one_makes_it(talk, olga, own_folder):
    job = waiting(olga)
    killed_in_the_middle(job, own_folder)
    page = client_of(olga).get(ADDRESS).content.decode()
    assert lying_in(own_folder) == [f"work/packs/{job.pk}-1/one.txt", f"work/packs/{job.pk}-1/two.txt"]
    assert "being made" in page and f"{ADDRESS}{job.pk}/" not in page
    assert client_of(olga).get(f"{ADDRESS}{job.pk}/").status_code == 404

    assert take_up_lost_jobs() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, lying_in(own_folder)) == ("done", 2, [f"files/packs/{job.pk}.zip"])
    assert f"{ADDRESS}{job.pk}/" in client_of(olga).get(ADDRESS).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_pack_that_kills_its_workers_is_given_up_with_a_sentence_and_swept_away(talk, olga, own_folder):
    job = waiting(olga)
    Job.objects.filter(pk=job.pk).update(attempts=2)
    killed_in_the_middle(job, own_folder)
    # As if it had been killed between the archive and the word that it is there.
    default_storage.save(f"packs/{job.pk}.zip", ContentFile(b"PK"))
    assert take_up_lost_jobs() == 0
    page = client_of(olga).get(ADDRESS).content.decode()
    assert "not made" in page and "The server stopped three times while doing this" in page
    assert f'href="{ADDRESS}{job.pk}/"' not in page

    other = ask(olga, snapshot=1)
    assert lying_in(own_folder) == [f"files/packs/{other.pk}.zip"]


def fetched(member: Member, job: Job) -> int:
    """The status of its download, which is read to its end."""
    answer = client_of(member).get(f"{ADDRESS}{job.pk}/")
    assert b"".join(answer)
    return answer.status_code


def test_a_pack_can_be_deleted_and_brought_back_within_a_day(talk, olga, lea, own_folder):
    job, kept = ask(olga, snapshot=1), ask(olga, snapshot=1)
    answer = client_of(lea).post(f"{ADDRESS}{job.pk}/delete/", follow=True)
    page = answer.content.decode()
    assert "is deleted. It can be brought back for a day." in page and f'href="{ADDRESS}{job.pk}/"' not in page
    assert [fetched(lea, one) for one in (job, kept)] == [404, 200]

    client_of(lea).post(f"{ADDRESS}{job.pk}/restore/")
    assert fetched(lea, job) == 200
    verbs = Revision.objects.filter(verb__startswith="pack.").order_by("number").values_list("verb", "actor__username")
    assert [*verbs] == [("pack.deleted", "lea"), ("pack.restored", "lea")]


def test_a_day_later_its_archive_is_gone_and_it_cannot_be_brought_back(talk, olga, own_folder):
    job, kept = ask(olga, snapshot=1), ask(olga, snapshot=1)
    client_of(olga).post(f"{ADDRESS}{job.pk}/delete/")
    assert sweep_packs(at=timezone.now() + timedelta(hours=23)) == 0
    assert sweep_packs(at=timezone.now() + timedelta(hours=25)) == 1
    assert lying_in(own_folder) == [f"files/packs/{kept.pk}.zip"]
    page = client_of(olga).post(f"{ADDRESS}{job.pk}/restore/", follow=True).content.decode()
    assert "The day is over and the pack is gone." in page and f'href="{ADDRESS}{job.pk}/"' not in page


def test_a_pack_on_its_way_is_not_deleted(talk, olga):
    job = waiting(olga)
    page = client_of(olga).post(f"{ADDRESS}{job.pk}/delete/", follow=True).content.decode()
    assert "It can be deleted when it is whole." in page
    assert not Revision.objects.filter(verb="pack.deleted").exists()


def test_a_quote_is_shortened_in_the_pack_as_in_its_snapshot(talk, olga):
    quote = FindingQuote.objects.get()
    shorten_quote(quote, [(0, 18), (19, 29)], by=olga)
    later = take_snapshot(by=olga, at=timezone.now())
    shorten_quote(quote, [], by=olga)
    said = [pack_of(olga, one).findings[0].quotes[0].words for one in (talk.snapshot, later)]
    assert said[0].startswith("We plan each week. Sentence 0 of a person who speaks")
    assert said[1] == "We plan each week. […] Sentence 0 […]"


def test_a_pack_of_a_snapshot_that_was_changed_is_refused(talk, olga):
    Snapshot.objects.update(document="{}")
    job = ask(olga, snapshot=1)
    assert job.state == "failed" and "was changed after it was taken" in job.message


def test_only_owners_and_leads_make_packs(talk, lea, karim, rita, sam):
    assert client_of(lea).get(ADDRESS).status_code == 200
    assert [client_of(one).get(ADDRESS).status_code for one in (karim, rita, sam)] == [403, 403, 404]
    assert client_of(rita).post(ADDRESS, {"language": "en", "op": str(uuid4())}).status_code == 403


def test_a_blind_lead_neither_makes_nor_fetches_one(talk, lea, olga):
    job = ask(olga, snapshot=1)
    Member.objects.filter(pk=lea.pk).update(is_blind=True)
    assert "shown to you again" in client_of(lea).get(ADDRESS).content.decode()
    assert client_of(lea).post(ADDRESS, {"language": "en", "op": str(uuid4())}).status_code == 403
    assert client_of(lea).get(f"{ADDRESS}{job.pk}/").status_code == 403


def test_an_unknown_language_or_snapshot_shows_the_form_again(talk, olga):
    for wrong in ({"language": "de"}, {"language": "en", "snapshot": "9"}):
        answer = client_of(olga).post(ADDRESS, {"op": str(uuid4()), **wrong})
        assert answer.status_code == 422
    assert not Job.objects.filter(kind=PACK).exists()


def test_the_page_asks_few_questions(talk, olga, django_assert_max_num_queries):
    for _ in range(3):
        ask(olga, snapshot=1)
    client = client_of(olga)
    with django_assert_max_num_queries(8):
        client.get(ADDRESS)


def test_the_command_prints_the_files_that_it_wrote(talk, tmp_path):
    out = StringIO()
    call_command("talk_pack", "night-shift", "--out", str(tmp_path / "new"), "--language", "fr", stdout=out)
    files = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert [line.rpartition("/")[2] for line in out.getvalue().splitlines()] == files
    assert len(files) == 2 and "snapshot-2" in files[0]


def test_the_command_names_the_snapshots_there_are(talk, tmp_path):
    with pytest.raises(CommandError, match=r"9: no such snapshot. There are: 1."):
        call_command("talk_pack", "night-shift", "--out", str(tmp_path), "--snapshot", "9")


def test_a_command_that_fails_leaves_the_folder_as_it_was(talk, tmp_path, monkeypatch):
    def refuse(target: BinaryIO) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(
        packs, "files_of", lambda _pack: [("one.txt", lambda target: target.write(b"one")), ("two.txt", refuse)]
    )
    with pytest.raises(CommandError, match="The disk is full"):
        call_command("talk_pack", "night-shift", "--out", str(tmp_path), "--snapshot", "1")
    assert [*tmp_path.iterdir()] == []


def test_a_folder_that_may_not_be_written_to_is_named(talk, tmp_path):
    file = tmp_path / "a-file"
    file.write_text("here")
    with pytest.raises(CommandError, match="a-file"):
        call_command("talk_pack", "night-shift", "--out", str(file), "--snapshot", "1")


def test_no_page_loads_what_writes_the_files() -> None:
    code = (
        "import django; django.setup(); import omsrp.urls, sys;"
        "print([one for one in ('pptx', 'matplotlib', 'pandas', 'docx', 'openpyxl') if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
