from django.urls import include, path

handler404 = "upside.web.front.errors.not_found"
handler500 = "upside.web.front.errors.broken"
handler403 = "upside.web.front.errors.forbidden"
handler400 = "upside.web.front.errors.bad_request"

urlpatterns = [
    path("", include("upside.web.front.urls")),
    path("", include("upside.web.people.urls")),
    path("", include("upside.web.surveys.urls")),
    path("", include("upside.web.programmes.urls")),
    path("", include("upside.web.demand.urls")),
    path("", include("upside.web.needs.urls")),
    path("", include("upside.web.suits.urls")),
    path("", include("upside.web.places.urls")),
    path("", include("upside.web.topics.urls")),
    path("", include("upside.web.kits.urls")),
    path("", include("upside.web.training.urls")),
    path("", include("upside.web.calendars.urls")),
    path("", include("upside.web.calls.urls")),
    path("", include("upside.web.evidence.urls")),
    path("", include("upside.web.matching.urls")),
    path("", include("upside.web.studio.urls")),
    path("", include("upside.web.by_hand.urls")),
    path("", include("upside.web.choosing.urls")),
    path("", include("upside.web.clinics.urls")),
    path("", include("upside.web.meetings.urls")),
    path("", include("upside.web.circles.urls")),
    path("", include("upside.web.groups.urls")),
    path("", include("upside.web.pairs.urls")),
    path("", include("upside.web.feeds.urls")),
    path("", include("upside.web.momentum.urls")),
    path("", include("upside.web.word.urls")),
    path("", include("upside.web.farewells.urls")),
    path("", include("upside.web.box.urls")),
    path("", include("upside.web.grids.urls")),
    path("", include("upside.web.insights.urls")),
    path("", include("upside.web.audit.urls")),
]
