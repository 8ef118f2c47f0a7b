"""What every request passes before a page reads it."""

import pytest
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.test import RequestFactory

from anwei.foundation.middleware import NoNul

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
