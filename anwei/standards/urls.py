"""Addresses of the pack and of local clauses."""

from django.urls import path

from anwei.standards.views import browsing, local

app_name = "standards"

urlpatterns = [
    path("", browsing.standards, name="standards"),
    path("applies/", browsing.applies, name="applies"),
    path("terms/", browsing.terms, name="terms"),
    path("calendar/", browsing.calendar, name="calendar"),
    path("calendar/<int:year>/", browsing.calendar, name="calendar_year"),
    path("local/", local.local, name="local"),
    path("local/new/", local.enter, name="enter"),
    path("local/<int:pk>/", local.local_clause, name="local_clause"),
    path("local/<int:pk>/page/", local.page, name="page"),
    path("local/<int:pk>/confirm/", local.confirm, name="confirm"),
    path("local/<int:pk>/refuse/", local.refuse, name="refuse"),
    path("local/<int:pk>/withdraw/", local.withdraw, name="withdraw"),
    path("local/<int:pk>/retire/", local.retire, name="retire"),
    path("local/<int:pk>/hand-on/", local.hand_on, name="hand_on"),
    path("clauses/<str:ref>/", browsing.clause, name="clause"),
    path("<str:code>/", browsing.standard, name="standard"),
]
