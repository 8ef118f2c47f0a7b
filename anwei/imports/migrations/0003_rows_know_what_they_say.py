from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0002_rows_know_their_hazard")]

    operations = [
        migrations.AddField(
            model_name="stagedrow",
            name="saying",
            field=models.BigIntegerField(blank=True, null=True),
        ),
    ]
