"""Group robots of DingTalk, WeCom and Feishu: a text to a webhook, and what the service answered.

All three answer HTTP 200 even when they refuse a message; only the code inside tells. That is why
this is done here and not by a general library (docs/adr/0007-robots-without-a-library.md).
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus

from django.conf import settings
from django.utils.translation import gettext as _

from anwei.messaging import outbound
from anwei.messaging.models import Medium
from anwei.messaging.outbound import NotAllowed, NotSent


class Refused(Exception):
    """The service got the message and did not take it; the message is what it said."""


@dataclass(frozen=True)
class Service:
    """One service: where its webhooks lie and how its answers read.

    `begin` is how every webhook begins behind the host. `busy` are the codes that mean "too fast" or "overloaded": worth another try.
    """

    hosts: tuple[str, ...]
    begin: str
    code: str
    words: str
    busy: frozenset[int]
    longest: int


SERVICES = {
    Medium.DINGTALK: Service(
        ("oapi.dingtalk.com",), "/robot/send?access_token=", "errcode", "errmsg", frozenset({-1, 130101, 410100}), 6000
    ),
    Medium.WECOM: Service(
        ("qyapi.weixin.qq.com",), "/cgi-bin/webhook/send?key=", "errcode", "errmsg", frozenset({-1, 45009}), 2048
    ),
    Medium.FEISHU: Service(
        ("open.feishu.cn", "open.larksuite.com"), "/open-apis/bot/", "code", "msg", frozenset({11232}), 6000
    ),
}  # fmt: skip


def check(medium: str, address: str) -> None:
    """Whether the address is a webhook of this service. Raises NotAllowed, in words."""
    service = SERVICES[Medium(medium)]
    parts = outbound.check(address, hosts=_hosts(service))
    if not f"{parts.path}?{parts.query}".startswith(service.begin):
        raise NotAllowed(
            _("This is no webhook of %(service)s: behind the host it begins with %(begin)s.")
            % {"service": Medium(medium).label, "begin": service.begin}
        )


def send(medium: str, address: str, secret: str, text: str, *, at: datetime) -> None:
    """Post a text to a group. Raises Refused, or NotAllowed, NotSent, Unsure of `outbound`."""
    check(medium, address)
    service = SERVICES[Medium(medium)]
    url, payload = _message(Medium(medium), address, secret, _shortened(text, service.longest), at)
    status, answer = outbound.post(url, payload, hosts=_hosts(service))
    code = answer.get(service.code)
    words = f"{status} {code} {answer.get(service.words, '')}".strip()[:200]
    if status == 200 and code == 0:
        return
    if status == 429 or status >= 500 or code in service.busy:
        raise NotSent(_("The service is busy: %s") % words)
    raise Refused(words)


def _hosts(service: Service) -> list[str]:
    return [*service.hosts, *settings.ROBOT_HOSTS]


def _shortened(text: str, longest: int) -> str:
    """The text within the service's limit, counted in bytes of UTF-8."""
    data = text.encode()
    if len(data) <= longest:
        return text
    return data[: longest - 3].decode(errors="ignore") + "…"


def _message(
    medium: Medium, address: str, secret: str, text: str, at: datetime
) -> tuple[str, dict[str, Any]]:
    """The address to call and what to post there, signed where a secret is given."""
    if medium == Medium.FEISHU:
        payload: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
        if secret:
            # Feishu signs nothing with the moment and the secret as the key, in seconds.
            moment = str(int(at.timestamp()))
            payload |= {"timestamp": moment, "sign": _signature(f"{moment}\n{secret}", "")}
        return address, payload
    payload = {"msgtype": "text", "text": {"content": text}}
    if medium == Medium.DINGTALK and secret:
        # DingTalk signs the moment and the secret with the secret, in milliseconds.
        moment = str(int(at.timestamp() * 1000))
        sign = quote_plus(_signature(secret, f"{moment}\n{secret}"))
        address = f"{address}&timestamp={moment}&sign={sign}"
    return address, payload


def _signature(key: str, text: str) -> str:
    return base64.b64encode(hmac.digest(key.encode(), text.encode(), hashlib.sha256)).decode()
