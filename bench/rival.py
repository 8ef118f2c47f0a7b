"""django-import-export on the same rows: `python -m bench.rival FILE plain|bulk` prints seconds as JSON.

Its table has the ledger's columns and nothing else; a unique key lets it find a row again.
"""

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import django
from django.conf import settings

settings.INSTALLED_APPS += ["import_export", "bench"]
django.setup()

from django.db import connection, models  # noqa: E402 – models only after the setup
from import_export import resources  # noqa: E402
from import_export.formats.base_formats import XLSX  # noqa: E402

from bench.ledger import COLUMNS  # noqa: E402

DAYS = {"found_on", "due_on", "rectified_on", "closed_on"}


def _field(name: str) -> models.Field:
    if name == "key":
        return models.CharField(max_length=40, unique=True)
    return models.DateField(null=True) if name in DAYS else models.TextField(blank=True)


Finding = type(
    "Finding",
    (models.Model,),
    {
        "__module__": __name__,
        "Meta": type("Meta", (), {"app_label": "bench"}),
        **{name: _field(name) for name in COLUMNS.values()},
    },
)


class Plain(resources.ModelResource):
    """As it comes."""

    class Meta:
        model = Finding
        import_id_fields = ("key",)
        fields = tuple(COLUMNS.values())


class Bulk(resources.ModelResource):
    """With everything its documentation offers for speed."""

    class Meta:
        model = Finding
        import_id_fields = ("key",)
        fields = tuple(COLUMNS.values())
        use_bulk = True
        batch_size = 1000
        skip_diff = True


def main(words: Sequence[str]) -> None:
    """Read, dry run, import: what its own pages do for an upload and its confirmation."""
    path, kind = Path(words[0]), {"plain": Plain, "bulk": Bulk}[words[1]]
    with connection.schema_editor() as editor:
        editor.create_model(Finding)
    begun = time.monotonic()
    told: dict[str, float] = {}
    rows = XLSX().create_dataset(path.read_bytes())
    rows.headers = [COLUMNS[name] for name in rows.headers]
    told["reading"] = time.monotonic() - begun
    for name, dry in (("dry run", True), ("import", False)):
        before = time.monotonic()
        result = kind().import_data(rows, dry_run=dry)
        told[name] = time.monotonic() - before
        if result.has_errors() or result.has_validation_errors():
            sys.exit(f"{name}: {result.row_errors()[:1]} {result.invalid_rows[:1]}")
    told["rows"] = Finding.objects.count()
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
