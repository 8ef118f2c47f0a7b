"""The people the trail names as `accounts.user:7`, and back."""

from collections.abc import Iterable

from django.db.models import Q

from anwei.accounts.models import User

PREFIX = f"{User._meta.label_lower}:"


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
