"""The one way out: only to hosts of the list, only to public addresses, no further."""

import socket

import pytest

from anwei.messaging import outbound
from anwei.messaging.outbound import NotAllowed, NotSent, Unsure

HOSTS = ["robot.example.org"]
GOOD = "https://robot.example.org/send?key=1"


def resolving_to(monkeypatch, *addresses):
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, port, type: [(0, 0, 0, "", (one, port)) for one in addresses],
    )


def never_connecting(monkeypatch):
    monkeypatch.setattr(
        socket, "create_connection", lambda *given, **more: pytest.fail(f"connected to {given}")
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example.org/send",
        "https://robot.example.org.elsewhere.example/send",
        "http://robot.example.org/send",
        "https://robot.example.org:8443/send",
        "https://name:word@robot.example.org/send",
        "https://@robot.example.org/send",
        "file:///etc/passwd",
        "gopher://robot.example.org/",
        "https://[::1/",
        "https://robot.example.org:99999/",
        "robot.example.org/send",
        "",
    ],
)
def test_an_address_that_is_not_on_the_list_is_refused_before_anything_is_looked_up(
    url, monkeypatch
):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **more: pytest.fail("looked up"))
    with pytest.raises(NotAllowed):
        outbound.post(url, {}, hosts=HOSTS)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.8", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "::1", "fe80::1%eth0", "fd00::5", "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::",
    ],
)  # fmt: skip
def test_a_name_that_points_inward_is_refused(address, monkeypatch):
    resolving_to(monkeypatch, address)
    never_connecting(monkeypatch)
    with pytest.raises(NotAllowed, match="inner network"):
        outbound.post(GOOD, {}, hosts=HOSTS)


def test_one_inner_address_among_public_ones_is_enough(monkeypatch):
    resolving_to(monkeypatch, "93.184.216.34", "10.0.0.1")
    never_connecting(monkeypatch)
    with pytest.raises(NotAllowed, match="inner network"):
        outbound.post(GOOD, {}, hosts=HOSTS)


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch):
    resolving_to(monkeypatch, "93.184.216.34")
    asked = []

    def refuse(place, timeout):
        asked.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    with pytest.raises(NotSent, match="cannot be reached"):
        outbound.post(GOOD, {}, hosts=HOSTS)
    assert asked == [("93.184.216.34", 443)]


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::1111", "64:ff9b::5db8:d822"])
def test_public_addresses_are_public(address):
    assert outbound.is_public(address)


def test_a_name_nobody_knows_may_be_tried_again(monkeypatch):
    def unknown(*given, **more):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(NotSent):
        outbound.post(GOOD, {}, hosts=HOSTS)


def test_an_inner_host_is_called_only_where_the_settings_name_it(robot, settings):
    assert outbound.post(f"{robot.address}/send", {"a": 1}, hosts=["127.0.0.1"])[0] == 200
    settings.PRIVATE_HOSTS = []
    with pytest.raises(NotAllowed):
        outbound.post(f"{robot.address}/send", {"a": 1}, hosts=["127.0.0.1"])
    assert len(robot.got) == 1


def test_redirects_are_not_followed(robot):
    robot.status = 302
    assert outbound.post(f"{robot.address}/send", {}, hosts=["127.0.0.1"])[0] == 302
    assert len(robot.got) == 1


def test_a_message_without_an_answer_may_have_arrived(robot):
    robot.hangs_up = True
    with pytest.raises(Unsure):
        outbound.post(f"{robot.address}/send", {}, hosts=["127.0.0.1"])
    assert len(robot.got) == 1
