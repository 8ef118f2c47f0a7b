"""The people whom rows name as `accounts.user:7`, and back."""

from collections.abc import Iterable

from django.db.models import BigIntegerField, Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Cast, Coalesce, Substr

from anwei.accounts.models import User

PREFIX = f"{User._meta.label_lower}:"


def key_in(name: str, prefix: str) -> Case:
    """The number in a name such as "accounts.user:7"; NULL where the name is of something else."""
    number = Cast(Substr(name, len(prefix) + 1), BigIntegerField())
    return Case(When(**{f"{name}__regex": rf"^{prefix}[0-9]{{1,18}}$"}, then=number))


def with_who(rows: QuerySet, name: str) -> QuerySet:
    """The rows with `who`: the name of whom a column names, or what stands there if it is nobody's account."""
    people = User.objects.filter(pk=OuterRef("who_id"))
    called = Subquery(people.values_list(Coalesce("name", "username"))[:1])
    return rows.annotate(who_id=key_in(name, PREFIX)).annotate(who=Coalesce(called, F(name)))


def names(actors: Iterable[str]) -> dict[str, str]:
    """Actor to name, for those who are people with an account."""
    keys = {actor.removeprefix(PREFIX) for actor in actors if actor.startswith(PREFIX)}
    found = User.objects.filter(pk__in=[int(key) for key in keys if key.isdigit()])
    return {f"{PREFIX}{person.pk}": str(person) for person in found}


def named(text: str) -> list[str]:
    """The actors a text may mean: everyone of that name or sign-in name, and the text itself."""
    if not text:
        return []
    people = User.objects.filter(Q(name=text) | Q(username=text)).values_list("pk", flat=True)
    return [text, *(f"{PREFIX}{number}" for number in people)]
