"""Counters by unit, street and sector together instead of one row along each: counted anew from the cases."""

from collections import Counter

from django.db import migrations, models
from django.db.models import Count

FAMILIES = {"closed": "fixed", "unfixed": "unfixed", "void": "void"}


def measures(found, closed, status, level, spot):
    """What one case adds, as (day, measure)."""
    family = FAMILIES.get(status) if closed else None
    if family:
        yield closed, family
    if status == "void":
        return
    yield found, "found"
    if level == "major":
        yield found, "major"
    if spot:
        yield found, "spot"
    if family == "fixed" and level == "major":
        yield closed, "major_fixed"
    if family == "fixed" and found.year == closed.year:
        quarters = {(day.month - 1) // 3 for day in (found, closed)}
        within = "same_month" if found.month == closed.month else "same_quarter" if len(quarters) == 1 else "same_year"
        yield max(found, closed), within


def count_anew(apps, schema_editor):
    """One pass over the cases, alike ones together."""
    Hazard, Tally = apps.get_model("hazards", "Hazard"), apps.get_model("hazards", "Tally")
    total = Counter()
    groups = Hazard.objects.order_by().values_list(
        "found_on", "closed_on", "status", "level", "on_the_spot", "handling_unit", "territory", "sector"
    ).annotate(Count("pk"))
    for *case, unit, street, sector, many in groups.iterator(chunk_size=5000):
        for day, measure in measures(*case):
            total[day, unit, street, sector, measure] += many
    names = ("day", "unit", "street", "sector", "measure")
    rows = [Tally(**dict(zip(names, key)), amount=amount) for key, amount in total.items()]
    Tally.objects.bulk_create(rows, batch_size=2000)


class Migration(migrations.Migration):

    dependencies = [
        ("hazards", "0003_form_sent_twice_is_one_hazard"),
    ]

    operations = [
        migrations.DeleteModel(name="Tally"),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("unit", models.BigIntegerField(blank=True, null=True)),
                ("street", models.BigIntegerField(blank=True, null=True)),
                ("sector", models.CharField(blank=True, max_length=40)),
                ("measure", models.CharField(max_length=12)),
                ("amount", models.IntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["measure", "day", "unit", "street", "sector", "amount"], name="tally_read"),
                    models.Index(fields=["day"], name="tally_day"),
                ],
            },
        ),
        migrations.RunPython(count_anew, migrations.RunPython.noop, elidable=True),
    ]
