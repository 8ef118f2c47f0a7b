"""What the record says of background work, in words; the key is the action without its room."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

EVENTS: dict[str, Promise] = {
    "enqueued": pgettext_lazy("the record", "Work ordered"),
    "stop_requested": pgettext_lazy("the record", "Stop of the work asked for"),
    "resumed": pgettext_lazy("the record", "Work taken up again"),
    "done": pgettext_lazy("the record", "Work done"),
    "failed": pgettext_lazy("the record", "Work failed"),
    "stopped": pgettext_lazy("the record", "Work stopped"),
}
