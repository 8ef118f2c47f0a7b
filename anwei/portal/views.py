"""The page behind the QR code of a paper: number, day, digests, and whether it is void. Nothing else."""

import hashlib
import re

from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from anwei.documents import public
from anwei.foundation.middleware import takes

# Above any paper; what is larger is not read.
MAX_BYTES = 30 * 1024 * 1024
# 128 random bits as they are written in an address; anything else is not looked up.
TOKEN = re.compile(r"[\w-]{22}", re.ASCII)


@takes(MAX_BYTES)
@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm a paper by its key; a file that is given is compared and not kept.

    With scripts the browser compares by itself and sends nothing (static/portal/js/compare.js).
    """
    found = public.paper_of(token) if TOKEN.fullmatch(token) else None
    if found is None:
        return render(request, "portal/unknown.html", status=404)
    context: dict[str, object] = {"paper": found}
    given = request.FILES.get("file") if request.method == "POST" else None
    if given is not None:
        context["outcome"] = _compared(given, found)
    elif request.method == "POST":
        context["outcome"] = "none"
    response = render(request, "portal/paper.html", context)
    # The key is in the address: it goes to nobody else.
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _compared(given: UploadedFile, paper: public.PublicPaper) -> str:
    """Which of the paper's files this is: "word", "pdf", or "other"."""
    digest = hashlib.sha256()
    for chunk in given.chunks():
        digest.update(chunk)
    kinds = {paper.sha256: "word", paper.pdf_sha256: "pdf"}
    return kinds.get(digest.hexdigest(), "other")
