"""What the record says of notices and channels, in words; the key is the action without its room."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

EVENTS: dict[str, Promise] = {
    "muted": pgettext_lazy("the record", "Notices about a thing muted"),
    "unmuted": pgettext_lazy("the record", "Notices about a thing wanted again"),
    "preferred": pgettext_lazy("the record", "Way of notices chosen"),
    "channel_added": pgettext_lazy("the record", "Channel added"),
    "channel_changed": pgettext_lazy("the record", "Channel changed"),
    "test_sent": pgettext_lazy("the record", "Test message sent"),
    "repeated": pgettext_lazy("the record", "Message sent again"),
}
