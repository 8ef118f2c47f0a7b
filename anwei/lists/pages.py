"""The page of a list: `list_page` answers for a room's list address, whole or the part htmx asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from anwei.accounts.permissions import may
from anwei.lists import keyset, queries, registered, state
from anwei.lists.filters import Asker
from anwei.lists.models import SavedView
from anwei.lists.rows import Reader, Row, whole
from anwei.lists.spec import ListSpec
from anwei.lists.state import ListState

# A total is counted with the page up to here; beyond it the page says so and the exact number follows apart.
COUNTED = 10_000
# The parameter by which a page of one row knows the list it was opened from.
FROM = "in"
# The parts of the page that ask for themselves: the whole list, and its rows while some of them move.
LIST, ROWS = "list", "list-rows"


@dataclass(frozen=True)
class Page:
    """The rows of one page, and the addresses of its neighbours (empty where there is none)."""

    rows: list[Row]
    first_number: int
    previous: str = ""
    next: str = ""
    start: str = ""
    end: str = ""

    @property
    def last_number(self) -> int:
        """The number of the last row in the list."""
        return self.first_number + len(self.rows) - 1


@dataclass(frozen=True)
class Total:
    """How many rows the list has: the exact number, or only that they are many."""

    number: int | None
    words: str


def list_page(
    request: HttpRequest,
    spec: ListSpec,
    *,
    template: str | None = None,
    extra: Mapping[str, object] | None = None,
) -> HttpResponse:
    """Answer a request for a list.

    A room's `template` extends "lists/page.html". Raises PermissionDenied for who may not see the
    list, Http404 for a saved view that is not there for this person.
    """
    if not may(request.user, spec.permission):
        raise PermissionDenied
    if spec.key not in registered.names():
        raise ImproperlyConfigured(f"settings.LISTS does not name the list {spec.key}.")
    views = queries.views_of(request.user, spec.key)
    shown, view = opened(request, spec, views)
    page = page_of(shown)
    page = replace(page, rows=_with_actions(shown, page.rows))
    part = (
        request.htmx.target  # type: ignore[attr-defined]
        if request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
        else ""
    )
    if part == ROWS and not page.rows:
        # The last row moved out of the list meanwhile: what the whole page says of that is needed.
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {
        **(extra or {}),
        "spec": spec,
        "state": shown,
        "page": page,
        "total": total_of(shown, page),
        "columns": columns_in_words(shown),
        "chooser": chooser(shown),
        "filters": filters_in_words(shown),
        "sizes": state.SIZES,
        "chips": shown.chips(),
        "views": views,
        "view": view,
        "view_changed": view is not None and bool(request.GET.keys() - {"view", *state.PLACE}),
        "may_change_view": view is not None and queries.may_change(request.user, view),
        "actions": spec.actions_for(request.user),
        "acts_on_rows": any(action.on_row for action in spec.actions_for(request.user)),
        "live": is_live(shown, page.rows),
        "may_export": may(request.user, "lists.export"),
        "share_units": queries.units_to_share_with(request.user),
        "empty_address": reverse(spec.empty.address)
        if spec.empty and spec.empty.address and may(request.user, spec.empty.permission)
        else "",
        "origin": urlencode({FROM: shown.here}),
    }
    whole_page = template or "lists/page.html"
    response = render(
        request, "lists/page.html#list" if part in {LIST, ROWS} else whole_page, context
    )
    if part == LIST:
        # What the form sent, without its empty fields.
        response["HX-Push-Url"] = f"{request.path}?{shown.here}"
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def asker_of(request: HttpRequest) -> Asker:
    """Who asks, and today's date in the zone's calendar."""
    return Asker(request.user, timezone.localdate())  # type: ignore[arg-type]


def opened(
    request: HttpRequest, spec: ListSpec, views: list[SavedView]
) -> tuple[ListState, SavedView | None]:
    """The list the address asks for: a saved view if it names one or nothing at all, else itself."""
    asked = request.GET.get("view", "")
    view = next((view for view in views if str(view.pk) == asked), None)
    if asked and view is None:
        raise Http404(_("There is no such saved view, or it is not shared with you."))
    if not request.GET.keys() - {*spec.params}:
        view = next((view for view in views if view.is_default), None)
    params = request.GET
    if view is not None and not request.GET.keys() - {"view", *state.PLACE, *spec.params}:
        params = QueryDict(view.query, mutable=True)
        params.update(request.GET)
    return state.read(spec, params, asker_of(request), view=str(view.pk) if view else ""), view


def page_of(shown: ListState) -> Page:
    """The rows at the state's place, and the ways on from there."""
    back = shown.place in {"before", "end"}
    segments = shown.ordering.segments(shown.found.rows, shown.mark, back=back)
    rows = keyset.take(segments, shown.size + 1, Reader(shown.spec, shown.columns).page)
    more, rows = len(rows) > shown.size, rows[: shown.size]
    if back:
        rows.reverse()
    if not rows:
        return Page([], 0, start=shown.query() if shown.place else "")
    number = _first_number(shown, len(rows))
    behind, ahead = (more, shown.place == "before") if back else (bool(shown.place), more)
    return Page(
        rows,
        number,
        previous=shown.query(
            place={"before": keyset.Mark(rows[0].sort_value, rows[0].pk, number).text()}
        )
        if behind
        else "",
        next=shown.query(
            place={
                "after": keyset.Mark(
                    rows[-1].sort_value, rows[-1].pk, number + len(rows) - 1
                ).text()
            }
        )
        if ahead
        else "",
        start=shown.query() if behind else "",
        end=shown.query(place={"end": "1"}) if ahead else "",
    )


def _with_actions(shown: ListState, rows: list[Row]) -> list[Row]:
    """The rows, each with what may be done to it at once."""
    user = shown.asker.user
    actions = [action for action in shown.spec.actions_for(user) if action.on_row]
    if not actions:
        return rows
    known = whole(shown.spec, user, [row.pk for row in rows])
    return [
        replace(
            row,
            actions=tuple(
                action
                for action in actions
                if row.pk in known and not action.refused(known[row.pk], user)
            ),
        )
        for row in rows
    ]


def is_live(shown: ListState, rows: list[Row]) -> bool:
    """Whether one of these rows is still moving by itself."""
    if shown.spec.live is None or not rows:
        return False
    moving = shown.base.filter(shown.spec.live(timezone.now()), pk__in=[row.pk for row in rows])
    return bool(moving.exists())


def _first_number(shown: ListState, length: int) -> int:
    """The number of the page's first row, as far as the address knows; 0: it does not."""
    if shown.place == "after" and shown.mark:
        return shown.mark.number + 1 if shown.mark.number else 0
    if shown.place == "before" and shown.mark:
        return max(shown.mark.number - length, 1) if shown.mark.number else 0
    return 0 if shown.place == "end" else 1


def total_of(shown: ListState, page: Page) -> Total:
    """The total, exact up to COUNTED; None where counting is left to `lists:total`."""
    if not shown.place and not page.next:
        return exactly(shown.spec, len(page.rows))
    if shown.found.common:
        return Total(None, _("many"))
    number = capped(shown.found.rows) if shown.found.number is None else shown.found.number
    if number > COUNTED:
        return Total(None, _("over %(number)s") % {"number": f"{COUNTED:,}"})
    return exactly(shown.spec, number)


def exactly(spec: ListSpec, number: int) -> Total:
    """A total that was counted in full."""
    return Total(number, spec.counted(number))


def capped(rows: QuerySet) -> int:
    """How many rows, at most one more than COUNTED."""
    return rows.order_by().values("pk")[: COUNTED + 1].count()


def columns_in_words(shown: ListState) -> list[dict]:
    """The header: each column with the address that sorts by it, and how it is sorted now."""
    header = []
    for column in shown.columns:
        current = column.key == shown.sort
        turned = f"-{column.key}" if current and not shown.descending else column.key
        way = ("descending" if shown.descending else "ascending") if current else ""
        header.append(
            {"column": column, "sort": shown.query(sort=turned) if column.sort else "", "way": way}
        )
    return header


def chooser(shown: ListState) -> list[dict]:
    """The columns to choose from: the chosen ones first, in their order."""
    chosen = [column.key for column in shown.columns]
    known = shown.spec.columns_for(shown.asker.user)
    order = [*chosen, *(key for key in known if key not in chosen)]
    return [{"key": key, "label": known[key].label, "chosen": key in chosen} for key in order]


def filters_in_words(shown: ListState) -> list[dict]:
    """The filter panel: every filter with its options."""
    panel = []
    for one in shown.spec.filters:
        reading = shown.readings[one.key]
        first, last = (
            _ends(reading.parts[0][0]) if one.kind == "days" and reading.parts else ("", "")
        )
        panel.append({
            "filter": one, "kind": one.kind, "reading": reading, "options": one.options(reading, shown.asker),
            "first": first, "last": last, "find": reverse("lists:units", args=[shown.spec.key, one.key]) if one.kind == "unit" else "",
        })  # fmt: skip
    return panel


def _ends(value: str) -> tuple[str, str]:
    first, dots, last = value.partition("..")
    return (first, last) if dots else ("", "")


@dataclass(frozen=True)
class Neighbours:
    """The way on inside the list a page of one row was opened from; empty where there is none."""

    previous: str
    next: str
    back: str


def neighbours(spec: ListSpec, request: HttpRequest, pk: int) -> Neighbours:
    """Previous and next row of the list that `?in=…` describes, and the way back to it.

    Works also when the row itself has left the list meanwhile. Without `in`: only the way to the list.
    """
    text = request.GET.get(FROM, "")
    if not text or not spec.row_address:
        return Neighbours("", "", reverse(spec.address))
    shown = state.read(spec, QueryDict(text[:4000]), asker_of(request))
    address = f"{reverse(spec.address)}?{shown.here}#row-{pk}"
    mark = _mark_of(shown, pk)
    if mark is None:
        return Neighbours("", "", address)
    return Neighbours(_beside(shown, mark, back=True), _beside(shown, mark, back=False), address)


def _mark_of(shown: ListState, pk: int) -> keyset.Mark | None:
    found = (
        shown.base.filter(pk=pk)
        .annotate(**{keyset.SORT: shown.ordering.expression})
        .values_list(keyset.SORT)
        .first()
    )
    return keyset.Mark(found[0], pk) if found else None


def _beside(shown: ListState, mark: keyset.Mark, *, back: bool) -> str:
    segments = shown.ordering.segments(shown.found.rows, mark, back=back)
    found = keyset.take(segments, 1, lambda rows: list(rows.values_list(shown.spec.row_key)))
    if not found or shown.spec.row_address is None:
        return ""
    return f"{shown.spec.row_address(found[0][0])}?{urlencode({FROM: shown.here})}"
