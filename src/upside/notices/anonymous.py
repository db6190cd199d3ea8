"""Links that let somebody in without saying who: made when a mail is written, and kept nowhere.

A link holds a random number and our signature under it; that the signature is ours is all that can
be told of it. Neither the number nor the link is stored with the mail, so nobody can tell from the
database who got which. What comes back is kept under a hash of the number.
"""

import hashlib
import secrets

from django.conf import settings
from django.core.signing import BadSignature, Signer

__all__ = ["anonymous_link", "anonymous_token", "key_of_token"]

BYTES = 16


def anonymous_token(path: str) -> str:
    """Return a new token for the pages under ``path``; no two are alike."""
    return _signer(path).sign(secrets.token_urlsafe(BYTES))


def anonymous_link(path: str) -> str:
    """Return the absolute address of ``path`` with a new token: good for everybody who has it."""
    return f"{settings.BASE_URL}{path}{anonymous_token(path)}/"


def key_of_token(token: str, path: str) -> str | None:
    """Return under which key an answer with ``token`` is kept; None where it is not ours."""
    try:
        number = _signer(path).unsign(token)
    except BadSignature:
        return None
    return hashlib.sha256(f"{path}{number}".encode()).hexdigest()


def _signer(path: str) -> Signer:
    return Signer(salt=f"upside.anonymous:{path}")
