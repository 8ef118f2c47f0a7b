import django.db.models.deletion
from django.db import migrations, models


def _page(**more):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document", verbose_name="page of the official document", **more)


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("standards", "0001_local_clause")]
    operations = [
        migrations.AddField("localclause", "page", _page(null=True)),
        migrations.AlterField("localclause", "page", _page()),
    ]
