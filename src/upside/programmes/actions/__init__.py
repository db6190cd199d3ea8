"""Writes of programmes: who may run them, who takes part, what people say about themselves."""

from upside.programmes.actions.invitations import (
    AnswerNotTheirs,
    InviteOutcome,
    NotInvitable,
    answer_invitation,
    invite,
    invite_many,
    record_yes,
)
from upside.programmes.actions.places import (
    BadPlace,
    refresh_all,
    refresh_readiness,
    save_place,
    withdraw,
)
from upside.programmes.actions.profile import (
    BadWish,
    drop_wish,
    save_wish,
    share_skill,
    stop_sharing,
    stop_wanting,
    want_skill,
)
from upside.programmes.actions.setup import (
    CannotGrant,
    CannotStart,
    create_programme,
    grant_role,
    revoke_role,
)

__all__ = [
    "AnswerNotTheirs",
    "BadPlace",
    "BadWish",
    "CannotGrant",
    "CannotStart",
    "InviteOutcome",
    "NotInvitable",
    "answer_invitation",
    "create_programme",
    "drop_wish",
    "grant_role",
    "invite",
    "invite_many",
    "record_yes",
    "refresh_all",
    "refresh_readiness",
    "revoke_role",
    "save_place",
    "save_wish",
    "share_skill",
    "stop_sharing",
    "stop_wanting",
    "want_skill",
    "withdraw",
]
