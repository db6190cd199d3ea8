from django.urls import path

from upside.web.studio import scenarios, views

app_name = "studio"

urlpatterns = [
    path("cohorts/<key:cohort_id>/studio/", views.studio, name="studio"),
    path("cohorts/<key:cohort_id>/studio/change/", views.change, name="change"),
    path("cohorts/<key:cohort_id>/studio/undo/", views.undo, name="undo"),
    path("cohorts/<key:cohort_id>/studio/programme/", views.programme, name="programme"),
    path("cohorts/<key:cohort_id>/studio/run/", views.run, name="run"),
    path("cohorts/<key:cohort_id>/studio/save/", scenarios.save, name="save"),
    path("cohorts/<key:cohort_id>/studio/compare/", scenarios.compare, name="compare"),
    path("rounds/<key:round_id>/rename/", scenarios.rename, name="rename"),
    path("rounds/<key:round_id>/restore/", scenarios.restore, name="restore"),
    path("rounds/<key:round_id>/again/", scenarios.again, name="again"),
]
