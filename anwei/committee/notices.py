"""The words of the committee's notices."""

from django.utils.translation import gettext_lazy as _

from anwei.messaging.kinds import Kind

# A table: one row, one line.
# fmt: off
KINDS: dict[str, Kind] = {
    "meeting_called": Kind(_("Meetings called"), _("You are asked to a meeting on %(day)s: confirm and say who comes"), "%(what)s", urgent=True, needs_act=True),
    "meeting_altered": Kind(_("Meetings changed"), _("A meeting was changed: it is on %(day)s, %(place)s"), "%(what)s", urgent=True),
    "meeting_cancelled": Kind(_("Meetings called off"), _("A meeting on %(day)s was called off"), "%(what)s. %(remark)s", urgent=True),
    "minutes_circulated": Kind(_("Minutes to look at"), _("Minutes are circulated: say what is missing"), "%(what)s"),
    "minutes_to_approve": Kind(_("Minutes to approve"), _("Minutes wait for your approval"), "%(what)s", needs_act=True),
    "minutes_returned": Kind(_("Minutes sent back"), _("Minutes were sent back"), "%(what)s. %(remark)s", urgent=True, needs_act=True),
    "minutes_approved": Kind(_("Minutes approved"), _("Minutes were approved"), "%(what)s"),
    "task_issued": Kind(_("Tasks handed to you"), _("Task %(number)s is due on %(due)s"), "%(what)s", needs_act=True),
    "task_answered": Kind(_("Answers to look at"), _("Task %(number)s was answered: look at it"), "%(what)s", needs_act=True),
    "task_returned": Kind(_("Answers sent back"), _("The answer to %(number)s was sent back"), "%(remark)s", urgent=True, needs_act=True),
    "task_accepted": Kind(_("Answers accepted"), _("The answer to %(number)s was accepted"), "%(what)s"),
    "task_withdrawn": Kind(_("Tasks withdrawn"), _("Task %(number)s was withdrawn"), "%(remark)s"),
    "task_chased": Kind(_("Reminders of tasks"), _("Task %(number)s, due on %(due)s, is missed: answer it"), "%(what)s", urgent=True, needs_act=True),
    "task_soon": Kind(_("Tasks due soon"), _("Task %(number)s is due on %(due)s"), "%(what)s"),
    "task_overdue": Kind(_("Tasks overdue"), _("Task %(number)s is overdue since %(due)s"), "%(what)s", urgent=True),
    "task_extension_asked": Kind(_("More time asked for tasks"), _("More time is asked for %(number)s"), "%(what)s", needs_act=True),
    "task_extension_decided": Kind(_("Requests for more time decided"), _("The request for more time for %(number)s was decided"), "%(remark)s"),
    "task_offered": Kind(_("Tasks offered"), _("Task %(number)s is offered to your unit"), "%(what)s", urgent=True, needs_act=True),
    "task_offer_answered": Kind(_("Offers of tasks answered"), _("The offer of %(number)s was answered"), "%(remark)s"),
    "replacement_asked": Kind(_("Changes of representatives to decide"), _("A change of representative waits for your decision"), "%(what)s", needs_act=True),
    "replacement_decided": Kind(_("Changes of representatives decided"), _("A change of representative was decided"), "%(what)s"),
}
# fmt: on
