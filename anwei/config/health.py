"""Is it ready to serve: database, migrations, workers."""

from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from anwei.jobs.models import WorkerSeen

# A worker beats every few seconds; one that was silent this long is gone.
SILENT = timedelta(minutes=2)


def pending_migrations() -> list[str]:
    """Migrations the code has and the database has not: `room.name`."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def state_of(at: datetime) -> dict[str, str]:
    """What is ready: "ok", or the reason it is not, by part."""
    try:
        pending = pending_migrations()
        parts = {"database": "ok", "migrations": f"{len(pending)} to apply" if pending else "ok"}
        if not pending:
            alive = WorkerSeen.objects.filter(seen_at__gte=at - SILENT).exists()
            parts["worker"] = "ok" if alive else "none seen in the last two minutes"
    except DatabaseError:
        parts = {"database": "not reachable"}
    return parts
