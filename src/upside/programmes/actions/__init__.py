"""Writes of programmes: who may run them, who takes part, what people say about themselves."""

from upside.programmes.actions.advised import take_over_advice
from upside.programmes.actions.assistants import (
    CannotAssist,
    drop_assistant,
    name_assistant,
)
from upside.programmes.actions.files import (
    EnrolLine,
    EnrolOutcome,
    UnknownPeople,
    enrol_people,
    take_in_import,
    take_in_people,
    take_in_skills,
)
from upside.programmes.actions.invitations import (
    AnswerNotTheirs,
    InviteOutcome,
    NotInvitable,
    answer_invitation,
    invite,
    invite_many,
    record_yes,
)
from upside.programmes.actions.launching import (
    NotLaunched,
    check_launched,
    launch_cohort,
    record_gate,
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
    programme_from_file,
    revoke_role,
    slug_of,
)
from upside.programmes.actions.unanswered import (
    AnsweredBefore,
    change_invited_role,
    take_back_invitation,
)
from upside.programmes.actions.versions import (
    NotThisProgramme,
    change_programme,
    checked,
    move_cohort,
    text_changed,
    text_of_programme,
)

__all__ = [
    "AnswerNotTheirs",
    "AnsweredBefore",
    "BadPlace",
    "BadWish",
    "CannotAssist",
    "CannotGrant",
    "CannotStart",
    "EnrolLine",
    "EnrolOutcome",
    "InviteOutcome",
    "NotInvitable",
    "NotLaunched",
    "NotThisProgramme",
    "UnknownPeople",
    "answer_invitation",
    "change_invited_role",
    "change_programme",
    "check_launched",
    "checked",
    "create_programme",
    "drop_assistant",
    "drop_wish",
    "enrol_people",
    "grant_role",
    "invite",
    "invite_many",
    "launch_cohort",
    "move_cohort",
    "name_assistant",
    "programme_from_file",
    "record_gate",
    "record_yes",
    "refresh_all",
    "refresh_readiness",
    "revoke_role",
    "save_place",
    "save_wish",
    "share_skill",
    "slug_of",
    "stop_sharing",
    "stop_wanting",
    "take_back_invitation",
    "take_in_import",
    "take_in_people",
    "take_in_skills",
    "take_over_advice",
    "text_changed",
    "text_of_programme",
    "want_skill",
    "withdraw",
]
