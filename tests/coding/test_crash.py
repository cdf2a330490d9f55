"""The server killed without warning under eight coding clients: what was acknowledged is there, once; so after a retry.

The site is a real one, of its own: durable SQLite in a folder, or an own database on the tests' PostgreSQL.
"""

import json
import sys
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from threading import Event, Thread
from typing import Any
from uuid import uuid4

from tests.killing import ask, kill_all, own_site, wait_until
from tests.servers import production, serving

__all__ = ["own_site"]

CLIENTS = 8
OPERATIONS = 40
CSRF = "c" * 32
WORDS = "We plan first and then we post, and people answer us."

STUDY = f"""
import json
from django.test import Client
from interviews.models import Project
from tests.factories import make_code, make_transcript
from tests.people import client_of, join
project = Project.objects.create(key="night-shift", name="Night shift", language="en")
coders = [join(project, f"coder{{n}}", "coder") for n in range({CLIENTS})]
transcript = make_transcript(project, ("Anna", {WORDS!r}))
study = dict(transcript=transcript.pk, text=transcript.current_id, code=make_code(project, "planning").pk)
print(json.dumps(study | dict(sessions=[client_of(one).cookies["sessionid"].value for one in coders])))
"""

STORED = """
import json
from django.db import connection
from coding.models import Coding, CodingState, StateSpeaker
from interviews.models import Project, Revision
report = dict(
    uids=[str(uid) for uid in Coding.objects.values_list("uid", flat=True)],
    living=CodingState.objects.filter(died=None).count(),
    speakers=StateSpeaker.objects.count(),
    numbers=list(Revision.objects.order_by("number").values_list("number", flat=True)),
    revision=Project.objects.get().revision,
)
if connection.vendor == "sqlite":
    with connection.cursor() as cursor:
        report["checks"] = [
            cursor.execute(f"PRAGMA {name}").fetchall()
            for name in ("integrity_check", "foreign_key_check", "journal_mode")
        ]
        report["synchronous"] = cursor.execute("PRAGMA synchronous").fetchone()[0]
print(json.dumps(report))
"""


@dataclass(slots=True)
class Coder:
    """A client with a durable queue: each operation is sent, with the same body, until the server acknowledges it."""

    site: dict[str, str]
    study: dict[str, Any]
    number: int
    give_up: Event
    acknowledged: list[str] = field(default_factory=list)
    retried: int = 0
    refused: list[int] = field(default_factory=list)

    def work(self) -> None:
        for number in range(OPERATIONS):
            start = (self.number + number) % (len(WORDS) - 12)
            place = {"start": start, "end": start + 12, "quote": WORDS[start : start + 12]}
            facts = {name: self.study[name] for name in ("text", "code")}
            operation = {"op": str(uuid4()), "uid": str(uuid4()), "kind": "code", **facts, **place}
            while not self.give_up.is_set():
                status = self.send(json.dumps(operation))
                if status == 200:
                    self.acknowledged.append(operation["uid"])
                    break
                if status < 500:
                    self.refused.append(status)
                    break
                self.retried += 1
                time.sleep(0.05)

    def send(self, body: str) -> int:
        """The answer's status; 599 where there was none."""
        host, _, port = self.site["WEB_ADDRESS"].partition(":")
        link = HTTPConnection(host, int(port), timeout=60)
        cookies = f"sessionid={self.study['sessions'][self.number]}; csrftoken={CSRF}"
        headers = {"Content-Type": "application/json", "Cookie": cookies, "X-CSRFToken": CSRF}
        path = f"/projects/night-shift/transcripts/{self.study['transcript']}/codings/"
        try:
            link.request("POST", path, body, headers)
            answer = link.getresponse()
            answer.read()
        except (OSError, HTTPException):
            return 599
        else:
            return answer.status
        finally:
            link.close()


def test_every_acknowledged_coding_survives_a_kill_exactly_once(own_site: dict[str, str]) -> None:
    site = own_site
    study = ask(site, STUDY)
    command = [sys.executable, "manage.py", "serve", "--web-only"]
    door = {"url": f"http://{site['WEB_ADDRESS']}/accounts/login/", "environment": production(**site)}
    give_up = Event()
    coders = [Coder(site, study, number, give_up) for number in range(CLIENTS)]
    threads = [Thread(target=coder.work) for coder in coders]
    try:
        with serving(command, **door) as server:
            for thread in threads:
                thread.start()
            wait_until(lambda: acknowledged(coders) >= CLIENTS * OPERATIONS // 4)
            kill_all(server)
        at_the_kill = [uid for coder in coders for uid in [*coder.acknowledged]]
        stored = ask(site, STORED)
        assert set(at_the_kill) <= set(stored["uids"])
        with serving(command, **door):
            for thread in threads:
                thread.join(180)
    finally:
        give_up.set()

    stored = ask(site, STORED)
    told = [uid for coder in coders for uid in coder.acknowledged]
    assert len(told) == CLIENTS * OPERATIONS
    assert sorted(stored["uids"]) == sorted(told)
    assert stored["living"] == stored["speakers"] == len(told)
    assert stored["numbers"] == [*range(1, len(told) + 1)]
    assert stored["revision"] == len(told)
    assert [coder.refused for coder in coders] == [[]] * CLIENTS
    assert sum(coder.retried for coder in coders) > 0  # the kill was felt
    if "checks" in stored:
        assert stored["checks"] == [[["ok"]], [], [["wal"]]]
        assert stored["synchronous"] == 2  # FULL


def acknowledged(coders: list[Coder]) -> int:
    return sum(len(coder.acknowledged) for coder in coders)
