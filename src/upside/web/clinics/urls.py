from django.urls import path

from upside.web.clinics import views

app_name = "clinics"

urlpatterns = [
    path("cohorts/<key:cohort_id>/clinic/", views.clinic, name="clinic"),
    path("cohorts/<key:cohort_id>/clinic/book/", views.book, name="book"),
    path("cohorts/<key:cohort_id>/clinic/<key:slot_id>/back/", views.give_back, name="give_back"),
    path("cohorts/<key:cohort_id>/clinic/mine/", views.mine, name="mine"),
    path("cohorts/<key:cohort_id>/clinic/mine/back/", views.take_back, name="take_back"),
    path("cohorts/<key:cohort_id>/clinic/mine/<key:slot_id>/off/", views.call_off, name="call_off"),
    path("cohorts/<key:cohort_id>/clinic/overview/", views.overview, name="overview"),
]
