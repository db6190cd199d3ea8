from django.urls import path

from upside.web.topics import views

app_name = "topics"

urlpatterns = [
    path("topics/", views.topic_list, name="list"),
    path("topics/<key:skill_id>/", views.topic, name="topic"),
]
