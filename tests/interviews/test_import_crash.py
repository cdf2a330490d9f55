"""The worker killed without warning in an import: each transcript is whole or absent, and comes once in the end."""

import sys
import time
from typing import Any

from tests.killing import ask, kill_all, own_site, rows, wait_until
from tests.servers import production, serving

__all__ = ["own_site"]

FILES = 5
TURNS = 3000

JOB = f"""
import json
from django.utils import timezone
from interviews.models import Project
from interviews.services.uploads import keep_files, start_import
from tests.people import join
project = Project.objects.create(key="night-shift", name="Night shift", language="en")
lea = join(project, "lea", "lead")
body = "\\n\\n".join(f"Interviewer: Question {{n}}?\\n\\nAnna: Answer {{n}}." for n in range({TURNS}))
files = [(f"talk-{{n}}.txt", f"{{body}}\\n\\nAnna: This was talk {{n}}.".encode()) for n in range({FILES})]
uploads, refused = keep_files(files, by=lea, at=timezone.now())
assert not refused
print(json.dumps(start_import(uploads, by=lea).pk))
"""

SEEN = """
import json
from django.db.models import Max, Min
from interviews.models import Job, Transcript, Turn
def whole(transcript):
    turns = Turn.objects.filter(text=transcript.current)
    last = turns.order_by("-index").first()
    return [transcript.title, turns.count(), last.end == transcript.current.length]
job = Job.objects.get()
transcripts = [whole(one) for one in Transcript.objects.order_by("title").select_related("current")]
print(json.dumps(dict(state=job.state, attempts=job.attempts, transcripts=transcripts)))
"""

# Half a minute without a sign of life, which the test does not wait for.
HALF_A_MINUTE_LATER = """
from datetime import timedelta
from django.db.models import F
from interviews.models import Job
print(Job.objects.filter(state="running").update(beat_at=F("beat_at") - timedelta(seconds=31)))
"""


def test_a_worker_killed_in_an_import_leaves_whole_transcripts_and_the_rest_follows(own_site: dict[str, str]) -> None:
    site = own_site
    ask(site, JOB)
    command = [sys.executable, "manage.py", "serve"]
    door = {"url": f"http://{site['WEB_ADDRESS']}/accounts/login/", "environment": production(**site)}
    with serving(command, **door) as server:
        wait_until(lambda: rows(site, "interviews_transcript"))
        kill_all(server)
    at_the_kill = ask(site, SEEN)
    assert at_the_kill["state"] == "running"
    assert 0 < len(at_the_kill["transcripts"]) < FILES
    assert all(is_whole(one) for one in at_the_kill["transcripts"])
    assert ask(site, HALF_A_MINUTE_LATER) == 1

    with serving(command, **door):
        wait_until(lambda: ask(site, SEEN)["state"] not in {"running", "waiting"} or time.sleep(0.5))

    seen = ask(site, SEEN)
    assert (seen["state"], seen["attempts"]) == ("done", 2)
    assert [one[0] for one in seen["transcripts"]] == [f"talk-{number}" for number in range(FILES)]
    assert all(is_whole(one) for one in seen["transcripts"])


def is_whole(transcript: Any) -> bool:
    _title, turns, reaches_the_end = transcript
    return turns >= 2 * TURNS and reaches_the_end is True
