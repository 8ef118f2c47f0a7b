"""What the record says of the record itself, in words; the key is the action without its room."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

EVENTS: dict[str, Promise] = {
    "verified": pgettext_lazy("the record", "Record checked"),
    "exported": pgettext_lazy("the record", "Record taken out"),
    "head_handed": pgettext_lazy("the record", "Head of the day handed outside"),
    "key_introduced": pgettext_lazy("the record", "Signing key introduced"),
}
