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
from upside.matching.actions.studio import (
    NothingToUndo,
    SetupParts,
    StudioMoved,
    change_setup,
    follow_programme,
    undo_change,
)

__all__ = [
    "LONGEST_NOTE",
    "LONGEST_REASON",
    "AlreadyAnswered",
    "CannotBeFixed",
    "HeldElsewhere",
    "NoSuchStep",
    "NobodyReady",
    "NotAsked",
    "NotHeld",
    "NotInPool",
    "NotProposed",
    "NothingToRelease",
    "NothingToUndo",
    "ProposalLate",
    "ProposalOver",
    "ReasonNeeded",
    "RoundDecided",
    "RoundUnderWay",
    "ScenarioRefused",
    "SetupParts",
    "StudioMoved",
    "answer_proposal",
    "change_setup",
    "drop_round",
    "expire_proposals",
    "follow_programme",
    "hold_pair",
    "leave_rest",
    "let_go",
    "loosen_rule",
    "propose_pair",
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
    "take_out",
    "undo_change",
    "work_out_round",
]
