"""The demo forms its pairs from short lists: people invite one another, or both sides rank."""

from datetime import datetime, timedelta

from upside.cli.demo.rounds import by_rounds
from upside.cli.demo.stage import Stage
from upside.kernel.errors import Refused
from upside.matching import actions as matching
from upside.matching.models import Choice, Proposal
from upside.matching.queries import ShortList, places_with_list, short_list_of
from upside.programmes.models import Enrolment

__all__ = ["by_choice", "by_ranks"]

DAYS_OF_CHOICE = 6
DAYS_TO_RANK = 5
WORDS = {
    "en": "Would you show me how you work with this? Half an hour would already help.",
    "fr": "Me montreriez-vous comment vous vous y prenez ? Une demi-heure m’aiderait déjà.",
}


def by_choice(stage: Stage) -> None:
    """Open the short lists, let mentees invite and mentors answer, and fill lists up meanwhile."""
    days_ago = stage.days["round"] + DAYS_OF_CHOICE
    _open(stage, days_ago)
    for number in range(DAYS_OF_CHOICE):
        at = stage.before(days_ago - number, hour=11)
        for found in _lists(stage, "mentee"):
            _invite(stage, found, at)
        later = at + timedelta(hours=5)
        for proposal in Proposal.objects.filter(cohort=stage.cohort, state="half").order_by("pk"):
            _answer(stage, proposal, later)
        matching.refresh_lists(at=later + timedelta(hours=1))


def by_ranks(stage: Stage) -> None:
    """Open the short lists, let both sides rank, and run a round that honours it."""
    opened = stage.days["round"] + DAYS_TO_RANK + 1
    _open(stage, opened, last_day=stage.before(stage.days["round"] + 1))
    at = stage.before(opened - 1, hour=11)
    for role in ("mentee", "mentor"):
        for found in _lists(stage, role):
            if stage.dice.random() < 0.15:  # noqa: PLR2004 - one in seven says nothing
                continue
            people = [card.person.pk for card in found.cards]
            stage.dice.shuffle(people)
            said = {pk: str(rank) for rank, pk in enumerate(people[:3], start=1)}
            if len(people) > 3 and stage.dice.random() < 0.1:  # noqa: PLR2004 - one in ten
                said[people[-1]] = "veto"
            matching.rank_list(found.place, said, at=at)
    by_rounds(stage)


def _open(stage: Stage, days_ago: float, last_day: datetime | None = None) -> Choice:
    at = stage.before(days_ago, hour=9)
    choice = matching.prepare_lists(stage.cohort, by=stage.coordinator, at=at)
    return matching.open_choice(
        choice,
        by=stage.coordinator,
        at=at + timedelta(hours=1),
        last_day=last_day.date() if last_day else None,
    )


def _lists(stage: Stage, role: str) -> list[ShortList]:
    places = Enrolment.objects.filter(cohort=stage.cohort, role=role, state="ready")
    found = []
    for place in places.select_related("person").order_by("pk"):
        own = places_with_list(place.person).get(pk=place.pk)
        if (short_list := short_list_of(own)) is not None and short_list.cards:
            found.append(short_list)
    return found


def _invite(stage: Stage, found: ShortList, at: datetime) -> None:
    """Invite one of the list, if nothing waits and the person may; some take a day to decide."""
    free = [card.person for card in found.cards if card.is_free]
    if found.n_invited or not free or stage.dice.random() < 0.3:  # noqa: PLR2004 - three in ten
        return
    language = found.place.person.ui_language or "en"
    words = WORDS[language] if stage.dice.random() < 0.5 else ""  # noqa: PLR2004 - every other
    try:
        matching.invite_to_pair(found.place, stage.dice.choice(free), at=at, message=words)
    except Refused:
        return  # in a pair by now, or somebody was quicker: as on the pages


def _answer(stage: Stage, proposal: Proposal, at: datetime) -> None:
    """Let most mentors say yes, a few no, and a few nothing yet."""
    mood = stage.dice.random()
    if mood < 0.8:  # noqa: PLR2004 - eight in ten
        matching.answer_proposal(proposal, yes=True, by=proposal.mentor, at=at)
    elif mood < 0.92:  # noqa: PLR2004 - one in eight
        matching.answer_proposal(proposal, yes=False, by=proposal.mentor, at=at)
