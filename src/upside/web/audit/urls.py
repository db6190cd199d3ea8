from django.urls import path

from upside.web.audit import views

app_name = "audit"

urlpatterns = [
    path("audit/", views.log, name="log"),
    path("audit/rules/", views.rules, name="rules"),
    path("system/", views.system, name="system"),
]
