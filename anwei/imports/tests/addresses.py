"""Who gets through to which address of this room. What a row means: tests/guards/test_addresses.py."""

from anwei.accounts.tests.cast import Cast
from anwei.accounts.tests.factories import NOON
from anwei.imports.models import Batch, LedgerFile

VIEW = {"administrator", "clerk", "auditor"}


def one(cast: Cast) -> dict:
    """A batch of nobody's unit: only who reaches everything sees it."""
    batch = Batch.objects.create(title="March", made_by="system:tests", made_at=NOON)
    sheet = {
        "name": "a",
        "names": ["x", "y"],
        "titles": [],
        "samples": [["1", "2"]],
        "unnamed": [],
        "pictures": 0,
    }
    LedgerFile.objects.create(
        batch=batch, position=0, name="a.csv", path="none", size=1, sha256="0", sheets=[sheet]
    )
    return {"pk": batch.pk}


def table(cast: Cast) -> dict:
    """The rows with remarks of such a batch."""
    return {**one(cast), "shape": "csv"}


SEEN = {"kwargs": one, "roles": VIEW}
DONE = {"kwargs": one, "roles": {"clerk"}, "method": "post"}
ADDRESSES: dict[str, dict] = {
    "imports:batches": {"roles": VIEW | {"officer"}},
    "imports:new": {"roles": {"clerk", "officer"}},
    "imports:batch": SEEN,
    "imports:remarks": SEEN,
    "imports:duplicates": SEEN,
    "imports:changes": SEEN,
    "imports:missing": SEEN,
    "imports:download": {"kwargs": table, "roles": VIEW},
    "imports:columns": {"kwargs": one, "roles": {"clerk"}},
    "imports:rehearse": DONE,
    "imports:commit": DONE,
    "imports:undo": DONE,
    "imports:discard": DONE,
}
