from django.urls import path

from upside.web.insights import views

app_name = "insights"

urlpatterns = [
    path("cohorts/<key:cohort_id>/report/endings/", views.endings, name="endings"),
    path("cohorts/<key:cohort_id>/report/", views.report, name="report"),
    path("cohorts/<key:cohort_id>/report.csv", views.report_file, name="csv"),
]
