"""The link of an invitation: its address, its drawing for paper, its mail."""

import base64
from io import BytesIO

import segno
from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from anwei.accounts.models import Invitation, User


def link(request: HttpRequest, token: str) -> str:
    """The address to open; on the public address of the system, if it has one."""
    path = reverse("accounts:accept_invitation", args=[token])
    return f"{settings.BASE_URL}{path}" if settings.BASE_URL else request.build_absolute_uri(path)


def drawing(address: str) -> str:
    """The address as a QR code, a data URI of an SVG."""
    drawn = BytesIO()
    segno.make(address, error="m").save(
        drawn, kind="svg", scale=5, border=2, dark="#000", light="#fff"
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.getvalue()).decode()}"


def mail(person: User, address: str, invitation: Invitation) -> bool:
    """Send the link to the person in the person's language; False where there is no address to send it to."""
    if not person.email:
        return False
    with translation.override(person.language or settings.LANGUAGE_CODE):
        text = render_to_string(
            "accounts/mail/invitation.txt",
            {"person": person, "link": address, "invitation": invitation},
        )
        send_mail(_("Your account in the work-safety committee system"), text, None, [person.email])
    return True
