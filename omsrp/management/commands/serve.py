"""`manage.py serve`: the web server and the worker in one terminal, both stopped by Ctrl-C."""

import ctypes
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError, connection

from interviews.services.accounts import setup_notice

COMMANDS = {
    "web": [sys.executable, "-m", "gunicorn", "--config", "python:omsrp.server", "omsrp.wsgi:application"],
    "worker": [sys.executable, "manage.py", "worker"],
}
STEADY_SECONDS = 10
LONGEST_WAIT_SECONDS = 30
PATIENCE_SECONDS = 25
PR_SET_PDEATHSIG = 1


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Serve the site: web and worker, each started again if it dies. Ctrl-C or SIGTERM stops both cleanly."

    def add_arguments(self, parser: ArgumentParser) -> None:
        only = parser.add_mutually_exclusive_group()
        only.add_argument("--web-only", dest="names", action="store_const", const=["web"], help="No worker here.")
        only.add_argument("--worker-only", dest="names", action="store_const", const=["worker"], help="No web here.")
        parser.set_defaults(names=[*COMMANDS])

    def handle(self, *_args: Any, names: list[str], **_options: Any) -> None:
        try:
            notice = setup_notice()
        except DatabaseError as error:
            message = "The database does not answer, or is not prepared. Check DATABASE_URL; run `manage.py prepare`."
            raise CommandError(message) from error
        finally:
            connection.close()  # the supervisor needs none
        if "web" in names:
            require_free(settings.ENV["WEB_ADDRESS"])
            if notice:
                self.say(notice)
        sys.exit(supervise({name: COMMANDS[name] for name in names}, say=self.say))

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()  # where the output goes into a file or to another program, too


def require_free(address: str) -> None:
    """Raise CommandError where another program listens at `host:port` already."""
    host, _, port = address.rpartition(":")
    if not port.isdigit() or host.startswith(("unix", "[")):
        return  # the server itself will say
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            message = f"{address} cannot be used: {error.strerror}. Choose another port, as in `make demo PORT=8001`."
            raise CommandError(message) from error


@dataclass(slots=True)
class Child:
    """One process that must live: started again when it dies, the sooner the longer it had lived."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    next_start: float = 0.0
    wait: float = field(default=1.0)

    def keep_alive(self, say: Callable[[str], None], now: float) -> None:
        """Start it if it is not there and its time has come; note its death otherwise."""
        if self.process is None:
            if now >= self.next_start:
                self.process = _start(self.command)
                self.started = now
        elif (status := self.process.poll()) is not None:
            self.wait = 1.0 if now - self.started > STEADY_SECONDS else min(self.wait * 2, LONGEST_WAIT_SECONDS)
            self.process, self.next_start = None, now + self.wait
            say(f"The {self.name} process ended with {status}; it starts again in {self.wait:.0f} s.")


def supervise(commands: dict[str, list[str]], *, say: Callable[[str], None]) -> int:
    """Keep the commands running until SIGINT, SIGTERM or SIGHUP; the exit code, 0 when all ended cleanly."""
    stopped: list[int] = []

    def stop(signum: int, _frame: FrameType | None) -> None:
        stopped.append(signum)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    children = [Child(name, command) for name, command in commands.items()]
    if "web" in commands:
        say(f"Serving at {_address()} - Ctrl-C stops.")
    while not stopped:
        for child in children:
            child.keep_alive(say, time.monotonic())
        time.sleep(0.2)
    return _stop_all(children)


def _address() -> str:
    scheme = "https" if settings.SECURE_SSL_REDIRECT else "http"
    return f"{scheme}://{settings.ENV['WEB_ADDRESS'].replace('0.0.0.0', 'localhost')}"  # noqa: S104  # only shown


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches us alone, and we stop the children in order.
    return subprocess.Popen(  # noqa: S603  # commands are our own constants
        command,
        start_new_session=True,
        cwd=settings.BASE_DIR,
        preexec_fn=_die_with_parent,  # noqa: PLW1509  # the supervisor has one thread
    )


def _die_with_parent() -> None:
    """On Linux, a supervisor that is killed takes its children along, so that the port is free for the next one."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _stop_all(children: list[Child]) -> int:
    running = [child.process for child in children if child.process]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + PATIENCE_SECONDS
    for process in running:
        try:
            process.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return 0 if all(process.returncode in (0, -signal.SIGTERM) for process in running) else 1
