"""Asking pages as a person would, timed at the server: middleware, rights, queries and template, no network."""

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.db import connection
from django.http import HttpResponse
from django.test import Client

from anwei.accounts.models import User
from bench.figures import percentile

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Refused(Exception):
    """A page did not answer with 200; the message says which."""


@dataclass(frozen=True)
class Asked:
    """The times of one address in milliseconds, and how many queries each answer took.

    `cpu` is the processor time of this process alone: what is left when nobody else is at work.
    """

    times: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    queries: int = 0

    @property
    def p95(self) -> float:
        """What 95 of 100 answers do not exceed."""
        return percentile(self.times, 0.95)

    @property
    def spent(self) -> float:
        """The processor time in the middle."""
        return statistics.median(self.cpu)

    @property
    def median(self) -> float:
        """The one in the middle."""
        return statistics.median(self.times)


def person(username: str) -> User:
    """A login of the sample zone."""
    return User.objects.select_related("unit").get(username=username)


def session_of(user: User, language: str = "en") -> Client:
    """A browser in which this person is signed in; errors on a page are raised, not shown."""
    client = Client(headers={"accept-language": language})
    client.force_login(user, backend=BACKEND)
    return client


def query(**given: object) -> str:
    """Parameters as they stand in an address."""
    return urlencode(given, doseq=True)


@contextmanager
def counted() -> Iterator[list[int]]:
    """How many queries run inside."""
    seen = [0]

    def count(execute, sql, params, many, context):
        seen[0] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield seen


@dataclass(frozen=True)
class Answer:
    """One answer, the milliseconds it took, those of the processor, and its queries."""

    response: HttpResponse
    took: float
    cpu: float
    queries: int


def once(client: Client, address: str, **headers: str) -> Answer:
    """Ask once. Streamed files are read to their end."""
    with counted() as seen:
        begun, spent = time.perf_counter(), time.process_time()
        response = client.get(address, headers=headers)
        if response.streaming:
            b"".join(response.streaming_content)
        took, cpu = time.perf_counter() - begun, time.process_time() - spent
    return Answer(response, took * 1000, cpu * 1000, seen[0])


def ask(
    client: Client, addresses: Sequence[str], *, times: int = 20, warm: int = 2, **headers: str
) -> Asked:
    """Ask the addresses in turn, again and again; what the first rounds take is left out."""
    asked = Asked()
    for turn in range(warm + times):
        for address in addresses:
            answer = once(client, address, **headers)
            if answer.response.status_code != 200:
                raise Refused(f"{address}: {answer.response.status_code}")
            if turn >= warm:
                asked.times.append(answer.took)
                asked.cpu.append(answer.cpu)
    return replace(asked, queries=answer.queries)
