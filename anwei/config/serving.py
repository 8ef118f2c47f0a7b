"""Processes that live and die together: the web server and, where asked for, a worker."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

# A worker may be in the middle of a chunk, a server in the middle of an answer.
GRACE = 20.0
PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """In the child: end when the parent is gone, however it went. Linux only."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process of ours, leader of its own group."""

    name: str
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls, name: str, command: list[str]) -> "Child":
        """Start it away from the terminal's signals: we pass on what it needs to know."""
        return cls(
            name,
            subprocess.Popen(command, start_new_session=True, preexec_fn=die_with_parent),  # noqa: S603
        )

    def signal(self, number: int, *, group: bool = False) -> None:
        """Tell the process, or all of its group."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if group:
                os.killpg(self.process.pid, number)
            elif self.process.poll() is None:
                self.process.send_signal(number)


class Family:
    """All of them: the first to end, or a signal to us, ends the rest."""

    def __init__(self, commands: dict[str, list[str]]) -> None:
        self.commands = commands
        self.children: list[Child] = []
        self.asked = 0

    def _asked(self, number: int, frame: FrameType | None) -> None:
        self.asked += 1

    def run(self, *, ready: Callable[[], bool], tell: Callable[[str], None], greeting: str) -> int:
        """Until it ends; 0 when we were asked to, 1 when a child died by itself."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._asked)
        try:
            self.children = [Child.start(*pair) for pair in self.commands.items()]
            while not self.asked and not self.dead():
                if greeting and ready():
                    tell(greeting)
                    greeting = ""
                time.sleep(0.1)
            dead = None if self.asked else self.dead()
            if dead:
                tell(f"{dead.name} ended with status {dead.process.returncode}; ending the rest.")
            return 1 if dead else 0
        finally:
            self.end()

    def dead(self) -> Child | None:
        """The first that has ended."""
        return next((child for child in self.children if child.process.poll() is not None), None)

    def end(self) -> None:
        """In good order; at once when asked a second time or when the grace is over."""
        asked, until = self.asked, time.monotonic() + GRACE
        for child in self.children:
            child.signal(signal.SIGTERM)
        while any(child.process.poll() is None for child in self.children):
            if self.asked > asked + 1 or time.monotonic() > until:
                break
            time.sleep(0.05)
        for child in self.children:
            # Also what the leader left behind.
            child.signal(signal.SIGKILL, group=True)
            child.process.wait()


def web(host: str, port: int, *, workers: int, threads: int) -> list[str]:
    """The command of the web server."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(threads), "--no-ws",
        "--respawn-failed-workers", "--log-level", "warning", "anwei.config.wsgi:application",
    ]  # fmt: skip


def worker() -> list[str]:
    """The command of a worker, which also serves the schedule."""
    return [
        sys.executable,
        "-c",
        "import sys; from anwei.config.cli import main; sys.exit(main())",
        "worker",
    ]


def answers(host: str, port: int) -> bool:
    """Whether something listens there."""
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
        return True
    return False


def taken(host: str, port: int) -> bool:
    """Whether the port cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False
