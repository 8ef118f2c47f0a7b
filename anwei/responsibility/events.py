"""What the record says of enterprises, sites and lines, in words; the key is the action without its room."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

EVENTS: dict[str, Promise] = {
    "enterprise_added": pgettext_lazy("the record", "Enterprise added"),
    "enterprise_changed": pgettext_lazy("the record", "Enterprise changed"),
    "enterprise_joined": pgettext_lazy("the record", "Enterprise given its account's unit"),
    "enterprise_brought_in": pgettext_lazy("the record", "Enterprise brought in from a ledger"),
    "enterprise_taken_out": pgettext_lazy("the record", "Enterprise taken out with its ledger"),
    "site_added": pgettext_lazy("the record", "Site added"),
    "site_changed": pgettext_lazy("the record", "Site changed"),
    "site_closed": pgettext_lazy("the record", "Site closed"),
    "site_reopened": pgettext_lazy("the record", "Site reopened"),
    "site_brought_in": pgettext_lazy("the record", "Site brought in from a ledger"),
    "site_taken_out": pgettext_lazy("the record", "Site taken out with its ledger"),
    "building_added": pgettext_lazy("the record", "Building added"),
    "building_changed": pgettext_lazy("the record", "Building changed"),
    "line_set": pgettext_lazy("the record", "Line of responsibility set"),
    "line_drawn": pgettext_lazy("the record", "Line of responsibility drawn by a rule"),
    "line_ended": pgettext_lazy("the record", "Line of responsibility ended"),
    "line_removed": pgettext_lazy("the record", "Line of responsibility removed"),
    "rule_drafted": pgettext_lazy("the record", "Rule drafted"),
    "rule_changed": pgettext_lazy("the record", "Rule changed"),
    "rule_put_in_force": pgettext_lazy("the record", "Rule put in force"),
    "rule_retired": pgettext_lazy("the record", "Rule retired"),
    "rule_dropped": pgettext_lazy("the record", "Rule dropped"),
    "rules_applied": pgettext_lazy("the record", "Rules applied"),
    "determination_proposed": pgettext_lazy("the record", "Supervising unit proposed"),
    "determination_decided": pgettext_lazy("the record", "Supervising unit determined"),
    "determination_withdrawn": pgettext_lazy(
        "the record", "Proposal of a supervising unit withdrawn"
    ),
}
