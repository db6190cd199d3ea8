from django.urls import path

from upside.web.calls import views

app_name = "calls"

urlpatterns = [
    path("cohorts/<key:cohort_id>/call/", views.run, name="run"),
    path("cohorts/<key:cohort_id>/call/close/", views.close, name="close"),
    path("cohorts/<key:cohort_id>/call/applications.csv", views.applications, name="applications"),
    path("calls/<key:call_id>/", views.call, name="call"),
    path("places/<key:place_id>/questions/", views.answers, name="answers"),
]
