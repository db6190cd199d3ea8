from django.urls import path

from upside.web.pairs import (
    after_views,
    charter_views,
    date_views,
    ending_views,
    goal_views,
    passing_views,
    session_views,
    tap_views,
    views,
)

app_name = "pairs"

urlpatterns = [
    path("pairs/", views.pair_list, name="list"),
    path("pairs/<key:pair_id>/", views.pair, name="pair"),
    path("pairs/<key:pair_id>/sign/", views.sign, name="sign"),
    path("pairs/<key:pair_id>/leave/", ending_views.leave, name="leave"),
    path("pairs/<key:pair_id>/pause/", ending_views.pause, name="pause"),
    path("pairs/<key:pair_id>/resume/", ending_views.resume, name="resume"),
    path("pairs/<key:pair_id>/charter/", charter_views.charter, name="charter"),
    path("pairs/<key:pair_id>/charter.pdf", charter_views.pdf, name="charter_pdf"),
    path("pairs/<key:pair_id>/goals/", goal_views.goals, name="goals"),
    path("pairs/<key:pair_id>/book/", views.book, name="book"),
    path("pairs/<key:pair_id>/series/", date_views.series, name="series"),
    path("sessions/<key:session_id>/", session_views.session, name="session"),
    path("sessions/<key:session_id>/settle/", session_views.settle, name="settle"),
    path("sessions/<key:session_id>/after/<slug:step>/", after_views.after, name="after"),
    path("sessions/<key:session_id>/answer/", date_views.answer, name="answer"),
    path("sessions/<key:session_id>/move/", date_views.move, name="move"),
    path("tap/<str:token>/", tap_views.tap, name="tap"),
    path("sessions/<key:session_id>/exchange/", session_views.exchange, name="exchange"),
    path("sessions/<key:session_id>/pulse/", session_views.pulse, name="pulse"),
    path("sessions/<key:session_id>/passed-on/", passing_views.passed_on, name="passed_on"),
    path("sessions/<key:session_id>/note/", session_views.note, name="note"),
    path("sessions/<key:session_id>/calendar.ics", session_views.ics, name="ics"),
]
