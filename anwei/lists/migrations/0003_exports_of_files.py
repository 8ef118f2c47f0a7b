from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lists", "0002_selections_and_exports")]

    operations = [
        migrations.AddField(
            model_name="export",
            name="size",
            field=models.PositiveBigIntegerField(blank=True, help_text="bytes", null=True),
        ),
        migrations.AlterField(
            model_name="export",
            name="format",
            field=models.CharField(
                choices=[("xlsx", "Excel (xlsx)"), ("csv", "CSV"), ("zip", "files (zip)")],
                max_length=4,
            ),
        ),
    ]
