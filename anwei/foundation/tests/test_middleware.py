"""What every request passes before a page reads it."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.test import RequestFactory

from anwei.foundation.middleware import BodyInBounds, NoNul, takes

ask = RequestFactory()


def looked_at(request):
    return NoNul(lambda _request: HttpResponse()).process_view(request)


@pytest.mark.parametrize(
    "request_with_nul",
    [
        ask.get("/hazards/H\x00/"),
        ask.get("/hazards/", {"q": "a\x00b"}),
        ask.get("/hazards/", {"a\x00b": "q"}),
        ask.post("/hazards/", {"text": ["fine", "a\x00b"]}),
    ],
)
def test_a_nul_anywhere_is_refused(request_with_nul):
    with pytest.raises(BadRequest):
        looked_at(request_with_nul)


@pytest.mark.parametrize("text", ["", "隐患", "a\nb\tc", "%00", "\\x00", "\ufffd"])
def test_whatever_else_is_let_through(text):
    assert looked_at(ask.post("/hazards/", {"text": text})) is None


MIB = 1024 * 1024


def open_to_all(_request):
    return HttpResponse()


@pytest.mark.parametrize(
    ("size", "signed_in", "page", "status"),
    [
        ("", False, open_to_all, None),
        (5 * MIB, False, open_to_all, None),
        (5 * MIB + 1, False, open_to_all, 413),
        (300 * MIB, True, open_to_all, None),
        (30 * MIB, False, takes(30 * MIB)(lambda _request: HttpResponse()), None),
        (30 * MIB + 1, False, takes(30 * MIB)(lambda _request: HttpResponse()), 413),
        (30 * MIB + 1, True, takes(30 * MIB)(lambda _request: HttpResponse()), 413),
    ],
)
def test_who_is_not_signed_in_sends_no_more_than_a_page_says_it_takes(
    size, signed_in, page, status
):
    request = ask.post("/", CONTENT_LENGTH=str(size))
    request.session = {SESSION_KEY: "7"} if signed_in else {}
    answer = BodyInBounds(open_to_all).process_view(request, page)
    assert (answer and answer.status_code) == status
