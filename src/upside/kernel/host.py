"""The name of this installation, by which it knows again what it wrote itself."""

from urllib.parse import urlsplit

from django.conf import settings

__all__ = ["host"]


def host() -> str:
    """Return the name under which this installation signs what it puts in calendars."""
    return urlsplit(settings.BASE_URL).hostname or "upside"
