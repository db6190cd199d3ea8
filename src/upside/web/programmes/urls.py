from django.urls import path

from upside.web.programmes import invitations, people, team, views

app_name = "programmes"

urlpatterns = [
    path("programmes/", views.programme_list, name="list"),
    path("programmes/templates/", views.gallery, name="gallery"),
    path("programmes/new/", views.new, name="new"),
    path("cohorts/<key:cohort_id>/", views.cohort, name="cohort"),
    path("cohorts/<key:cohort_id>/invite/", invitations.invite, name="invite"),
    path("cohorts/<key:cohort_id>/people/", people.enrolments, name="enrolments"),
    path(
        "cohorts/<key:cohort_id>/people/<key:place_id>/withdraw/", people.withdraw, name="withdraw"
    ),
    path("cohorts/<key:cohort_id>/people/<key:place_id>/amend/", people.amend, name="amend"),
    path("cohorts/<key:cohort_id>/team/", team.team, name="team"),
    path("cohorts/<key:cohort_id>/team/<key:grant_id>/revoke/", team.revoke, name="revoke"),
]
