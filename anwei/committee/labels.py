"""What the committee's moves and events are called on pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# A step: the words of its button.
MEETING_STEPS: dict[str, Promise] = {
    "call": _("Send the notice of meeting"),
    "open": _("Open the meeting"),
    "record": _("Enter as held"),
    "close": _("Close the meeting"),
    "circulate": _("Circulate the minutes"),
    "send_back": _("Send the minutes back"),
    "approve": _("Approve the minutes"),
    "cancel": _("Call the meeting off"),
}
TASK_STEPS: dict[str, Promise] = {
    "receive": pgettext_lazy("a task", "Confirm receipt"),
    "progress": _("Report progress"),
    "answer": _("Report as done"),
    "accept": _("Accept the answer"),
    "return_answer": _("Send the answer back"),
    "reopen": pgettext_lazy("a task", "Reopen"),
    "withdraw": pgettext_lazy("a task", "Withdraw"),
    "ask_extension": _("Ask for more time"),
    "decide_extension": _("Decide on more time"),
    "hand_over": _("Hand over to another unit"),
    "answer_hand_over": _("Answer the offer"),
    "withdraw_hand_over": _("Take the offer back"),
    "hand_down": _("Hand down to a unit below"),
    "point": _("Choose the cases that prove it"),
    "gather": _("Add the cases found since"),
    "let_go": _("Let go of the list"),
    "chase": _("Chase"),
}
RESOLUTION_STEPS: dict[str, Promise] = {
    "conclude": _("Finish the resolution"),
    "revoke": _("Revoke the resolution"),
    "resume": _("Take it up again"),
}
# Steps that lead back or end: offered, but never the first thing the eye falls on.
BACKWARD = frozenset(
    {
        "cancel",
        "send_back",
        "return_answer",
        "withdraw",
        "reopen",
        "revoke",
        "resume",
        "record",
        "progress",
        "ask_extension",
        "hand_over",
        "withdraw_hand_over",
        "hand_down",
        "point",
        "gather",
        "let_go",
        "chase",
    }
)

# What the trail says of a case, for its timeline.
EVENTS: dict[str, Promise] = {
    "meeting_planned": _("Planned"),
    "meeting_altered": _("Day, place or topic changed"),
    "meeting_asked": _("Units asked to attend"),
    "meeting_people": _("People of the record named"),
    "meeting_call": _("Notice of meeting sent"),
    "meeting_open": _("Opened"),
    "meeting_record": _("Entered as held"),
    "meeting_close": pgettext_lazy("a meeting", "Closed"),
    "meeting_circulate": _("Minutes circulated"),
    "meeting_send_back": _("Minutes sent back"),
    "meeting_approve": _("Minutes approved"),
    "meeting_cancel": _("Called off"),
    "minutes_remarked": _("Remark on the minutes"),
    "agenda_added": _("Put on the agenda"),
    "agenda_altered": _("Item of the agenda changed"),
    "agenda_ordered": _("Agenda put in order"),
    "agenda_dropped": _("Taken off the agenda"),
    "papers_laid": _("Papers laid to an item"),
    "paper_taken_away": _("Paper taken off an item"),
    "door_refused": _("Wrong code at the door"),
    "resolution_taken": _("Decided"),
    "resolution_corrected": _("Wording corrected"),
    "resolution_conclude": pgettext_lazy("a resolution", "Finished"),
    "resolution_revoke": _("Revoked"),
    "resolution_resume": _("Taken up again"),
    "task_issued": _("Handed out"),
    "task_receive": pgettext_lazy("a task", "Received"),
    "task_progress": _("Progress reported"),
    "task_answer": _("Reported as done"),
    "task_accept": _("Answer accepted"),
    "task_return_answer": _("Answer sent back"),
    "task_reopen": _("Reopened"),
    "task_withdraw": pgettext_lazy("a task", "Withdrawn"),
    "task_chased": _("Chased"),
    "task_extension_asked": _("More time asked for"),
    "task_extension_decided": _("More time decided on"),
    "task_offered": _("Offered to another unit"),
    "task_offer_answered": _("Offer answered"),
    "task_offer_withdrawn": _("Offer taken back"),
    "task_handed_down": _("Handed down to units below"),
    "task_followed": _("Brought into step with the instruction on the case"),
    "task_pointed": _("List of cases that proves it chosen"),
    "task_gathered": _("Cases found since looked for"),
    "task_cases_added": _("Cases that prove it added"),
    "task_unpointed": _("List of cases let go"),
    "recurring_set_up": _("Set up"),
    "recurring_stopped": pgettext_lazy("a task that comes back", "Stopped"),
}
