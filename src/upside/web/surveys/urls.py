from django.urls import path

from upside.web.surveys import views

app_name = "surveys"

urlpatterns = [
    path("people/surveys/", views.upload, name="upload"),
    path("people/surveys/<key:survey_id>/", views.questions, name="questions"),
    path("people/surveys/<key:survey_id>/texts/", views.texts, name="texts"),
    path("people/surveys/<key:survey_id>/check/", views.check, name="check"),
    path("people/surveys/<key:survey_id>/apply/", views.apply, name="apply"),
    path("people/surveys/<key:survey_id>/faults.csv", views.faults, name="faults"),
    path("people/surveys/<key:survey_id>/drop/", views.drop, name="drop"),
]
