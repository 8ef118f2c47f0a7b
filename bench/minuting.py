"""Twenty clerks typing minutes into one meeting on PostgreSQL, each in a window of their own.

Every clerk writes into points of their own and, every tenth time, adds a line to one point that all of them share:
takes it from whoever writes it, and where the text was changed meanwhile puts the own line below the newer text. As the
sheet does it: a save after each pause of a second, a look round for the others' changes every three seconds, both
through every layer of the server, in four processes. At the end every text is compared with what its clerk typed, and
every line must stand in the shared point.
"""

from collections.abc import Callable, Iterator

from django.utils import timezone

from anwei.accounts.actions import enrolling
from anwei.accounts.models import Unit, UnitKind, User
from anwei.committee.actions import bodies, convening, minuting, sitting
from anwei.committee.actions.convening import Belonging
from anwei.committee.models import Body, BodyKind, Kind, Meeting, Point
from bench.databases import Place
from bench.figures import Figure, percentile
from bench.moves import together

TITLE = "Minutes"
CLERKS, PROCESSES, SAVES = 20, 4, 60
WHO = "system:bench"


def measure(place: Place, say: Callable[[str], None]) -> Iterator[Figure]:
    """One meeting, twenty windows."""
    saves = place.sized(SAVES, least=10)
    clerks = [_clerk(number) for number in range(CLERKS)]
    meeting = _sitting()
    shared = minuting.add_point(
        meeting, window=minuting.Window(clerks[0], "bench"), at=timezone.now()
    )
    shares = [
        {"clerks": [clerk.username for clerk in clerks[process::PROCESSES]], "meeting": meeting.number, "shared": shared.pk, "saves": saves}
        for process in range(PROCESSES)
    ]  # fmt: skip
    told, seconds = together("minutes", shares, "bench.typist")
    times = {kind: [each for one in told for each in one["times"][kind]] for kind in ("save", "take", "look")}  # fmt: skip
    wrong = _lost({pk: text for one in told for pk, text in one["typed"].items()}, shared.pk, told)
    yield Figure(
        f"{CLERKS} clerks, {len(times['save']):,} saves in {seconds:.0f} s: p95 of a save",
        percentile(times["save"], 0.95),
        "ms",
        most=200,
        note=f"median {percentile(times['save'], 0.5):.0f} ms; {sum(one['conflicts'] for one in told)} conflicts shown and settled",
    )
    yield Figure("texts or lines lost", len(wrong), "", most=1, note="; ".join(wrong[:3]))
    yield Figure("taking a point from another: p95", percentile(times["take"], 0.95), "ms")
    yield Figure("looking round for others' changes: p95", percentile(times["look"], 0.95), "ms")


def _clerk(number: int) -> User:
    username = f"bench-clerk-{number}"
    found = User.objects.filter(username=username).first()
    return found or enrolling.add_user(
        role="clerk", username=username, name=f"Bench clerk {number}", by=WHO, at=timezone.now(),
        unit=Unit.objects.filter(kind=UnitKind.OFFICE).first(),
    )  # fmt: skip


def _sitting() -> Meeting:
    """A meeting of the zone's committee that was opened just now."""
    at = timezone.now()
    meeting = convening.plan(
        [Belonging(_body(), Kind.SPECIAL)],
        by=WHO,
        at=at,
        held_on=timezone.localdate(at),
        place="Bench",
    )
    convening.ask(meeting, [Unit.objects.filter(kind=UnitKind.DEPARTMENT).first()], by=WHO, at=at)
    convening.call(meeting, by=WHO, at=at)
    sitting.open_meeting(meeting, by=WHO, at=at)
    return meeting


def _body() -> Body:
    found = Body.objects.filter(active=True).first()
    return found or bodies.found(
        Unit.objects.get(kind=UnitKind.COMMITTEE), kind=BodyKind.COMMITTEE, prefix="BENCH", by=WHO, at=timezone.now()
    )  # fmt: skip


def _lost(typed: dict[str, str], shared: int, told: list[dict]) -> list[str]:
    """Every text that is not what was typed, and every line that is not in the shared point."""
    kept = dict(Point.objects.filter(pk__in=typed).values_list("pk", "text"))
    wrong = [f"point {pk}" for pk, text in typed.items() if kept.get(int(pk)) != text]
    lines = Point.objects.get(pk=shared).text.split("\n")
    return wrong + [line for one in told for line in one["lines"] if lines.count(line) != 1]
