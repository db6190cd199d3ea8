from django.urls import path

from upside.web.needs import answers, views

app_name = "needs"

urlpatterns = [
    path("cohorts/<key:cohort_id>/needs/", views.survey, name="survey"),
    path("cohorts/<key:cohort_id>/needs/open/", views.open_survey, name="open"),
    path("cohorts/<key:cohort_id>/needs/ask/", views.ask, name="ask"),
    path("cohorts/<key:cohort_id>/needs/close/", views.close, name="close"),
    path("needs/<key:survey_id>/<str:token>/", answers.answer, name="answer"),
    path("needs/<key:survey_id>/<str:token>/thanks/", answers.thanks, name="thanks"),
]
