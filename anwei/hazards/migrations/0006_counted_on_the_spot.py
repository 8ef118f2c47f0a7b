"""A unit's cases put right on the spot are counted from one small index instead of from the cases of all kinds."""

from django.db import migrations, models

from anwei.foundation.operations import AddIndexBesideWriters


class Migration(migrations.Migration):

    # Built beside writers: a register of a million cases stays open meanwhile.
    atomic = False

    dependencies = [
        ("hazards", "0005_sorted_by_index"),
    ]

    operations = [
        AddIndexBesideWriters(
            model_name="hazard",
            index=models.Index(
                fields=[
                    "level", "id", "handling_unit", "industry_unit", "business_unit", "territory", "found_unit", "offered_unit", "instructed_unit",
                ],
                condition=models.Q(("on_the_spot", True)),
                name="hazard_on_the_spot",
            ),
        ),
    ]
