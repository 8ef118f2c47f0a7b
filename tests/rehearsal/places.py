"""A place where Anwei runs as in production or embedded: own home, own database, own processes."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
ANWEI = [sys.executable, str(ROOT / "manage.py")]


class Place:
    """One installation; every command runs in its own process."""

    def __init__(self, home: Path, **settings: str) -> None:
        home.mkdir(parents=True, exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ANWEI_")}
        self.home = home
        self.env = {**kept, "ANWEI_HOME": str(home), "PYTHONWARNINGS": "error", **settings}

    def anwei(self, *words: object, status: int = 0) -> str:
        """Run one command; what it printed. Its status must be the one expected."""
        done = subprocess.run(
            [*ANWEI, *map(str, words)],
            env=self.env,
            cwd=self.home,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == status, (
            f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        )
        return done.stdout if status == 0 else done.stdout + done.stderr

    def json(self, *words: object, status: int = 0) -> Any:
        """Run one command that answers in JSON."""
        return json.loads(self.anwei(*words, "--json", status=status).splitlines()[0])

    def python(self, source: str) -> str:
        """Run a few lines inside this place's Django."""
        return self.anwei("shell", "-v0", "-c", source).strip()

    @contextmanager
    def running(self, *words: object) -> Iterator[subprocess.Popen[bytes]]:
        """A command in the background, ended in good order."""
        process = subprocess.Popen([*ANWEI, *map(str, words)], env=self.env, cwd=self.home)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(40)


@contextmanager
def database() -> Iterator[dict[str, str]]:
    """Settings that name a fresh database of the kind under test, dropped afterwards."""
    if connection.vendor == "sqlite":
        yield {}
        return
    server = dj_database_url.parse(os.environ["ANWEI_DATABASE_URL"])
    name = f"rehearsal_{secrets.token_hex(6)}"
    url = f"postgresql://{server['USER']}:{server['PASSWORD']}@{server['HOST']}:{server['PORT']}"
    with psycopg.connect(f"{url}/postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            yield {"ANWEI_DATABASE_URL": f"{url}/{name}"}
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def free_port() -> int:
    """A port nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, str]:
    """Status and text of a page, asked as a proxy asks; 0 when nobody answers."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()
    except OSError:
        return 0, ""


def until(condition: Any, seconds: float = 60) -> bool:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.2)
    return False
