from django.urls import path

from upside.web.places import suggestions, views

app_name = "places"

urlpatterns = [
    path("places/<key:place_id>/", views.place, name="place"),
    path("places/<key:place_id>/answer/", views.answer, name="answer"),
    path("places/<key:place_id>/profile/", views.profile, name="profile"),
    path("places/<key:place_id>/withdraw/", views.withdraw, name="withdraw"),
    path(
        "places/<key:place_id>/colleagues/", suggestions.colleague_suggest, name="colleague_suggest"
    ),
    path("skills/suggest/", suggestions.skill_suggest, name="skill_suggest"),
]
