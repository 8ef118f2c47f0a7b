"""Gaps and overlaps: where nobody answers, two do, or nobody who could."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from anwei.accounts.permissions import may
from anwei.responsibility import access, faults


@require_GET
def gaps(request: HttpRequest) -> HttpResponse:
    """Every kind of fault with its number; each opens its list."""
    access.ensure_zone(request.user)
    today = timezone.localdate()
    address = reverse("responsibility:sites")
    counts = faults.counts(today)
    rows = [
        {"fault": fault, "count": counts[code], "address": f"{address}?fault={code}"}
        for code, fault in faults.FAULTS.items()
    ]
    total, complete = faults.whole(today)
    context = {
        "rows": rows,
        "today": today,
        "total": total,
        "complete": complete,
        "may_manage": may(request.user, access.MANAGE),
        "may_propose": may(request.user, access.PROPOSE),
    }
    return render(request, "responsibility/gaps.html", context)
