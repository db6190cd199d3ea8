from django.urls import path

from upside.web.box import views

app_name = "box"

urlpatterns = [
    path("suggestions/", views.box, name="box"),
    path("suggestions/<key:suggestion_id>/", views.suggestion, name="suggestion"),
    path("suggestions/<key:suggestion_id>/lesson/", views.lesson, name="lesson"),
]
