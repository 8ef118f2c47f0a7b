"""What it was measured on."""

import importlib.metadata
import os
import platform
import sqlite3
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import psycopg

PACKAGES = ("django", "psycopg", "granian", "python-calamine", "rustpy-xlsxwriter")
RIVALS = ("django-import-export", "tablib", "openpyxl")
ROOT = Path(__file__).resolve().parents[1]


def described(cluster: str) -> dict[str, str]:
    """Processor, cores, memory, versions, and how durably PostgreSQL was set to write."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB",
        "system": platform.platform(terse=True),
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        **_postgresql(cluster),
        **{name: importlib.metadata.version(name) for name in (*PACKAGES, *RIVALS)},
        "revision": _revision(),
    }


def load() -> float:
    """How busy the machine was in the last minute, in processes."""
    return os.getloadavg()[0]


def now() -> str:
    """The moment, for the record."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _postgresql(cluster: str) -> dict[str, str]:
    settings = ("fsync", "synchronous_commit", "full_page_writes", "shared_buffers")
    with psycopg.connect(cluster) as connection:
        version = connection.execute("SHOW server_version").fetchone()[0]
        values = [f"{name} {connection.execute(f'SHOW {name}').fetchone()[0]}" for name in settings]
    return {"PostgreSQL": f"{version} ({', '.join(values)})"}


def _revision() -> str:
    words = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip() or "unknown"
