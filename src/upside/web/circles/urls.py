from django.urls import path

from upside.web.circles import views

app_name = "circles"

CIRCLE = "circles/<key:cohort_id>/<slug:role>/"
DATE = "circle-dates/<key:date_id>/"

urlpatterns = [
    path(CIRCLE, views.circle, name="circle"),
    path(f"{CIRCLE}new/", views.new, name="new"),
    path(f"{CIRCLE}host/", views.host, name="host"),
    path(f"{CIRCLE}belong/", views.belong, name="belong"),
    path(f"{DATE}edit/", views.edit, name="edit"),
    path(f"{DATE}off/", views.off, name="off"),
    path(f"{DATE}answer/", views.answer, name="answer"),
    path(f"{DATE}date.ics", views.calendar, name="calendar"),
]
