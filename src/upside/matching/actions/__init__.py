"""Rounds and proposals: the engine proposes, a coordinator releases, two people answer."""

from upside.matching.actions.by_hand import (
    LONGEST_REASON,
    CannotBeFixed,
    HeldElsewhere,
    NotHeld,
    NotInPool,
    ReasonNeeded,
    hold_pair,
    let_go,
    swap_pairs,
)
from upside.matching.actions.clinic_bookings import book_time
from upside.matching.actions.clinic_endings import (
    call_off_time,
    give_back_time,
    keep_bookings,
    leave_clinics,
)
from upside.matching.actions.clinic_refusals import (
    BookingOver,
    CannotBook,
    CannotOffer,
    SlotTaken,
)
from upside.matching.actions.clinics import Offered, Series, offer_times, take_back_times
from upside.matching.actions.inviting import (
    LONGEST_MESSAGE,
    ChoiceClosed,
    NotYours,
    TakenAlready,
    TooManyInvitations,
    end_others,
    invite_to_pair,
    withdraw_invitation,
)
from upside.matching.actions.large_release import (
    send_release,
    start_release,
    stop_release,
    take_back_releases,
)
from upside.matching.actions.loosening import NoSuchStep, loosen_rule
from upside.matching.actions.proposals import (
    AlreadyAnswered,
    NotAsked,
    ProposalLate,
    ProposalOver,
    answer_proposal,
    expire_proposals,
)
from upside.matching.actions.proposing import NotProposed, propose_pair, take_out
from upside.matching.actions.ranking import BadRanks, rank_list
from upside.matching.actions.releasing import (
    LONGEST_NOTE,
    NothingToRelease,
    leave_rest,
    release_round,
)
from upside.matching.actions.rounds import RoundDecided, drop_round, stop_round
from upside.matching.actions.running import (
    NobodyReady,
    RoundUnderWay,
    run_round,
    start_round,
    work_out_round,
)
from upside.matching.actions.scenarios import (
    ScenarioRefused,
    rename_scenario,
    restore_scenario,
    save_scenario,
)
from upside.matching.actions.second_round import look_again, make_second_round
from upside.matching.actions.short_lists import (
    ChoiceDecided,
    NoShortLists,
    close_choice,
    make_lists,
    open_choice,
    prepare_lists,
    refresh_lists,
)
from upside.matching.actions.studio import (
    NothingToUndo,
    SetupParts,
    StudioMoved,
    change_setup,
    follow_programme,
    undo_change,
)

__all__ = [
    "LONGEST_MESSAGE",
    "LONGEST_NOTE",
    "LONGEST_REASON",
    "AlreadyAnswered",
    "BadRanks",
    "BookingOver",
    "CannotBeFixed",
    "CannotBook",
    "CannotOffer",
    "ChoiceClosed",
    "ChoiceDecided",
    "HeldElsewhere",
    "NoShortLists",
    "NoSuchStep",
    "NobodyReady",
    "NotAsked",
    "NotHeld",
    "NotInPool",
    "NotProposed",
    "NotYours",
    "NothingToRelease",
    "NothingToUndo",
    "Offered",
    "ProposalLate",
    "ProposalOver",
    "ReasonNeeded",
    "RoundDecided",
    "RoundUnderWay",
    "ScenarioRefused",
    "Series",
    "SetupParts",
    "SlotTaken",
    "StudioMoved",
    "TakenAlready",
    "TooManyInvitations",
    "answer_proposal",
    "book_time",
    "call_off_time",
    "change_setup",
    "close_choice",
    "drop_round",
    "end_others",
    "expire_proposals",
    "follow_programme",
    "give_back_time",
    "hold_pair",
    "invite_to_pair",
    "keep_bookings",
    "leave_clinics",
    "leave_rest",
    "let_go",
    "look_again",
    "loosen_rule",
    "make_lists",
    "make_second_round",
    "offer_times",
    "open_choice",
    "prepare_lists",
    "propose_pair",
    "rank_list",
    "refresh_lists",
    "release_round",
    "rename_scenario",
    "restore_scenario",
    "run_round",
    "save_scenario",
    "send_release",
    "start_release",
    "start_round",
    "stop_release",
    "stop_round",
    "swap_pairs",
    "take_back_releases",
    "take_back_times",
    "take_out",
    "undo_change",
    "withdraw_invitation",
    "work_out_round",
]
