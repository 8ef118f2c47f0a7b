"""The databases the measurements run on: made once, kept between runs, brought up to date each time."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from psycopg import sql

from bench import watch

ROOT = Path(__file__).resolve().parents[1]
ANWEI = Path(sys.executable).with_name("anwei")


@dataclass(frozen=True)
class Place:
    """Where measurements find what they need. `scale` below 1 makes everything smaller, for trying out."""

    cluster: str
    home: Path
    scale: float = 1.0

    def sized(self, rows: int, *, least: int = 1000) -> int:
        """A number of rows at this scale."""
        return max(round(rows * self.scale), min(least, rows))

    def url(self, database: str) -> str:
        """The address of a database of the cluster."""
        return f"{self.cluster.rsplit('/', 1)[0]}/{database}"

    def environment(self, database: str | None, home: str = "home") -> dict[str, str]:
        """What a process needs that works on a database; None for SQLite in the named home."""
        folder = self.home / home
        folder.mkdir(parents=True, exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ANWEI_")}
        kept |= {"ANWEI_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "anwei.config.settings"}
        return kept | ({"ANWEI_DATABASE_URL": self.url(database)} if database else {})

    def run(
        self, *words: object, database: str | None, home: str = "home", fine: tuple[int, ...] = (0,)
    ) -> watch.Watched:
        """An anwei command on a database."""
        return self.watched([ANWEI, *words], self.environment(database, home), fine=fine)

    def watched(
        self, words: Sequence[object], env: dict[str, str], *, fine: tuple[int, ...] = (0,)
    ) -> watch.Watched:
        """Any command, with what PostgreSQL spent meanwhile."""
        before = self._spent_by_server()
        done = watch.run(words, env, cwd=ROOT, fine=fine)
        return replace(done, server=self._spent_by_server() - before)

    def _spent_by_server(self) -> float:
        """Seconds of processor of all of PostgreSQL's processes; its parent knows those that ended."""
        with psycopg.connect(self.cluster) as connection:
            backend = connection.execute("SELECT pg_backend_pid()").fetchone()[0]
            status = Path(f"/proc/{backend}/status").read_text()
            parent = next(line for line in status.splitlines() if line.startswith("PPid"))
            return watch.spent_by(int(parent.split()[1]))

    def execute(self, statement: sql.Composed, database: str = "postgres") -> list[tuple]:
        """One statement, outside a transaction."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            done = connection.execute(statement)
            return done.fetchall() if done.description else []

    def exists(self, database: str) -> bool:
        """Whether the cluster has it."""
        return bool(
            self.execute(
                sql.SQL("SELECT 1 FROM pg_database WHERE datname = {}").format(
                    sql.Literal(database)
                )
            )
        )

    def create(self, database: str, *, copy_of: str = "") -> None:
        """An empty one or a copy, instead of what there was."""
        self.drop(database)
        template = sql.SQL(" TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(copy_of))
        self.execute(
            sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database))
            + (template if copy_of else sql.SQL(""))
        )

    def drop(self, database: str) -> None:
        """Away with it, whoever is connected."""
        self.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
        )


def zone(place: Place, hazards: int, say: Callable[[str], None], *, anew: bool = False) -> str:
    """The sample zone with so many hazards on PostgreSQL, in both languages; made if it is not there.

    It is built under another name, so that one that was broken off is never taken for whole.
    """
    name, unfinished = f"bench_zone_{hazards}", "bench_zone_unfinished"
    if anew or not place.exists(name):
        say(f"Making {name}: {hazards:,} hazards, once; it is kept")
        place.create(unfinished)
        place.run("migrate", "--verbosity", "0", database=unfinished)
        made = place.run("demo", "--hazards", hazards, "--language", "both", database=unfinished)
        note_making(place, name, made)
        settle(place, unfinished)
        place.drop(name)
        place.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(unfinished), sql.Identifier(name)
            )
        )
    place.run("migrate", "--verbosity", "0", database=name)
    return name


def embedded(place: Place, hazards: int, say: Callable[[str], None], *, anew: bool = False) -> str:
    """The sample zone on SQLite, as `./dev run` makes it: the name of its home."""
    home, unfinished = f"sqlite-{hazards}", "sqlite-unfinished"
    if anew or not (place.home / home).exists():
        say(f"Making the sample zone of {hazards:,} hazards on SQLite")
        shutil.rmtree(place.home / unfinished, ignore_errors=True)
        migrated = place.run("migrate", "--verbosity", "0", database=None, home=unfinished)
        made = place.run("demo", "--hazards", hazards, database=None, home=unfinished)
        both = replace(made, seconds=migrated.seconds + made.seconds, cpu=migrated.cpu + made.cpu)
        note_making(place, home, both)
        shutil.rmtree(place.home / home, ignore_errors=True)
        (place.home / unfinished).rename(place.home / home)
    place.run("migrate", "--verbosity", "0", database=None, home=home)
    return home


def settle(place: Place, database: str) -> None:
    """What the worker does at night and autovacuum in the next minutes, done now: the same plans in every run."""
    words = [sys.executable, "-m", "bench.nightly"]
    watch.run(words, place.environment(database), cwd=ROOT)
    place.execute(sql.SQL("VACUUM ANALYZE"), database)
    place.execute(sql.SQL("CHECKPOINT"))


def note_making(place: Place, name: str, made: watch.Watched) -> None:
    """Remember how long a database took to make; the measurement of the sample zone tells it."""
    kept = {"seconds": made.seconds, "cpu": made.cpu, "peak": made.peak, "server": made.server}
    (place.home / f"{name}.made").write_text(json.dumps(kept), encoding="utf-8")


def making(place: Place, name: str) -> watch.Watched:
    """How a database was made."""
    kept = json.loads((place.home / f"{name}.made").read_text(encoding="utf-8"))
    return watch.Watched(said="", **kept)
