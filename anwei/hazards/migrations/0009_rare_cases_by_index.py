"""Open, reopened, suspended and given-up cases are found by themselves instead of by reading the whole register."""

from django.db import migrations, models

from anwei.foundation.operations import AddIndexBesideWriters

OPEN = ["registered", "assigned", "planning", "planned", "rectifying", "rectified", "accepted", "reviewed", "resumed"]


class Migration(migrations.Migration):

    # Built beside writers: a register of a million cases stays open meanwhile.
    atomic = False

    dependencies = [
        ("hazards", "0008_fact_applied_to_resume"),
    ]

    operations = [
        AddIndexBesideWriters(
            model_name="hazard",
            index=models.Index(
                fields=["-found_on", "-id"], name="hazard_open_newest", condition=models.Q(("status__in", OPEN)),
            ),
        ),
        AddIndexBesideWriters(
            model_name="hazard",
            index=models.Index(
                fields=["-found_on", "-id"], name="hazard_reopened", condition=models.Q(("reopened__gt", 0)),
            ),
        ),
        AddIndexBesideWriters(
            model_name="hazard",
            index=models.Index(
                fields=["-found_on", "-id"], name="hazard_suspended", condition=models.Q(("suspended_on__isnull", False)),
            ),
        ),
        AddIndexBesideWriters(
            model_name="hazard",
            index=models.Index(
                fields=["closure_reason", "-found_on", "-id"], name="hazard_given_up", condition=models.Q(("closure_reason", ""), _negated=True),
            ),
        ),
    ]
