"""Walking a page: every link to the register, with the figure it claims to open."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from anwei.accounts.models import User
from anwei.hazards.lists import HAZARDS
from anwei.lists import state
from anwei.lists.filters import Asker


@dataclass(frozen=True)
class Claim:
    """A link and the number it shows."""

    address: str
    figure: int


class Reader(HTMLParser):
    """Collects links to the register with their text."""

    def __init__(self) -> None:
        super().__init__()
        self.address, self.text, self.figure = "", "", ""
        self.claims: list[Claim] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        """Begin to collect the text of a link."""
        if (
            tag == "a"
            and urlsplit(dict(attrs).get("href") or "").path == "/hazards/"
            and "?" in dict(attrs)["href"]
        ):
            self.address, self.text, self.figure = (
                dict(attrs)["href"],
                "",
                dict(attrs).get("data-figure", ""),
            )

    def handle_data(self, data: str) -> None:
        """Collect it."""
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        """The link is whole."""
        if tag == "a" and self.address:
            # A rate links to the cases it counts and carries their number.
            text = self.text.strip().replace(",", "")
            text = self.figure if text.endswith("%") else text
            assert re.fullmatch(r"\d+", text), (
                f"{self.address} shows {self.text!r}, which is no figure."
            )
            self.claims.append(Claim(self.address, int(text)))
            self.address = ""


def claims_of(page: str) -> list[Claim]:
    """Every link to the register on a page."""
    reader = Reader()
    reader.feed(page)
    return reader.claims


def broken(client: Client, user: User, address: str) -> tuple[int, list[str]]:
    """How many claims a page makes, and in words those whose list, read as the register reads it, is another.

    The register's own page is asked for a few; for the rest its reading of the address, which is what costs least.
    """
    answer = client.get(address)
    assert answer.status_code == 200, address
    claims = set(claims_of(answer.content.decode()))
    asker, faults = Asker(user, timezone.localdate()), []
    for claim in claims:
        listed = state.read(HAZARDS, QueryDict(urlsplit(claim.address).query), asker)
        if (number := listed.found.rows.count()) != claim.figure or listed.problems:
            faults.append(
                f"{claim.address} lists {number}, the page says {claim.figure}. {listed.problems}"
            )
    for claim in sorted(claims, key=lambda claim: claim.address)[:3]:
        assert client.get(claim.address).context["total"].number == claim.figure
    return len(claims), faults
