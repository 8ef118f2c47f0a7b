from django.db import migrations

from anwei.lists.operations import AddSearchIndex


class Migration(migrations.Migration):
    dependencies = [("hazards", "0001_initial")]

    operations = [AddSearchIndex("hazards_hazard")]
