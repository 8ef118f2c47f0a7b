"""What a migration needs on a table that people are writing to."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState


class AddIndexBesideWriters(migrations.AddIndex):
    """An index built while others go on writing, where the database can. Its migration says `atomic = False`.

    A build that was broken off leaves an index behind that nothing reads: it is dropped first, so
    that the migration is simply run again.
    """

    atomic = False

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Build it; SQLite has one writer in any case and builds it as ever."""
        model = to_state.apps.get_model(app_label, self.model_name)
        if schema_editor.connection.vendor != "postgresql":
            schema_editor.add_index(model, self.index)
        else:
            schema_editor.remove_index(model, self.index, concurrently=True)  # type: ignore[call-arg]
            schema_editor.add_index(model, self.index, concurrently=True)  # type: ignore[call-arg]

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Drop it, beside writers as well."""
        model = from_state.apps.get_model(app_label, self.model_name)
        beside = schema_editor.connection.vendor == "postgresql"
        extra = {"concurrently": True} if beside else {}
        schema_editor.remove_index(model, self.index, **extra)
