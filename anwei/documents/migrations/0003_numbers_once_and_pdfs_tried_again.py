from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_papers_templates_and_service")]

    operations = [
        migrations.AddField(
            model_name="paper",
            name="pdf_tries",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(
                condition=~Q(number=""), fields=("number",), name="one_paper_per_written_number"
            ),
        ),
    ]
