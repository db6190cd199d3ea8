from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "upside.notices"
    default_auto_field = "django.db.models.BigAutoField"
