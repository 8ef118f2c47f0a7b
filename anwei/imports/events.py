"""What the record says of ledgers, in words; the key is the action without its room."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

EVENTS: dict[str, Promise] = {
    "opened": pgettext_lazy("the record", "Ledger uploaded"),
    "map": pgettext_lazy("the record", "Columns mapped"),
    "rehearse": pgettext_lazy("the record", "Rehearsal started"),
    "end_rehearsal": pgettext_lazy("the record", "Rehearsal finished"),
    "answered": pgettext_lazy("the record", "Questions of the rehearsal answered"),
    "changes_chosen": pgettext_lazy("the record", "Changes of the ledger chosen"),
    "commit": pgettext_lazy("the record", "Import started"),
    "end_commit": pgettext_lazy("the record", "Import finished"),
    "undo": pgettext_lazy("the record", "Undo of the import started"),
    "end_undo": pgettext_lazy("the record", "Import undone"),
    "break_off_undo": pgettext_lazy("the record", "Undo of the import broken off"),
    "discarded": pgettext_lazy("the record", "Batch discarded"),
    "profile_kept": pgettext_lazy("the record", "Profile kept"),
    "profile_dropped": pgettext_lazy("the record", "Profile dropped"),
}
