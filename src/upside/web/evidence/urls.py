from django.urls import path

from upside.web.evidence import views

app_name = "evidence"

urlpatterns = [
    path("levels/<key:skill_id>/", views.level, name="level"),
    path("levels/<key:skill_id>/colleagues/", views.colleagues, name="colleagues"),
    path("levels/<key:skill_id>/ask/", views.ask, name="ask"),
    path("levels/<key:skill_id>/certificate/", views.certificate, name="certificate"),
    path("evidence/", views.waiting, name="waiting"),
    path("evidence/record/<key:sheet_id>/", views.record, name="record"),
    path("evidence/<key:evidence_id>/", views.answer, name="answer"),
    path("evidence/<key:evidence_id>/contest/", views.contest, name="contest"),
    path("evidence/<key:evidence_id>/take-back/", views.take_back, name="take_back"),
]
