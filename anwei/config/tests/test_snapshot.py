"""The snapshot of an embedded database, taken while others work."""

import sqlite3
import threading
from contextlib import closing
from types import SimpleNamespace

from anwei.config import snapshot

# More than one writer can touch while sixteen megabytes are copied.
BLOB = 60_000_000
PATIENCE = 15


def test_a_backup_ends_while_others_go_on_writing(tmp_path, monkeypatch):
    with closing(sqlite3.connect(tmp_path / "busy.sqlite3")) as office:
        office.execute("PRAGMA journal_mode=WAL")
        office.execute("CREATE TABLE papers (content)")
        office.execute("INSERT INTO papers VALUES (zeroblob(?))", [BLOB])
        office.commit()
        over, out_of_patience = threading.Event(), threading.Event()

        def write():
            with closing(sqlite3.connect(tmp_path / "busy.sqlite3", timeout=30)) as other:
                for _ in range(PATIENCE * 200):
                    other.execute("INSERT INTO papers VALUES (1)")
                    other.commit()
                    if over.wait(0.005):
                        return
            out_of_patience.set()

        writer = threading.Thread(target=write)
        writer.start()
        monkeypatch.setattr(
            snapshot, "connection", SimpleNamespace(connection=office, ensure_connection=int)
        )
        kept = []
        into = SimpleNamespace(
            path=tmp_path / "friday.anwei", add=lambda name, blocks: kept.extend(blocks)
        )
        snapshot._dump_sqlite(into)
        over.set()
        writer.join()
    assert not out_of_patience.is_set()
    assert sum(map(len, kept)) > BLOB
