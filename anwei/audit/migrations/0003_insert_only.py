"""The trail's tables refuse UPDATE, DELETE and TRUNCATE from here on."""

from django.db import migrations

from anwei.audit import guard


def lay(apps, schema_editor):
    guard.lay(schema_editor.connection)


def lift(apps, schema_editor):
    guard.lift(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_seals_heads_and_keys")]
    operations = [migrations.RunPython(lay, lift)]
