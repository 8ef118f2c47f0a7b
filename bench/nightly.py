"""`python -m bench.nightly`: the counters folded as the worker does every night, before a zone is measured."""

import django

django.setup()

from anwei.hazards.actions import tallying  # noqa: E402 – models only after the setup
from anwei.hazards.models import Tally  # noqa: E402

if __name__ == "__main__":
    for day in sorted(set(Tally.objects.values_list("day", flat=True))):
        tallying.fold(day)
