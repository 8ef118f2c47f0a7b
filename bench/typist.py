"""Some of the clerks who type into one meeting: `python -m bench.typist minutes SHARE`, started by `minuting`.

Says "ready", waits for a line, types, and prints what it did as JSON. Each clerk is a thread with a client and a
database connection of their own.
"""

import json
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import django

django.setup()

from django.db import connection  # noqa: E402 – models only after the setup
from django.http import HttpResponse  # noqa: E402

from bench import asking  # noqa: E402

PAUSE, LOOK, SHARED, GROWN = 1.0, 3.0, 10, 12
SENTENCE = "The meeting heard {who} on matter {number}: gas users of the old town were visited, three were sealed. "


class Clerk:
    """One clerk at the sheet: own points that grow sentence by sentence, and lines in the point all share."""

    def __init__(self, username: str, share: dict) -> None:
        self.name, self.client = username, asking.session_of(asking.person(username))
        self.sheet = f"/committee/meetings/{share['meeting']}/minutes/"
        self.shared, self.saves = share["shared"], share["saves"]
        # Seeded: a run is repeated with the same pauses.
        self.chance = random.Random(username)
        self.times: dict[str, list[float]] = {"save": [], "take": [], "look": []}
        self.typed: dict[int, str] = {}
        self.lines: list[str] = []
        self.conflicts = 0
        # The page is open before the meeting begins, and the server warm.
        self.cursor, self.looked = "", 0.0
        self.cursor = self._look().json()["cursor"]

    def work(self) -> "Clerk":
        """All saves, each after a pause."""
        point, version, text = 0, 0, ""
        for number in range(self.saves):
            self._pause()
            if number % SHARED == SHARED - 1:
                self._add_line(f"{self.name} adds line {number}.")
                continue
            if number % GROWN == 0:
                point, version, text = self._new_point(), 0, ""
            text += SENTENCE.format(who=self.name, number=number)
            answer = self._save(point, text, version)
            if answer.status_code != 200:
                raise RuntimeError(f"{self.name} was refused its own point: {answer.content!r}")
            version, self.typed[point] = answer.json()["point"]["version"], text
        connection.close()
        return self

    def _pause(self) -> None:
        """Typing; meanwhile the sheet looks round."""
        until = time.monotonic() + PAUSE * self.chance.uniform(0.5, 1.5)
        if time.monotonic() - self.looked > LOOK:
            self.looked = time.monotonic()
            self.cursor = self._timed("look", self._look).json()["cursor"]
        time.sleep(max(0, until - time.monotonic()))

    def _look(self) -> HttpResponse:
        asked = {"since": self.cursor, "window": self.name}
        return self.client.get(f"{self.sheet}changes/", asked)

    def _timed(self, kind: str, ask) -> HttpResponse:
        begun = time.perf_counter()
        answer = ask()
        self.times[kind].append((time.perf_counter() - begun) * 1000)
        return answer

    def _post(self, address: str, **fields: object) -> HttpResponse:
        return self.client.post(address, {"window": self.name, **fields})

    def _new_point(self) -> int:
        return self._post(f"{self.sheet}add/").json()["point"]["id"]

    def _save(self, point: int, text: str, version: int) -> HttpResponse:
        address = f"/committee/points/{point}/save/"
        return self._timed("save", lambda: self._post(address, text=text, version=version))

    def _add_line(self, line: str) -> None:
        """Take the shared point from whoever has it and add a line; on a conflict, below the newer text."""
        address = f"/committee/points/{self.shared}/take/"
        row = self._timed("take", lambda: self._post(address, over=1)).json()["point"]
        while True:
            answer = self._save(self.shared, f"{row['text']}\n{line}".strip(), row["version"])
            if answer.status_code == 200:
                self.lines.append(line)
                return
            self.conflicts += 1
            # Both texts are on the screen; the clerk reads them before deciding.
            self._pause()
            row = self._timed("take", lambda: self._post(address, over=1)).json()["point"]


def main(share: dict) -> None:
    """Get ready, wait for the word, type, tell."""
    clerks = [Clerk(username, share) for username in share["clerks"]]
    print("ready", flush=True)
    sys.stdin.readline()
    begun = time.monotonic()
    with ThreadPoolExecutor(len(clerks)) as pool:
        done = list(pool.map(Clerk.work, clerks))
    told = {
        "times": {kind: [each for clerk in done for each in clerk.times[kind]] for kind in ("save", "take", "look")},
        "typed": {point: text for clerk in done for point, text in clerk.typed.items()},
        "lines": [line for clerk in done for line in clerk.lines],
        "conflicts": sum(clerk.conflicts for clerk in done),
        "seconds": time.monotonic() - begun,
    }  # fmt: skip
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(json.loads(sys.argv[2]))
