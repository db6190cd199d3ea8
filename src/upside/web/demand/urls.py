from django.urls import path

from upside.web.demand import views

app_name = "demand"

urlpatterns = [
    path("cohorts/<key:cohort_id>/demand/", views.demand, name="map"),
    path("cohorts/<key:cohort_id>/demand.csv", views.demand_csv, name="csv"),
]
