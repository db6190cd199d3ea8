from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "upside.community"
    label = "community"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have dates of circles written into the calendars of those who ask for it."""
        from upside.calendars.entries import register  # noqa: PLC0415 - models are not loaded yet
        from upside.community.queries import dates_to_write  # noqa: PLC0415

        register(dates_to_write)
