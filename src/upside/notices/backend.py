"""Who may sign in by a link, and stay signed in."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from sesame.backends import ModelBackend

__all__ = ["LinkBackend"]


class LinkBackend(ModelBackend):  # type: ignore[misc]  # sesame has no types
    """Lets in active people who have a mail: links are bound to it, and end when it changes."""

    def user_can_authenticate(self, user: AbstractBaseUser | AnonymousUser | None) -> bool:
        has_mail = bool(getattr(user, "email", None))
        return has_mail and bool(super().user_can_authenticate(user))
