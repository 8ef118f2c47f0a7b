"""What every request passes before a page reads it."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import render

NUL = "\x00"
View = Callable[..., HttpResponse]


def takes(most: int) -> Callable[[View], View]:
    """Mark a page that anybody may send files to: no more bytes than these are read. The outermost mark."""

    def marked(view: View) -> View:
        view.takes = most  # type: ignore[attr-defined]
        return view

    return marked


class BodyInBounds:
    """Refuse what is too much before any of it is read: the parts of a form that are files go to the disk as they come.

    It stands above the check of the form's token, which reads the whole form. Who is not signed in sends
    what a form without files may hold, but to pages that say themselves what they take (`takes`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """On to the page."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, *_given: object
    ) -> HttpResponse | None:
        """By the length the request tells; of one that tells none, Django reads nothing."""
        told = request.META.get("CONTENT_LENGTH") or "0"
        size = int(told) if told.isdecimal() else 0
        if size <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return None
        most = getattr(view, "takes", None)
        if most is None and SESSION_KEY in request.session or most is not None and size <= most:
            return None
        return render(request, "foundation/errors/413.html", status=413)


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
