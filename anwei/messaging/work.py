"""The timed work of messaging: every minute write what is due and send it, every night tidy up."""

from datetime import timedelta

from anwei.jobs import actions as job_actions
from anwei.jobs.work import Work, outside_transaction
from anwei.messaging import delivery, digests
from anwei.messaging.models import Delivery, Outcome

# How long read notices and the log of messages are kept.
KEEP = timedelta(days=365)


def write(work: Work) -> bool:
    """Write due digests and urgent messages, a part at a time, then ask for them to be sent."""
    part = work.cursor.setdefault("part", "personal")
    if part == "personal":
        if not work.cursor.get("begun"):
            digests.give_everybody_a_preference(at=work.at)
            work.cursor["begun"] = True
        if not digests.write_personal(at=work.at):
            work.cursor["part"] = "urgent"
        return False
    if part == "urgent":
        work.cursor["after"] = digests.write_urgent(at=work.at, after=work.cursor.get("after", 0))
        if not work.cursor["after"]:
            work.cursor["part"] = "channels"
        return False
    digests.write_channels(at=work.at)
    due = Delivery.objects.filter(
        outcome__in=[Outcome.WAITING, Outcome.SENDING], try_at__lte=work.at
    )
    if due.exists():
        job_actions.enqueue(
            "messaging.send", by="system:schedule", at=work.at, key="messaging.send"
        )
    return True


@outside_transaction
def send(work: Work) -> bool:
    """Send one message; each is committed as being sent before it goes out."""
    delivery.doubt_stale(at=work.at)
    message = delivery.claim(at=work.at)
    if message is None:
        return True
    delivery.carry(message, at=work.at)
    work.progress(done=work.job.done + 1)
    return False


def tidy(work: Work) -> bool:
    """Forget what is a year old."""
    work.progress(done=digests.tidy(before=work.at - KEEP))
    return True
