"""What the record says of lists, in words; the key is the action without its room."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

EVENTS: dict[str, Promise] = {
    "view_shared": pgettext_lazy("the record", "View shared"),
    "view_changed": pgettext_lazy("the record", "Shared view changed"),
    "view_renamed": pgettext_lazy("the record", "Shared view renamed"),
    "view_removed": pgettext_lazy("the record", "Shared view removed"),
    "bulk_started": pgettext_lazy("the record", "Bulk action started"),
    "exported": pgettext_lazy("the record", "List exported"),
}
