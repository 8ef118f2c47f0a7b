"""What every request passes before a page reads it."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import render

NUL = "\x00"


class NoNul:
    """Refuses what no browser sends: a NUL character in an address or a field. PostgreSQL cannot hold it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """On to the page."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Look where the page is about to run: the check of the form's token has read the fields by then."""
        if NUL in request.path_info or _holds(request.GET) or _holds(request.POST):
            raise BadRequest("NUL in the request")


class MethodInWords:
    """A page for who opens the address of a button, as after signing in anew; a browser shows nothing by itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with words where it has none."""
        answer = self.get_response(request)
        if answer.status_code != 405 or request.method != "GET" or answer.content:
            return answer
        said = render(request, "foundation/errors/405.html", status=405)
        said["Allow"] = answer["Allow"]
        return said


def _holds(given: QueryDict) -> bool:
    return any(NUL in text for name, values in given.lists() for text in (name, *values))
