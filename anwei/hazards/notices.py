"""The words of the register's notices."""

from django.utils.translation import gettext_lazy as _

from anwei.messaging.kinds import Kind

# A table: one row, one line.
# fmt: off
KINDS: dict[str, Kind] = {
    "hazard_registered": Kind(_("Hazards registered"), _("%(number)s was registered"), "%(what)s", needs_act=True),
    "hazard_unowned": Kind(_("Hazards that nobody handles"), _("Nobody handles %(number)s"), "%(what)s", urgent=True, needs_act=True, first=True),
    "hazard_assigned": Kind(_("Hazards with a term"), _("%(number)s is to be put right by %(due)s"), "%(what)s", needs_act=True),
    "hazard_plan_asked": Kind(_("Treatment plans owed"), _("The treatment plan of %(number)s is due on %(due)s"), "%(what)s", urgent=True, needs_act=True),
    "hazard_to_check": Kind(_("Fixes to check"), _("%(number)s is said to be put right: check it"), "%(what)s", needs_act=True),
    "hazard_resume_applied": Kind(_("Applications to resume"), _("To resume work is applied for at %(number)s: review by %(due)s"), "%(what)s", needs_act=True),
    "hazard_expert": Kind(_("Cases to check as expert"), _("You are asked to check %(number)s"), "%(what)s", needs_act=True),
    "hazard_plan_submitted": Kind(_("Plans to decide on"), _("The plan of %(number)s waits for a decision"), "%(what)s", needs_act=True),
    "hazard_step_on": Kind(_("Steps made"), _("%(number)s: %(status)s"), "%(what)s"),
    "hazard_returned": Kind(_("Sent back"), _("%(number)s was sent back"), "%(remark)s", urgent=True, needs_act=True),
    "hazard_ended": Kind(_("Cases ended"), _("%(number)s ended: %(status)s"), "%(what)s"),
    "hazard_reopened": Kind(_("Cases reopened"), _("%(number)s was reopened"), "%(remark)s", needs_act=True),
    "hazard_determined": Kind(_("Levels determined"), _("%(number)s was determined: %(level)s"), "%(what)s"),
    "hazard_second_person": Kind(_("Determinations to confirm"), _("A determination of %(number)s waits for a second person"), "%(what)s", needs_act=True),
    "hazard_end_proposed": Kind(_("Ends without a fix to confirm"), _("%(number)s is proposed to be ended without a fix: a second person decides"), "%(remark)s", needs_act=True),
    "hazard_end_refused": Kind(_("Ends without a fix refused"), _("The end of %(number)s without a fix was refused"), "%(remark)s"),
    "hazard_extension_asked": Kind(_("More time asked for"), _("More time is asked for %(number)s"), "%(what)s", needs_act=True),
    "hazard_extension_decided": Kind(_("Requests for more time decided"), _("The request for more time for %(number)s was decided"), "%(what)s"),
    "hazard_transfer_offered": Kind(_("Cases offered"), _("%(number)s is offered to your unit"), "%(what)s", urgent=True, needs_act=True),
    "hazard_transfer_answered": Kind(_("Transfers answered"), _("The transfer of %(number)s: %(status)s"), "%(what)s"),
    "hazard_referred": Kind(_("Before you to decide"), _("%(number)s was put before you"), "%(remark)s", needs_act=True),
    "hazard_referral_decided": Kind(_("Decisions of the leader"), _("The leader decided on %(number)s: %(status)s"), "%(remark)s"),
    "hazard_instructed": Kind(_("Instructions"), _("Instruction on %(number)s, answer by %(due)s"), "%(remark)s", urgent=True, needs_act=True),
    "hazard_instruction_moved": Kind(_("Instructions answered"), _("The instruction on %(number)s: %(status)s"), "%(remark)s"),
    "hazard_soon": Kind(_("Due soon"), _("%(number)s is due on %(due)s"), "%(what)s"),
    "hazard_overdue": Kind(_("Overdue"), _("%(number)s is overdue since %(due)s"), "%(what)s", urgent=True),
    "hazard_long_overdue": Kind(_("Long overdue"), _("%(number)s is long overdue, since %(due)s"), "%(what)s", urgent=True),
}
# fmt: on
