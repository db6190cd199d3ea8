from django.urls import path

from upside.web.topics import inbox, views

app_name = "topics"

urlpatterns = [
    path("topics/", views.topic_list, name="list"),
    path("topics/<key:skill_id>/", views.topic, name="topic"),
    path("topics/asked/", inbox.asked, name="asked"),
    path("topics/asked/<key:request_id>/", inbox.word, name="word"),
    path("topics/asked/<key:request_id>/map/", inbox.map_, name="map"),
    path("topics/asked/<key:request_id>/add/", inbox.add, name="add"),
    path("topics/asked/<key:request_id>/drop/", inbox.drop, name="drop"),
]
