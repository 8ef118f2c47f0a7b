"""Processes that end together, whichever way one of them ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from anwei.config.settings import PACKAGE

SLEEPER = """
import signal, sys, time
open(sys.argv[1], "w").write(str(__import__("os").getpid()))
time.sleep(60)
"""
FAMILY = f"""
import sys
from anwei.config.serving import Family
folder, code = sys.argv[1:3]
sleeper = {SLEEPER!r}
commands = {{
    "One": [sys.executable, "-c", sleeper, folder + "/one"],
    "Two": [sys.executable, "-c", sleeper, folder + "/two"],
}}
if code == "short":
    commands["Three"] = [sys.executable, "-c", "import time; time.sleep(1); raise SystemExit(3)"]
sys.exit(Family(commands).run(ready=lambda: True, tell=lambda text: print(text, flush=True), greeting="Ready."))
"""


def start(folder: Path, code: str = "long") -> subprocess.Popen[bytes]:
    env = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    words = [sys.executable, "-c", FAMILY, str(folder), code]
    with open(folder / "said", "w") as said:
        return subprocess.Popen(words, env=env, stdout=said)


def children(folder: Path) -> list[int]:
    """Their numbers, once both have written them."""
    for _ in range(200):
        found = [(folder / name).read_text() for name in ("one", "two") if (folder / name).exists()]
        if len(found) == 2 and all(found):
            return [int(number) for number in found]
        time.sleep(0.05)
    raise AssertionError("the children did not start")


def gone(number: int) -> bool:
    for _ in range(200):
        try:
            os.kill(number, 0)
            if Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_and_is_no_failure(tmp_path, number):
    family = start(tmp_path)
    there = children(tmp_path)
    family.send_signal(number)
    assert family.wait(30) == 0
    assert "Ready." in (tmp_path / "said").read_text()
    assert all(map(gone, there))


def test_a_child_that_dies_takes_the_rest_along(tmp_path):
    family = start(tmp_path, "short")
    there = children(tmp_path)
    assert family.wait(30) == 1
    assert "Three ended with status 3" in (tmp_path / "said").read_text()
    assert all(map(gone, there))


@pytest.mark.skipif(sys.platform != "linux", reason="means something on Linux only")
def test_children_do_not_outlive_a_parent_that_was_killed(tmp_path):
    family = start(tmp_path)
    there = children(tmp_path)
    family.kill()
    family.wait(30)
    assert all(map(gone, there))
