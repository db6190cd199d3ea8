from django.urls import path

from upside.web.meetings import changes, mine, views

app_name = "meetings"

ONE = "speed-meetings/<key:meeting_id>/"

urlpatterns = [
    path("cohorts/<key:cohort_id>/speed-meetings/", views.meetings, name="list"),
    path("cohorts/<key:cohort_id>/speed-meetings/new/", changes.new, name="new"),
    path(ONE, views.meeting, name="meeting"),
    path(f"{ONE}edit/", changes.edit, name="edit"),
    path(f"{ONE}rotation/", changes.rotation, name="rotation"),
    path(f"{ONE}people/", views.people, name="people"),
    path(f"{ONE}people/<key:attendee_id>/", changes.presence, name="presence"),
    path(f"{ONE}announce/", changes.announce, name="announce"),
    path(f"{ONE}call-off/", changes.call_off, name="call_off"),
    path(f"{ONE}close/", changes.close, name="close"),
    path(f"{ONE}print/", views.printed, name="print"),
    path(f"{ONE}mine/", mine.mine, name="mine"),
    path(f"{ONE}mine/answer/", mine.answer, name="answer"),
    path(f"{ONE}mine/away/", mine.away, name="away"),
    path(f"{ONE}mine/date.ics", mine.calendar, name="calendar"),
]
