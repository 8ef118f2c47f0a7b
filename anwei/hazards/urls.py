"""Addresses of the register."""

from django.urls import path

from anwei.hazards.views import case, desk, entering, notice, place

app_name = "hazards"
urlpatterns = [
    path("", desk.register, name="register"),
    path("my-work/", desk.my_work, name="my_work"),
    path("my-work/count/", desk.my_work_count, name="my_work_count"),
    path("new/", entering.register, name="register_new"),
    path("new/sites/", entering.find_sites, name="find_sites"),
    path("new/suggestions/", entering.suggestions, name="suggestions"),
    path("new/recurrence/", entering.recurrence, name="recurrence"),
    path("evidence/<int:pk>/", case.evidence, name="evidence"),
    path("evidence/<int:pk>/preview/", case.evidence, {"preview": True}, name="evidence_preview"),
    path("referrals/<int:pk>/", desk.decide_referral, name="decide_referral"),
    path("instructions/<int:pk>/answer/", desk.answer_instruction, name="answer_instruction"),
    path("instructions/<int:pk>/settle/", desk.settle_instruction, name="settle_instruction"),
    path("at-site/<int:pk>/", place.for_site, name="for_site"),
    path("answer/<str:token>/", notice.answer, name="answer"),
    path("<str:number>/", case.detail, name="detail"),
    path("<str:number>/notice/", notice.print_notice, name="print_notice"),
    path("<str:number>/reporter/", case.reporter, name="reporter"),
    path("<str:number>/clauses/", entering.clause_choices, name="clauses"),
    path("<str:number>/<slug:verb>/", case.step, name="step"),
]
