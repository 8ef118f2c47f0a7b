"""What the record says of accounts and units, in words; the key is the action without its room."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

EVENTS: dict[str, Promise] = {
    "signed_in": pgettext_lazy("the record", "Signed in"),
    "password_changed": pgettext_lazy("the record", "Password changed"),
    "password_reset": pgettext_lazy("the record", "Password reset by mail"),
    "totp_added": pgettext_lazy("the record", "Authenticator app set up"),
    "totp_removed": pgettext_lazy("the record", "Authenticator app removed"),
    "recovery_codes_made": pgettext_lazy("the record", "Recovery codes made"),
    "passkey_added": pgettext_lazy("the record", "Passkey added"),
    "passkey_removed": pgettext_lazy("the record", "Passkey removed"),
    "second_factor_reset": pgettext_lazy("the record", "Second factor taken off"),
    "user_unlocked": pgettext_lazy("the record", "Account unlocked"),
    "other_sessions_ended": pgettext_lazy("the record", "Other sessions ended"),
    "preferences_set": pgettext_lazy("the record", "Language or look chosen"),
    "user_added": pgettext_lazy("the record", "Account added"),
    "user_changed": pgettext_lazy("the record", "Account changed"),
    "user_closed": pgettext_lazy("the record", "Account closed"),
    "user_reopened": pgettext_lazy("the record", "Account reopened"),
    "invited": pgettext_lazy("the record", "Invitation sent"),
    "invitation_withdrawn": pgettext_lazy("the record", "Invitation withdrawn"),
    "invitation_accepted": pgettext_lazy("the record", "Invitation accepted"),
    "unit_added": pgettext_lazy("the record", "Unit added"),
    "unit_changed": pgettext_lazy("the record", "Unit changed"),
    "unit_moved": pgettext_lazy("the record", "Unit moved to another parent"),
    "unit_closed": pgettext_lazy("the record", "Unit closed"),
    "unit_reopened": pgettext_lazy("the record", "Unit reopened"),
    "post_added": pgettext_lazy("the record", "Post added"),
    "post_filled": pgettext_lazy("the record", "Post filled"),
    "post_left": pgettext_lazy("the record", "Post left"),
    "preview_started": pgettext_lazy("the record", "Preview as a role started"),
    "preview_ended": pgettext_lazy("the record", "Preview as a role ended"),
}
