from django.urls import path

from upside.web.groups import views

app_name = "groups"

urlpatterns = [
    path("cohorts/<key:cohort_id>/groups/", views.groups, name="list"),
    path("groups/<key:group_id>/", views.group, name="group"),
    path("groups/<key:group_id>/book/", views.book, name="book"),
    path("groups/<key:group_id>/rename/", views.rename, name="rename"),
    path("groups/<key:group_id>/add/", views.add, name="add"),
    path("groups/<key:group_id>/take-out/", views.take_out, name="take_out"),
    path("groups/<key:group_id>/dissolve/", views.dissolve, name="dissolve"),
]
