"""Every address: one line per room."""

from django.urls import include, path

from anwei.config import views
from anwei.config.pages.enterprises.views import enterprises
from anwei.config.pages.invitations.views import invitations
from anwei.config.pages.jobs.views import jobs
from anwei.config.pages.messages.views import messages
from anwei.config.pages.people.views import people

handler400 = "anwei.config.views.bad_request"
handler403 = "anwei.config.views.not_allowed"
handler404 = "anwei.config.views.not_found"
handler500 = "anwei.config.views.went_wrong"

urlpatterns = [
    path("hazards/", include("anwei.hazards.urls")),
    path("committee/", include("anwei.committee.urls")),
    path("", views.home, name="home"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("healthz", views.alive, name="healthz"),
    path("readyz", views.ready, name="readyz"),
    path("audit/", include("anwei.config.pages.trail.urls")),
    path("accounts/people/", people, name="people"),
    path("accounts/enterprises/", enterprises, name="enterprises"),
    path("accounts/invitations/", invitations, name="invitations"),
    path("accounts/", include("anwei.accounts.urls")),
    path("documents/", include("anwei.documents.urls")),
    path("papers/", include("anwei.portal.urls")),
    path("jobs/", jobs, name="jobs"),
    path("jobs/", include("anwei.jobs.urls")),
    path("imports/", include("anwei.imports.urls")),
    path("notices/log/", messages, name="messages"),
    path("notices/", include("anwei.messaging.urls")),
    path("visits/", include("anwei.inspections.urls")),
    path("lists/", include("anwei.lists.urls")),
    path("situation/", include("anwei.situation.urls")),
    path("sites/", include("anwei.responsibility.urls")),
    path("standards/", include("anwei.standards.urls")),
]
