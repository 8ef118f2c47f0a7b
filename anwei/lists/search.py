"""Quick search: parts of numbers, names and codes, and Chinese text of one or more characters.

A room keeps one column of normalised text (`text_of`) and adds `AddSearchIndex` to a migration;
triggers then keep a gram index beside the table, so no writer can forget it. `match` narrows by
grams and always rechecks the text itself: the rows are exactly those a plain scan would find, on
SQLite and on PostgreSQL alike (docs/adr/0009).
"""

import unicodedata
from dataclasses import dataclass
from math import prod
from time import monotonic

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

# Below this code point a script writes words with spaces: grams of three. From it on (Chinese,
# Japanese, Korean): grams of one and two, because a word there is often two characters long.
IDEOGRAPHS = 0x2E80
PRIME = 2_147_483_629
LONGEST = 200
# Fewer matches than this are fetched and sorted; more are met soon enough by walking the list in
# its own order. Measured at 1,000,000 rows, see docs/adr/0009.
FEW = 8_000


# A gram that this share of all rows has is not worth reading, where the word has a rarer one.
UBIQUITOUS = 0.25
# Seconds for which a table's statistics are taken as they were read.
STATISTICS_FOR = 300


@dataclass(frozen=True)
class Found:
    """What a search left: the rows, how many where that is known by now, and whether the words are
    so common that counting is slow."""

    rows: QuerySet
    common: bool = False
    number: int | None = None


@dataclass(frozen=True)
class Statistics:
    """How many rows a table has and which share of them has which gram, as PostgreSQL sampled it."""

    rows: float
    shares: dict[int, float]

    def share(self, gram: int) -> float:
        """The share of rows that have the gram; 0 where it is not among the common ones.

        Where few words fill a register even the rarest gram sampled is common, and says nothing
        of one that was not sampled; asking the index for its first matches is cheap.
        """
        return self.shares.get(gram, 0.0)

    def expected(self, word: str, have: set[int]) -> float:
        """The share of rows that have all grams of one word.

        Grams of a word come together, so the rarest tells; those of digits come as they like.
        """
        shares = [self.share(gram) for gram in have]
        return prod(shares) if any(char.isdigit() for char in word) else min(shares)


_read: dict[tuple[str, str], tuple[float, Statistics | None]] = {}


def normal(text: str) -> str:
    """The form in which texts are compared: full width as half width, no case, single spaces."""
    folded = unicodedata.normalize("NFKC", text.replace("\0", " ")).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def text_of(*parts: object) -> str:
    """The text by which a row is found, from the parts that people search by; empty parts fall out."""
    return normal(" ".join(str(part) for part in parts if part not in (None, "")))


def words(text: str) -> list[str]:
    """The words of a query, each of which a row must contain; over-long input is cut."""
    return list(dict.fromkeys(normal(text[:LONGEST]).split()))


def grams(text: str) -> set[int]:
    """The numbers under which a normalised text is indexed; the database triggers compute the same.

    One for each ideograph, one for each pair that has an ideograph, one for each three characters
    without any. Numbers may collide; the recheck of the text sorts that out.
    """
    found: set[int] = set()
    before, last = 32, 32
    for char in text:
        code = ord(char)
        if code >= IDEOGRAPHS:
            found.add(code)
        if code != 32 and last != 32:
            if code >= IDEOGRAPHS or last >= IDEOGRAPHS:
                found.add((last * 2097152 + code) % PRIME)
            elif before != 32 and before < IDEOGRAPHS:
                found.add(((before * 16384 + last) * 16384 + code) % PRIME)
        before, last = last, code
    return found


def tokens(text: str) -> set[int]:
    """The grams a row must have if it contains every word of the query."""
    return set().union(*(word_tokens(word) for word in words(text)))


def word_tokens(word: str) -> set[int]:
    """The grams of one word; pairs imply their single characters."""
    have = grams(word)
    return {
        gram for gram in have if not (IDEOGRAPHS <= gram < 0x110000 and chr(gram) in word)
    } or have


def containing(text: str, column: str) -> Q:
    """Every word stands in the column: the plain scan, and the recheck after the index."""
    condition = Q()
    for word in words(text):
        condition &= Q(**{f"{column}__contains": word})
    return condition


def walked(text: str, column: str) -> Q:
    """The same rows as `containing`, for a list that is walked in its own order until a page is full.

    Of LIKE the planner believes that hardly a row has it, of two that none has, and would read and
    sort the whole table; of a function it knows nothing and keeps to the order.
    """
    condition = Q()
    for word in words(text):
        condition &= Q(GreaterThan(StrIndex(F(column), Value(word)), 0))
    return condition


def containing_any(text: str, paths: tuple[str, ...]) -> Q:
    """Every word stands in one of the columns: for small tables that have no search column."""
    condition = Q()
    for word in words(text):
        either = Q()
        for path in paths:
            either |= Q(**{f"{path}__icontains": word})
        condition &= either
    return condition


def match(queryset: QuerySet, text: str, column: str = "search_text") -> QuerySet:
    """The rows whose text contains every word of the query, in the queryset's own order."""
    return narrow(queryset, text, column).rows


def narrow(queryset: QuerySet, text: str, column: str = "search_text") -> Found:
    """As `match`, and says how many rows there are or that they are many.

    Rare words: the gram index names the rows, they are checked, and the page sorts them. Common
    words: the list is walked in its own order and the text looked at, which fills a page after few
    rows. A query without grams (two Latin letters) is always walked.
    """
    plain = queryset.filter(containing(text, column))
    asked = words(text)
    needed, expected = _plan(queryset, asked)
    if not asked:
        return Found(plain)
    if not needed:
        return Found(queryset.filter(walked(text, column)), common=True)
    ids = _first_matches(queryset, needed) if expected <= FEW * 1.25 else []
    if expected > FEW * 1.25 or len(ids) > FEW:
        return Found(queryset.filter(walked(text, column)), common=True)
    exact = list(plain.order_by().filter(pk__in=among(queryset, ids)).values_list("pk", flat=True))
    return Found(queryset.filter(pk__in=among(queryset, exact)), number=len(exact))


def _plan(queryset: QuerySet, asked: list[str]) -> tuple[list[int], float]:
    """The grams to ask the index for, and about how many rows have them (0: not known)."""
    statistics = _statistics(queryset)
    needed: set[int] = set()
    expected = statistics.rows if statistics else 0.0
    for word in asked:
        have = word_tokens(word)
        if statistics and have:
            expected *= statistics.expected(word, have)
            least = min(map(statistics.share, have))
            have = {gram for gram in have if statistics.share(gram) <= max(least, UBIQUITOUS)}
        needed |= have
    return sorted(needed), expected


def _statistics(queryset: QuerySet) -> Statistics | None:
    """What PostgreSQL knows of the table's grams; None on SQLite, or before the first ANALYZE."""
    connection = connections[queryset.db]
    if connection.vendor != "postgresql":
        return None
    key = (str(connection.settings_dict["NAME"]), index_table(queryset.model._meta.db_table))
    known = _read.get(key)
    if known is None or known[0] < monotonic():
        known = _read[key] = (monotonic() + STATISTICS_FOR, _sampled(connection, key[1]))
    return known[1]


def _sampled(connection: BaseDatabaseWrapper, table: str) -> Statistics | None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.reltuples, s.most_common_elems::text::int4[], s.most_common_elem_freqs
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_stats s ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = 'grams'
            WHERE c.oid = %s::regclass""",
            [connection.ops.quote_name(table)],
        )
        found = cursor.fetchone()
    if not found or not found[1] or found[0] <= 0:
        return None
    rows, common, shares = found
    return Statistics(rows, dict(zip(common, shares, strict=False)))


def counted(queryset: QuerySet, text: str, column: str = "search_text") -> QuerySet:
    """The same rows as `match`, always through the index: for counting common words apart."""
    plain = queryset.filter(containing(text, column))
    needed, _expected = _plan(queryset, words(text))
    if not needed:
        return plain
    sql, params = _index_query(queryset, needed)
    return plain.filter(pk__in=RawSQL(sql, params))  # noqa: S611 - the table is the model's, the rest are parameters


def is_kept(model: type[models.Model], using: str = "default") -> bool:
    """Whether the triggers that keep the model's gram index stand; SQLite loses them when it rebuilds a table."""
    connection = connections[using]
    wanted = f"{model._meta.db_table}_search_changed"
    catalogue = (
        "pg_trigger WHERE tgname"
        if connection.vendor == "postgresql"
        else "sqlite_master WHERE name"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {catalogue} = %s", [wanted])  # noqa: S608
        return bool(cursor.fetchone()[0])


def index_table(table: str) -> str:
    """The name of the table that holds the grams of a table."""
    return f"{table}_grams"


def _index_query(queryset: QuerySet, needed: list[int]) -> tuple[str, list]:
    vendor = connections[queryset.db].vendor
    name = connections[queryset.db].ops.quote_name(index_table(queryset.model._meta.db_table))
    if vendor == "postgresql":
        return f"SELECT row_id FROM {name} WHERE grams @> %s::int4[]", [needed]  # noqa: S608
    expression = " AND ".join(f'"{gram}"' for gram in needed)
    return f"SELECT rowid FROM {name} WHERE {name} MATCH %s", [expression]  # noqa: S608


def _first_matches(queryset: QuerySet, needed: list[int]) -> list[int]:
    """The keys the index names, at most one more than are few."""
    sql, params = _index_query(queryset, needed)
    with connections[queryset.db].cursor() as cursor:
        cursor.execute(f"{sql} LIMIT %s", [*params, FEW + 1])
        return [row[0] for row in cursor.fetchall()]


def among(queryset: QuerySet, ids: list[int]) -> RawSQL:
    """A set of keys as one parameter, however many: `filter(pk__in=among(rows, ids))`."""
    if connections[queryset.db].vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [ids])
    return RawSQL("SELECT value FROM json_each(%s)", [_json(ids)])


def _json(ids: list[int]) -> str:
    return "[" + ",".join(str(int(pk)) for pk in ids) + "]"


class Searchable(models.Model):
    """A row that is found by its text; the room's actions fill it with `text_of`."""

    search_text = models.TextField(default="", blank=True, editable=False)

    class Meta:
        abstract = True
