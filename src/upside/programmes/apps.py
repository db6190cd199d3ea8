from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "upside.programmes"
    default_auto_field = "django.db.models.BigAutoField"
