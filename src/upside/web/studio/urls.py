from django.urls import path

from upside.web.studio import views

app_name = "studio"

urlpatterns = [
    path("cohorts/<key:cohort_id>/studio/", views.studio, name="studio"),
    path("cohorts/<key:cohort_id>/studio/change/", views.change, name="change"),
    path("cohorts/<key:cohort_id>/studio/undo/", views.undo, name="undo"),
    path("cohorts/<key:cohort_id>/studio/programme/", views.programme, name="programme"),
    path("cohorts/<key:cohort_id>/studio/run/", views.run, name="run"),
]
