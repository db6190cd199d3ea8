from django.urls import path

from upside.web.places import manager_views, suggestions, views

app_name = "places"

urlpatterns = [
    path("my-place/", views.mine, name="mine"),
    path("places/<key:place_id>/", views.place, name="place"),
    path("places/<key:place_id>/answer/", views.answer, name="answer"),
    path("places/<key:place_id>/profile/", views.profile, name="profile"),
    path("places/<key:place_id>/withdraw/", views.withdraw, name="withdraw"),
    path("cohorts/<key:cohort_id>/my-manager/", manager_views.mine, name="my_manager"),
    path("places/<key:place_id>/manager/", manager_views.manager, name="manager"),
    path("places/<key:place_id>/manager/send/", manager_views.send, name="manager_send"),
    path(
        "places/<key:place_id>/colleagues/", suggestions.colleague_suggest, name="colleague_suggest"
    ),
    path("skills/suggest/", suggestions.skill_suggest, name="skill_suggest"),
]
