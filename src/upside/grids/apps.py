from django.apps import AppConfig


class GridsConfig(AppConfig):
    name = "upside.grids"
    default_auto_field = "django.db.models.BigAutoField"
