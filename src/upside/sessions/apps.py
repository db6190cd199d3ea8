from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "upside.sessions"
    label = "meetings"
    default_auto_field = "django.db.models.BigAutoField"
