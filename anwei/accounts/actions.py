"""The only writers of units, posts and people."""

from datetime import date, datetime

from django.db import transaction

from anwei.accounts.models import Post, Tenure, Unit, User
from anwei.audit import trail


class NotAllowed(Exception):
    """The accounts refuse this; the message says why, for the person who asked."""


@transaction.atomic
def add_unit(*, name: str, kind: str, by: object, at: datetime, parent: Unit | None = None, code: str | None = None, short_name: str = "", enforcing: bool = False) -> Unit:
    """Add a unit to the tree, below `parent` if one is given."""
    unit = Unit.objects.create(name=name, kind=kind, parent=parent, code=code or None, short_name=short_name, enforcing=enforcing)
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    trail.record("accounts.unit_added", unit, by=by, at=at, now={"name": name, "kind": kind, "parent": parent and parent.pk})
    return unit


@transaction.atomic
def add_post(*, unit: Unit, title: str, by: object, at: datetime, in_charge: bool = False) -> Post:
    """Add a post to a unit."""
    post = Post.objects.create(unit=unit, title=title, in_charge=in_charge)
    trail.record("accounts.post_added", post, by=by, at=at, now={"unit": unit.pk, "title": title})
    return post


@transaction.atomic
def fill_post(*, post: Post, name: str, since: date, by: object, at: datetime, person: User | None = None) -> Tenure:
    """Someone takes up a post; whoever held it until now leaves it the day before."""
    post.tenures.filter(until__isnull=True, since__lt=since).update(until=since.fromordinal(since.toordinal() - 1))
    tenure = Tenure.objects.create(post=post, person=person, name=name, since=since)
    trail.record("accounts.post_filled", tenure, by=by, at=at, now={"post": post.pk, "name": name, "since": since})
    return tenure


@transaction.atomic
def add_user(*, username: str, name: str, role: str, by: object, at: datetime, unit: Unit | None = None, email: str = "", phone: str = "", password: str | None = None, language: str = "") -> User:
    """Add a person who can sign in; without a password only an invitation link lets them in."""
    user = User(username=username, name=name, role=role, unit=unit, email=email, phone=phone, language=language)
    user.set_password(password)
    user.save()
    trail.record("accounts.user_added", user, by=by, at=at, now={"username": username, "name": name, "role": role, "unit": unit and unit.pk})
    return user
