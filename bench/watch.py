"""Another process, watched from outside: how long, how much processor, how much memory at most."""

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.05


class Failed(Exception):
    """The process ended badly; the message holds the end of what it said."""


@dataclass(frozen=True)
class Watched:
    """What was seen. `cpu` is user and system time of the process and its children,
    `server` what PostgreSQL spent meanwhile; `peak` in MB."""

    seconds: float
    cpu: float
    peak: float
    said: str
    server: float = 0.0

    @property
    def processors(self) -> str:
        """Processor time in words."""
        return f"processor {self.cpu:.0f} s, PostgreSQL's {self.server:.0f} s"


def run(
    words: Sequence[object], env: Mapping[str, str], *, cwd: Path, fine: tuple[int, ...] = (0,)
) -> Watched:
    """Run a command to its end. Memory is the most that the process and its children held at once."""
    begun, before = time.monotonic(), os.times()
    process = subprocess.Popen(
        [str(word) for word in words], cwd=cwd, env=dict(env), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    peak = [0.0]
    watcher = threading.Thread(target=_watch, args=(process, peak))
    watcher.start()
    said, wrong = process.communicate()
    seconds, after = time.monotonic() - begun, os.times()
    watcher.join()
    if process.returncode not in fine:
        raise Failed(
            f"{' '.join(map(str, words))}: status {process.returncode}\n{(said + wrong)[-3000:]}"
        )
    cpu = (after.children_user - before.children_user) + (
        after.children_system - before.children_system
    )
    return Watched(seconds, cpu, peak[0], said)


def _watch(process: subprocess.Popen, peak: list[float]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], held(process.pid))
        time.sleep(EVERY)


def held(pid: int) -> float:
    """MB a process and its children hold now; its own high-water mark where that is more."""
    own = _status(pid)
    below = sum(held(child) for child in children(pid))
    return max(own.get("VmHWM", 0.0), own.get("VmRSS", 0.0) + below)


def children(pid: int) -> list[int]:
    """The processes a process started that still live."""
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += map(int, path.read_text().split())
    return found


def spent_by(pid: int) -> float:
    """Seconds of processor that a process and its children have used, those that ended included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    own = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return own + sum(_spent_by_one(child) for child in children(pid))


def _spent_by_one(pid: int) -> float:
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
        return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _status(pid: int) -> dict[str, float]:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return {}
    pairs = [line.split(":") for line in lines if line.startswith("Vm")]
    return {name: int(value.split()[0]) / 1024 for name, value in pairs}
