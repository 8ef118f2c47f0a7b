"""`anwei administrator USERNAME`: the way into a system that nobody can sign in to yet, or any more."""

import json
from argparse import ArgumentParser
from datetime import datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from anwei.accounts.actions import changing, enrolling, inviting
from anwei.accounts.models import User

BY = "system:command"


class Command(BaseCommand):
    """Whoever may run this reads the database anyway; the trail says it was done here."""

    help = (
        "Make an administrator's account, or find it, and print the link by which its password is set. "
        "Everybody else is then added on the pages."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options."""
        parser.add_argument("username", help="the name to sign in with")
        parser.add_argument("--name", default="", help="the person's name (the username)")
        parser.add_argument("--email", default="", help="the person's mail address")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: object, username: str, **options: object) -> None:
        """Make or find the account, and a link for it."""
        at = timezone.now()
        try:
            person, made = self._person(username, str(options["name"]), str(options["email"]), at)
            invitation, token = inviting.invite(
                person, by=BY, at=at, reason="" if made else "asked for at the command line"
            )
        except changing.NotAllowed as refusal:
            raise CommandError(str(refusal)) from None
        base = settings.BASE_URL or "http://127.0.0.1:8000"
        link = f"{base}{reverse('accounts:accept_invitation', args=[token])}"
        if options["json"]:
            told = {"username": person.username, "made": made, "link": link}
            told["expires_at"] = invitation.expires_at.isoformat()
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        self.stdout.write(
            f"{'Made' if made else 'Found'} the administrator {person.username}. Set the password here, "
            f"once, until {timezone.localdate(invitation.expires_at).isoformat()}:\n{link}"
        )

    def _person(self, username: str, name: str, email: str, at: datetime) -> tuple[User, bool]:
        found = User.objects.filter(username__iexact=username).first()
        if found is None:
            return enrolling.add_user(
                username=username,
                name=name or username,
                role="administrator",
                email=email,
                by=BY,
                at=at,
            ), True
        if found.role != "administrator":
            raise changing.NotAllowed(f"{username} is no administrator.")
        return found, False
