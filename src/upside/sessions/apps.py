from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "upside.sessions"
    label = "meetings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have sessions and first calls written into the calendars of those who ask for it."""
        from upside.calendars.entries import register  # noqa: PLC0415 - models are not loaded yet
        from upside.sessions.written import (  # noqa: PLC0415
            calls_to_write,
            sessions_to_write,
        )

        register(sessions_to_write)
        register(calls_to_write)
