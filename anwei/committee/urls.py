"""Addresses of the committee."""

from django.urls import path

from anwei.committee.views import bodies, desk, meetings, resolutions, seats, tasks

app_name = "committee"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("bodies/", bodies.bodies, name="bodies"),
    path("bodies/new/", bodies.new, name="body_new"),
    path("bodies/<int:pk>/", bodies.body, name="body"),
    path("bodies/<int:pk>/edit/", bodies.edit, name="body_edit"),
    path("bodies/<int:pk>/seat/", bodies.seat, name="member_new"),
    path("members/<int:pk>/end/", bodies.unseat, name="member_end"),
    path("members/<int:pk>/replace/", bodies.replace, name="member_replace"),
    path("replacements/<int:pk>/", bodies.decide, name="replacement_decide"),
    path("replacements/<int:pk>/letter/", bodies.letter, name="replacement_letter"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/new/", meetings.new, name="meeting_new"),
    path("meetings/<str:number>/", meetings.meeting, name="meeting"),
    path("meetings/<str:number>/edit/", meetings.edit, name="meeting_edit"),
    path("meetings/<str:number>/ask/", meetings.ask, name="meeting_ask"),
    path("meetings/<str:number>/roll/", seats.roll, name="roll"),
    path("meetings/<str:number>/door/", seats.door, name="door"),
    path("meetings/<str:number>/resolve/", resolutions.resolve, name="resolve"),
    path("meetings/<str:number>/<slug:verb>/", meetings.step, name="meeting_step"),
    path("seats/<int:pk>/", seats.reply, name="seat_reply"),
    path("resolutions/", resolutions.resolutions, name="resolutions"),
    path("resolutions/<int:pk>/", resolutions.resolution, name="resolution"),
    path("resolutions/<int:pk>/edit/", resolutions.edit, name="resolution_edit"),
    path("resolutions/<int:pk>/tasks/", resolutions.hand_out, name="hand_out"),
    path("resolutions/<int:pk>/<slug:verb>/", resolutions.step, name="resolution_step"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/new/", tasks.new, name="task_new"),
    path("tasks/papers/<int:pk>/", tasks.answer_paper, name="answer_paper"),
    path("tasks/<str:number>/", tasks.task, name="task"),
    path("tasks/<str:number>/<slug:verb>/", tasks.step, name="task_step"),
]
