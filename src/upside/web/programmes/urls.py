from django.urls import path

from upside.web.programmes import (
    gallery,
    invitations,
    launch,
    lessons,
    people,
    places,
    team,
    training,
    views,
    wording,
)
from upside.web.programmes.editor import views as editor

app_name = "programmes"

urlpatterns = [
    path("programmes/", views.programme_list, name="list"),
    path("programmes/templates/", gallery.gallery, name="gallery"),
    path("programmes/templates/<slug:name>/", gallery.template_page, name="template"),
    path("programmes/companies/", gallery.company_list, name="companies"),
    path("programmes/companies/<slug:slug>/", gallery.company_page, name="company"),
    path("programmes/wording/", wording.wording, name="wording"),
    path("programmes/new/", views.new, name="new"),
    path("programmes/<key:programme_id>/", editor.programme, name="programme"),
    path("programmes/<key:programme_id>/edit/<slug:key>/", editor.edit, name="edit"),
    path("programmes/<key:programme_id>/charter/", editor.charter, name="charter"),
    path("programmes/<key:programme_id>/source/", editor.source, name="source"),
    path("programmes/<key:programme_id>/file.yaml", editor.file, name="file"),
    path("programmes/<key:programme_id>/versions/<key:number>/", editor.version, name="version"),
    path("programmes/<key:programme_id>/lessons/", lessons.lessons, name="lessons"),
    path("programmes/<key:programme_id>/lessons/<key:lesson_id>/", lessons.lesson, name="lesson"),
    path(
        "programmes/<key:programme_id>/lessons/<key:lesson_id>/drop/",
        lessons.drop,
        name="drop_lesson",
    ),
    path("programmes/<key:programme_id>/next/", lessons.next_cohort, name="next"),
    path("cohorts/<key:cohort_id>/", views.cohort, name="cohort"),
    path("cohorts/<key:cohort_id>/launch/", launch.launch, name="launch"),
    path("cohorts/<key:cohort_id>/move/<key:number>/", launch.move, name="move"),
    path("cohorts/<key:cohort_id>/invite/", invitations.invite, name="invite"),
    path("cohorts/<key:cohort_id>/people/", people.enrolments, name="enrolments"),
    path("cohorts/<key:cohort_id>/places/", places.places, name="places"),
    path("cohorts/<key:cohort_id>/people/<key:place_id>/move-up/", places.move_up, name="move_up"),
    path(
        "cohorts/<key:cohort_id>/people/<key:place_id>/withdraw/", people.withdraw, name="withdraw"
    ),
    path("cohorts/<key:cohort_id>/people/<key:place_id>/amend/", people.amend, name="amend"),
    path("cohorts/<key:cohort_id>/training/", training.training, name="training"),
    path("cohorts/<key:cohort_id>/team/", team.team, name="team"),
    path("cohorts/<key:cohort_id>/team/<key:grant_id>/revoke/", team.revoke, name="revoke"),
]
