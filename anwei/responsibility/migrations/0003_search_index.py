from django.db import migrations

from anwei.lists import search
from anwei.lists.operations import AddSearchIndex


def fill(apps, schema_editor):
    """Write the search text of rows that came before the column."""
    Enterprise, Site = apps.get_model("responsibility", "Enterprise"), apps.get_model("responsibility", "Site")
    for model, text in (
        (Enterprise, lambda row: search.text_of(row.name, row.credit_code, row.external_key)),
        (Site, lambda row: search.text_of(row.name, row.address, *((row.enterprise.name, row.enterprise.credit_code) if row.enterprise else ()), row.external_key)),
    ):
        rows = model.objects.filter(search_text="").order_by("pk")
        rows = rows.select_related("enterprise") if model is Site else rows
        batch = []
        for row in rows.iterator(1000):
            row.search_text = text(row)
            batch.append(row)
            if len(batch) == 1000:
                model.objects.bulk_update(batch, ["search_text"])
                batch = []
        model.objects.bulk_update(batch, ["search_text"])


class Migration(migrations.Migration):
    dependencies = [("responsibility", "0002_rules_and_determinations")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        AddSearchIndex("responsibility_enterprise"),
        AddSearchIndex("responsibility_site"),
    ]
