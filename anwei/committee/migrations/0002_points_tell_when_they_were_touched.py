import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("committee", "0001_initial")]

    operations = [
        migrations.AddField(
            "point",
            "touched_at",
            # Points that stand already: touched now, so that every window asks for them once.
            models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddField("point", "token", models.CharField(blank=True, max_length=32)),
        migrations.AddIndex("point", models.Index(fields=["meeting", "touched_at"], name="committee_p_meeting_d8e55d_idx")),
        migrations.AddConstraint(
            "point",
            models.UniqueConstraint(
                fields=["meeting", "token"],
                name="one_point_per_token",
                condition=~models.Q(token=""),
            ),
        ),
    ]
