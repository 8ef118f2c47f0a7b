"""What each service is posted, and how its answers are understood."""

import base64
import hashlib
import hmac
from urllib.parse import parse_qs, urlsplit

import pytest

from anwei.accounts.tests.factories import NOON
from anwei.messaging import robots
from anwei.messaging.outbound import NotAllowed, NotSent
from anwei.messaging.robots import Refused

WAYS = {
    "dingtalk": "/robot/send?access_token=t0ken",
    "wecom": "/cgi-bin/webhook/send?key=k3y",
    "feishu": "/open-apis/bot/v2/hook/t0ken",
}


def send(robot, medium, *, secret="", text="3 隐患"):
    robots.send(medium, robot.address + WAYS[medium], secret, text, at=NOON)


@pytest.mark.parametrize("medium", WAYS)
def test_each_service_gets_the_text_at_its_webhook(robot, medium):
    send(robot, medium)
    assert robot.texts == ["3 隐患"]
    assert robot.got[0][0] == WAYS[medium]


def test_dingtalk_is_signed_so_that_decoding_once_gives_the_signature(robot):
    send(robot, "dingtalk", secret="SECabc")
    query = parse_qs(urlsplit(robot.got[0][0]).query)
    moment = str(int(NOON.timestamp() * 1000))
    expected = hmac.digest(b"SECabc", f"{moment}\nSECabc".encode(), hashlib.sha256)
    assert query["timestamp"] == [moment]
    assert query["sign"] == [base64.b64encode(expected).decode()]
    assert query["access_token"] == ["t0ken"]


def test_feishu_is_signed_in_the_body(robot):
    send(robot, "feishu", secret="s3cret")
    body = robot.got[0][1]
    moment = str(int(NOON.timestamp()))
    expected = hmac.digest(f"{moment}\ns3cret".encode(), b"", hashlib.sha256)
    assert (body["timestamp"], body["sign"]) == (moment, base64.b64encode(expected).decode())


@pytest.mark.parametrize(
    ("medium", "answer"),
    [
        ("dingtalk", {"errcode": 310000, "errmsg": "keywords not in content"}),
        ("wecom", {"errcode": 93000, "errmsg": "invalid webhook url"}),
        ("feishu", {"code": 19021, "msg": "sign match fail"}),
        ("feishu", {}),
    ],
)
def test_a_refusal_inside_a_friendly_answer_is_a_refusal(robot, medium, answer):
    robot.answer = answer
    with pytest.raises(Refused) as refusal:
        send(robot, medium)
    assert str(next(iter(answer.values()), "None")) in str(refusal.value)


@pytest.mark.parametrize(
    ("medium", "status", "answer"),
    [
        ("dingtalk", 200, {"errcode": 130101, "errmsg": "send too fast"}),
        ("wecom", 200, {"errcode": 45009, "errmsg": "api freq out of limit"}),
        ("feishu", 200, {"code": 11232, "msg": "too many request"}),
        ("wecom", 502, {}),
        ("wecom", 429, {}),
    ],
)
def test_a_service_that_is_busy_may_be_tried_again(robot, medium, status, answer):
    robot.status, robot.answer = status, answer
    with pytest.raises(NotSent):
        send(robot, medium)


def test_a_text_is_shortened_to_what_the_service_takes_in_whole_characters(robot):
    send(robot, "wecom", text="隐" * 2000)
    (text,) = robot.texts
    assert len(text.encode()) <= 2048
    assert text.endswith("隐…")


@pytest.mark.parametrize(
    ("medium", "address"),
    [
        ("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=x"),
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x"),
        ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/x"),
    ],
)
def test_the_public_webhooks_are_allowed_and_those_of_other_services_are_not(medium, address):
    robots.check(medium, address)
    for other in WAYS.keys() - {medium}:
        with pytest.raises(NotAllowed):
            robots.check(other, address)


def test_another_path_of_an_allowed_host_is_refused():
    with pytest.raises(NotAllowed, match="no webhook"):
        robots.check("dingtalk", "https://oapi.dingtalk.com/topapi/user/list?access_token=x")
