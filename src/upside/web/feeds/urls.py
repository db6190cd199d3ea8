from django.urls import path

from upside.web.feeds import views

app_name = "feeds"

urlpatterns = [
    path("calendar/feed/", views.mine, name="mine"),
    path("calendar/feed/make/", views.make, name="make"),
    path("calendar/feed/off/", views.off, name="off"),
    path("calendar/feed/<slug:secret>.ics", views.feed, name="feed"),
]
