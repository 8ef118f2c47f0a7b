"""Posts, and who holds one when."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from anwei.accounts.actions.changing import ChangedMeanwhile, NotAllowed, fresh
from anwei.accounts.models import Post, Tenure, Unit, User
from anwei.audit import trail


@transaction.atomic
def add_post(*, unit: Unit, title: str, by: object, at: datetime, in_charge: bool = False) -> Post:
    """Add a post to a unit."""
    if unit.posts.filter(title=title).exists():
        raise NotAllowed(_("The unit has a post of this title already."))
    post = Post.objects.create(unit=unit, title=title, in_charge=in_charge)
    trail.record(
        "accounts.post_added",
        post,
        by=by,
        at=at,
        now={"unit": unit.pk, "title": title, "in_charge": in_charge},
    )
    return post


@transaction.atomic
def fill_post(
    *,
    post: Post,
    name: str,
    since: date,
    by: object,
    at: datetime,
    person: User | None = None,
    until: date | None = None,
) -> Tenure:
    """Someone takes up a post; whoever held it until now leaves it the day before.

    With `until` a time in the past is written down. A post has one holder on any day.
    """
    fresh(post)
    if until is not None and until < since:
        raise NotAllowed(_("The last day lies before the first."))
    if until is None:
        _leave(post, before=since, by=by, at=at)
    overlapping = post.tenures.filter(
        Q(until__isnull=True) | Q(until__gte=since), **({"since__lte": until} if until else {})
    )
    if (other := overlapping.first()) is not None:
        raise NotAllowed(_("%(name)s held this post in that time.") % {"name": other.name})
    tenure = Tenure.objects.create(post=post, person=person, name=name, since=since, until=until)
    trail.record(
        "accounts.post_filled",
        tenure,
        by=by,
        at=at,
        now={
            "post": post.pk,
            "name": name,
            "person": person and person.pk,
            "since": since,
            "until": until,
        },
    )
    return tenure


def _leave(post: Post, *, before: date, by: object, at: datetime) -> None:
    """End the running tenure of a post on the day before another begins."""
    for tenure in post.tenures.filter(until__isnull=True, since__lt=before):
        _end(tenure, on=before - timedelta(days=1), by=by, at=at, reason="")


def _end(tenure: Tenure, *, on: date, by: object, at: datetime, reason: str) -> None:
    if not Tenure.objects.filter(pk=tenure.pk, until__isnull=True).update(until=on):
        raise ChangedMeanwhile(_("This time in the post has ended already."))
    trail.record(
        "accounts.post_left",
        tenure,
        by=by,
        at=at,
        was={"until": None},
        now={"until": on},
        reason=reason,
    )


@transaction.atomic
def end_tenure(tenure: Tenure, *, on: date, by: object, at: datetime, reason: str = "") -> None:
    """Someone leaves a post; `on` is the last day."""
    if on < tenure.since:
        raise NotAllowed(_("The last day lies before the first."))
    _end(tenure, on=on, by=by, at=at, reason=reason)
