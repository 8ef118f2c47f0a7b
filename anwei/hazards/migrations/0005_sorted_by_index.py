"""Every column that sorts the register has its index."""

from django.conf import settings
from django.db import migrations, models

from anwei.foundation.operations import AddIndexBesideWriters


class Migration(migrations.Migration):

    # Built beside writers: a register of a million cases stays open meanwhile.
    atomic = False

    dependencies = [
        ('accounts', '0002_invitations_and_constraints'),
        ('hazards', '0004_tally_by_place'),
        ('responsibility', '0003_search_index'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexBesideWriters(
            model_name='hazard',
            index=models.Index(fields=['status', 'id'], name='hazard_by_status'),
        ),
        AddIndexBesideWriters(
            model_name='hazard',
            index=models.Index(fields=['level', 'id'], name='hazard_by_level'),
        ),
        AddIndexBesideWriters(
            model_name='hazard',
            index=models.Index(condition=models.Q(('rectified_on__isnull', False)), fields=['rectified_on', 'id'], name='hazard_by_rectified'),
        ),
        AddIndexBesideWriters(
            model_name='hazard',
            index=models.Index(condition=models.Q(('step_due_on__isnull', False)), fields=['step_due_on', 'id'], name='hazard_by_step_due'),
        ),
        # The old ones serve until the new ones stand.
        migrations.RemoveIndex(
            model_name='hazard',
            name='hazard_status_newest',
        ),
        migrations.RemoveIndex(
            model_name='hazard',
            name='hazard_level_newest',
        ),
    ]
