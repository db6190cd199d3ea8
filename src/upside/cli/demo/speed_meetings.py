"""The demo holds a speed meeting; people say whom they would like; then comes a round."""

from datetime import datetime, timedelta

from upside.cli.demo.rounds import answer_proposals, released_round
from upside.cli.demo.stage import Stage
from upside.matching import actions as matching
from upside.matching.models import Attendee, SpeedMeeting
from upside.matching.queries import asked_of, met_by, people_to_meet

__all__ = ["by_speed_meeting"]

DAYS_BEFORE_ROUND = {"planned": 12, "event": 5, "closed": 2}
N_ROUNDS = 10
PLACE = "Salle Horizon"
MOST_RANKED = 3
SILENT, NO_CHOICE, RATHER_NOT = 0.07, 0.12, 0.15


def by_speed_meeting(stage: Stage) -> None:
    """Hold an event with a cancellation, take preferences, run the round, let people answer."""
    held = _held(stage)
    _answer(stage, held)
    matching.close_preferences(held, by=stage.coordinator, at=_before(stage, "closed", 18))
    answer_proposals(stage, released_round(stage, stage.days["round"]))


def _held(stage: Stage) -> SpeedMeeting:
    at, by = _before(stage, "planned", 10), stage.coordinator
    places = people_to_meet(stage.cohort)
    mentees = sum(one.enrolment.role == "mentee" for one in places)
    n_tables = max(min(mentees, len(places) - mentees), 1)
    plan = matching.MeetingPlan(
        starts_at=_before(stage, "event", 14),
        preferences_until=_before(stage, "closed", 20),
        n_tables=n_tables,
        n_rounds=N_ROUNDS,
        place=PLACE,
    )
    planned = matching.plan_meeting(stage.cohort, plan, by=by, at=at)
    matching.make_rotation(planned, by=by, at=at)
    announced = matching.announce_meeting(planned, by=by, at=at + timedelta(hours=1))
    _cancel(stage, announced)
    return announced


def _cancel(stage: Stage, announced: SpeedMeeting) -> None:
    """Let one person say that they cannot come; the rotation is made again for those concerned."""
    one = announced.attendees.order_by("pk").last()
    if one is not None and announced.attendees.filter(role=one.role).count() > 1:
        at = _before(stage, "event", 9)
        matching.say_away(one, away=True, at=at)
        matching.make_rotation(announced, by=stage.coordinator, at=at + timedelta(hours=1))


def _answer(stage: Stage, held: SpeedMeeting) -> None:
    """Let most people rank a few of those they met; some rather would not go on with somebody."""
    matching.follow_meetings(at=_before(stage, "event", 18))
    for one in asked_of(held):
        mood = stage.dice.random()
        if mood > SILENT:
            chosen = {} if mood < NO_CHOICE else _chosen(stage, one)
            matching.save_preferences(one, chosen, at=_before(stage, "event", 20))


def _chosen(stage: Stage, one: Attendee) -> dict[int, int | None]:
    met = [person.pk for person in met_by(one)]
    stage.dice.shuffle(met)
    said: dict[int, int | None] = dict(zip(met, range(1, MOST_RANKED + 1), strict=False))
    if len(met) > MOST_RANKED and stage.dice.random() < RATHER_NOT:
        said[met[-1]] = None
    return said


def _before(stage: Stage, what: str, hour: int) -> datetime:
    return stage.before(stage.days["round"] + DAYS_BEFORE_ROUND[what], hour=hour)
