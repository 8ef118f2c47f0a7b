"""What the record says of visits, in words; the key is the action without its room."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

EVENTS: dict[str, Promise] = {
    "visit_brought_in": pgettext_lazy("the record", "Visit brought in from a ledger"),
    "visit_taken_out": pgettext_lazy("the record", "Visit taken out with its ledger"),
    "finding_tied": pgettext_lazy("the record", "Hazard tied to a visit"),
    "finding_untied": pgettext_lazy("the record", "Hazard untied from a visit"),
}
