"""Quick search at 1,000,000 hazards on PostgreSQL: the first 25 by date, as clerk and as street officer.

Common words, rare ones, parts of numbers and credit codes, one Chinese character, several words, and
words that are nowhere; each asked 8 times after two that are not counted, through every layer of the
server. Half of the zone's texts are Chinese, half English.
"""

from collections.abc import Callable, Iterator

from anwei.hazards.models import Hazard
from bench import asking
from bench.databases import Place
from bench.figures import Figure, percentile
from bench.register import address

TITLE = "Quick search"
CHINESE = ("消防", "灭火器", "气", "粉尘清扫", "青菘机械", "配电箱 未", "疏散通道", "电焊", "鲸鱼")
ENGLISH = ("fire", "extinguisher", "blocked", "ru", "qingsong furniture", "dust cleaning", "whale")
MOST = 200


def measure(place: Place, say: Callable[[str], None]) -> Iterator[Figure]:
    """Per role and language, with the slowest word named."""
    known = Hazard.objects.order_by("pk")[place.sized(700_000) // 2]
    codes = (known.number, known.number[-5:], known.enterprise.credit_code[-6:])
    for role in ("clerk", "street1.1"):
        client = asking.session_of(asking.person(role))
        for name, words in (("Chinese", CHINESE), ("English", ENGLISH), ("numbers", codes)):
            asked = {
                word: asking.ask(client, [address(asking.query(q=word))], times=8) for word in words
            }
            slowest = max(asked, key=lambda word: asked[word].p95)
            times = [each for one in asked.values() for each in one.times]
            yield Figure(
                f"{role}: {name}: p95",
                percentile(times, 0.95),
                "ms",
                most=MOST,
                note=f"{len(words)} searches, median {percentile(times, 0.5):.0f} ms; "
                f"slowest “{slowest}” {asked[slowest].p95:.0f} ms",
            )
