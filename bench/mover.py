"""One of the four who move cases at once: `python -m bench.mover actions|http SHARE`, started by `moves`.

Says "ready", waits for a line, works, and prints what it did as JSON.
"""

import io
import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from http.client import HTTPConnection
from urllib.parse import urlsplit

import django

django.setup()

from django.conf import settings  # noqa: E402 – models only after the setup
from django.core.files.base import ContentFile  # noqa: E402
from django.utils import timezone  # noqa: E402
from PIL import Image  # noqa: E402

from anwei.documents import actions as documents  # noqa: E402
from anwei.hazards.actions import handling, registering  # noqa: E402
from anwei.hazards.actions.changing import MoveRefused  # noqa: E402
from anwei.hazards.actions.registering import Finding, Proof  # noqa: E402
from anwei.hazards.models import Capacity, Evidence, Hazard  # noqa: E402
from anwei.responsibility.models import Site  # noqa: E402
from bench import asking  # noqa: E402

ORDER_DAYS = 15
FIX = "Cleared at once and marked; the crew was instructed"


def picture(seed: int) -> bytes:
    """A small picture, another one for every seed."""
    held = io.BytesIO()
    Image.new("RGB", (64, 48), (seed % 256, seed // 256 % 256, 90)).save(held, "PNG")
    return held.getvalue()


class Actions:
    """Moves as the rooms' own actions, each its own transaction: registered, given a term, fixed, verified."""

    def __init__(self, share: dict) -> None:
        self.officer, self.colleague = map(asking.person, ("officer", "colleague"))
        self.today = timezone.localdate()
        self.sites = list(Site.objects.order_by("pk")[share["serial"] * 50 :][:50])
        self.many, self.serial, self.contested = share["many"], share["serial"], share["contested"]
        # Storing a file is the upload's work, not the move's: done before the clock starts.
        file = ContentFile(picture(self.serial), name="after.png")
        self.proof = Proof(
            documents.store(file, by=self.officer, at=timezone.now(), purpose="hazards.evidence"),
            Evidence.Side.AFTER,
        )

    def work(self) -> dict:
        """All cases in turn, then those that all four want."""
        times: dict[str, list[float]] = {}
        numbers = []
        for serial in range(self.many):
            for verb, move in self._moves(serial):
                begun = time.perf_counter()
                done = move()
                times.setdefault(verb, []).append((time.perf_counter() - begun) * 1000)
                if verb == "register":
                    numbers.append(done)
        return {"times": times, "numbers": numbers, "won": self._contest()}

    def _moves(self, serial: int) -> Iterator[tuple[str, Callable[[], object]]]:
        """The four moves of one case."""
        hazard: list[Hazard] = []
        at: datetime = timezone.now()
        found = self.today - timedelta(days=2)

        def register() -> str:
            finding = Finding(
                description=f"Bench {self.serial} {serial}: grinding dust on the beams", found_on=found,
                capacity=Capacity.DEPARTMENT, site=self.sites[serial % len(self.sites)],
                found_unit=self.officer.unit, responsible="Bench",
            )  # fmt: skip
            hazard.append(registering.register(finding, by=self.officer, at=at, today=self.today))
            return hazard[0].number

        yield "register", register
        yield "assign", lambda: handling.assign(
            hazard[0], by=self.officer, at=at, on=found, due_on=found + timedelta(days=ORDER_DAYS)
        )  # fmt: skip
        yield "rectify", lambda: handling.rectify(
            hazard[0], by=self.officer, at=at, on=self.today, today=self.today, measures=FIX, fixer="Bench", proofs=[self.proof]
        )  # fmt: skip
        yield (
            "verify",
            lambda: handling.verify(
                hazard[0], by=self.colleague, at=at, on=self.today, remark="Seen"
            ),
        )

    def _contest(self) -> list[str]:
        """Every one of the four gives each of these a term; the numbers this one won."""
        won = []
        for number in self.contested:
            hazard = Hazard.objects.get(number=number)
            try:
                handling.assign(
                    hazard, by=self.officer, at=timezone.now(), on=self.today, due_on=self.today + timedelta(days=ORDER_DAYS)
                )  # fmt: skip
            except MoveRefused:
                continue
            won.append(number)
        return won


class Http:
    """The same moves as forms sent by browsers: given a term, fixed with a picture, verified."""

    def __init__(self, share: dict) -> None:
        self.numbers, self.serial = share["numbers"], share["serial"]
        self.today = timezone.localdate()
        self.connection = HTTPConnection(urlsplit(share["server"]).netloc, timeout=60)
        self.cookies = {name: self._signed_in(name) for name in ("officer", "colleague")}

    def _signed_in(self, username: str) -> str:
        client = asking.session_of(asking.person(username))
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        token = "b" * 32
        return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}"

    def work(self) -> dict:
        """All cases in turn."""
        times: dict[str, list[float]] = {}
        for serial, number in enumerate(self.numbers):
            for version, (verb, who, fields, file) in enumerate(self._forms(serial), start=1):
                begun = time.perf_counter()
                self._send(f"/hazards/{number}/{verb}/", who, fields | {"version": version}, file)
                times.setdefault(verb, []).append((time.perf_counter() - begun) * 1000)
        return {"times": times}

    def _forms(self, serial: int) -> list[tuple[str, str, dict, bytes]]:
        on: date = self.today
        due = on + timedelta(days=ORDER_DAYS)
        photo = picture(self.serial * 10_000 + serial)
        return [
            ("assign", "officer", {"on": on, "due_on": due}, b""),
            ("rectify", "officer", {"on": on, "measures": FIX, "fixer": "Bench"}, photo),
            ("verify", "colleague", {"on": on, "remark": "Seen"}, b""),
        ]

    def _send(self, address: str, who: str, fields: dict, file: bytes) -> None:
        edge = "----bench"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in (fields | {"csrfmiddlewaretoken": "b" * 32}).items()
        ]
        if file:
            head = f'--{edge}\r\nContent-Disposition: form-data; name="after"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'
            parts += [head.encode(), file, b"\r\n"]
        body = b"".join([*parts, f"--{edge}--\r\n".encode()])
        headers = {
            "Content-Type": f"multipart/form-data; boundary={edge}",
            "Cookie": self.cookies[who],
        }
        self.connection.request("POST", address, body, headers)
        answer = self.connection.getresponse()
        said = answer.read()
        if answer.status != 302:
            sys.exit(f"{address}: {answer.status}\n{said.decode()[-4000:]}")


def main(kind: str, share: str) -> None:
    """Get ready, wait for the word, work, tell."""
    mover = {"actions": Actions, "http": Http}[kind](json.loads(share))
    print("ready", flush=True)
    sys.stdin.readline()
    begun = time.monotonic()
    done = mover.work()
    print(json.dumps(done | {"seconds": time.monotonic() - begun}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
