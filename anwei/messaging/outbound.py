"""The one way out: a POST to a host on a list, at an address that was looked at before connecting.

The name is resolved once, every answer must be a public address, and the connection goes to that
very answer, so a name cannot point inward between the look and the call. Redirects are not followed.
Hosts of `settings.PRIVATE_HOSTS` may lie in the inner network, on any port, without TLS.
"""

import http.client
import ipaddress
import json
import socket
import ssl
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

TIMEOUT = 10
MOST_READ = 64 * 1024


class NotAllowed(Exception):
    """The address may not be called; the message says why. Trying again cannot help."""


class NotSent(Exception):
    """Nobody got the message: it may be sent again later."""


class Unsure(Exception):
    """The message went out and no answer came back: it may have arrived."""


def check(url: str, *, hosts: list[str]) -> SplitResult:
    """The parts of an address that may be called, as far as can be told without looking up its name.

    Raises NotAllowed, in words.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise NotAllowed(_("This is not an address.")) from None
    inner = _may_be_inner(host)
    if host not in {name.lower() for name in hosts}:
        raise NotAllowed(_("The host %s is not on the list of allowed hosts.") % (host or "?"))
    if parts.scheme != "https" and not (inner and parts.scheme == "http"):
        raise NotAllowed(_("Only https addresses are allowed."))
    if parts.username is not None or parts.password is not None:
        raise NotAllowed(_("An address with a name and a password in it is not allowed."))
    if port not in {None, 443} and not inner:
        raise NotAllowed(_("Only the usual port is allowed."))
    return parts


def _may_be_inner(host: str) -> bool:
    return host in {name.lower() for name in settings.PRIVATE_HOSTS}


def post(
    url: str, payload: dict[str, Any], *, hosts: list[str], headers: dict[str, str] | None = None
) -> tuple[int, dict[str, Any]]:
    """Send JSON and return the status and the JSON of the answer ({} if it is none).

    Raises NotAllowed, NotSent or Unsure.
    """
    parts = check(url, hosts=hosts)
    connection = _connected(parts)
    try:
        path = parts.path or "/"
        connection.request(
            "POST",
            f"{path}?{parts.query}" if parts.query else path,
            json.dumps(payload).encode(),
            {"Content-Type": "application/json; charset=utf-8", **(headers or {})},
        )
        answer = connection.getresponse()
        return answer.status, _json(answer.read(MOST_READ))
    except (OSError, http.client.HTTPException) as fault:
        raise Unsure(_("No answer came back: %s") % type(fault).__name__) from fault
    finally:
        connection.close()


def _json(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _connected(parts: SplitResult) -> http.client.HTTPConnection:
    """An open connection to the first public address of the host that answers."""
    host = parts.hostname or ""
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    last: OSError | None = None
    for address in _addresses(host, port):
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
        try:
            plain = socket.create_connection((address, port), timeout=TIMEOUT)
            connection.sock = (
                ssl.create_default_context().wrap_socket(plain, server_hostname=host)
                if secure
                else plain
            )
            return connection
        except OSError as fault:
            last = fault
    raise NotSent(_("%s cannot be reached.") % host) from last


def _addresses(host: str, port: int) -> list[str]:
    """Where the host lies. One inner address among them is enough to refuse it."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as fault:
        raise NotSent(_("The name %s cannot be looked up.") % host) from fault
    addresses = list(dict.fromkeys(str(answer[4][0]) for answer in found))
    if not _may_be_inner(host):
        for address in addresses:
            if not is_public(address):
                raise NotAllowed(_("The host %s lies in an inner network.") % host)
    return addresses


def is_public(address: str) -> bool:
    """Whether an address is out on the internet; IPv4 written as IPv6 is judged as IPv4."""
    place = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(place, ipaddress.IPv6Address):
        inside = place.ipv4_mapped or place.sixtofour or (place.teredo or (None, None))[1]
        if inside is not None:
            return is_public(str(inside))
        if place in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(place) & 0xFFFFFFFF)))
    return place.is_global and not place.is_multicast
