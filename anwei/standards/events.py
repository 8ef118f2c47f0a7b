"""What the record says of local clauses, in words; the key is the action without its room."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

EVENTS: dict[str, Promise] = {
    "local_clause_proposed": pgettext_lazy("the record", "Local clause proposed"),
    "local_clause_handed_on": pgettext_lazy(
        "the record", "Local clause handed to the publisher of the pack"
    ),
    "local_clause_confirmed": pgettext_lazy("the record", "Local clause confirmed"),
    "local_clause_refused": pgettext_lazy("the record", "Local clause refused or taken back"),
    "local_clause_retired": pgettext_lazy("the record", "Local clause retired"),
}
