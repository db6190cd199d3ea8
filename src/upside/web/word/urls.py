from django.urls import path

from upside.web.word import views

app_name = "word"

urlpatterns = [
    path("word/", views.start, name="start"),
    path("word/<key:concern_id>/", views.concern, name="concern"),
    path("word/<key:concern_id>/answer/", views.answer, name="answer"),
    path("word/<key:concern_id>/close/", views.close, name="close"),
]
