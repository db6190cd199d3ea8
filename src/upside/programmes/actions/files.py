"""What a file brings in at once: people, places, skills with wants; and who is ready by it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel.errors import Refused
from upside.people import actions as people
from upside.people.imports.mapping import Mapping as Columns
from upside.people.imports.outcome import Choices, Outcome
from upside.people.imports.storing import Stored
from upside.people.models import PeopleImport, Person
from upside.programmes.actions.invitations import invite_many, record_yes
from upside.programmes.actions.places import refresh_all, save_place
from upside.programmes.models import Cohort, Enrolment
from upside.programmes.slots import Stretch
from upside.skills import actions as skills
from upside.skills.actions import add_topics, import_skills, load_catalogue
from upside.skills.models import SurveyFile
from upside.skills.surveys.outcome import SurveyOutcome
from upside.skills.surveys.plan import SurveyMap

__all__ = [
    "EnrolLine",
    "EnrolOutcome",
    "UnknownPeople",
    "enrol_people",
    "take_in_import",
    "take_in_people",
    "take_in_skills",
    "take_in_survey",
    "take_in_survey_file",
]

SHOWN = 5
SkillLines = Callable[[], Iterable[Mapping[str, str]]]


class UnknownPeople(Refused):
    """Ids that nobody has."""


@dataclass(frozen=True, slots=True)
class EnrolLine:
    """One person to enrol; None where the file does not say."""

    id: str
    seats: int | None = None
    languages: list[str] | None = None
    slots: list[Stretch] | None = None


@dataclass(frozen=True, slots=True)
class EnrolOutcome:
    """How many people were invited, how many not and why, and whose answer was taken over."""

    invited: int
    already: int
    without_mail: int
    left: int
    answered: int
    not_meant: int = 0
    waiting: int = 0


@transaction.atomic
def enrol_people(
    cohort: Cohort,
    lines: list[EnrolLine],
    role: str,
    *,
    said_yes: bool,
    by: Person | None,
    at: datetime,
) -> EnrolOutcome:
    """Invite the people of ``lines``, all together or nobody; the log tells of each step.

    With ``said_yes`` they answered outside the product: the yes of those who were only invited
    so far is taken over, with the seats, languages and slots of their line, in the order of the
    lines: where all places are taken, the others go on the waiting list.
    Refused for ids that nobody has, and for all that an invitation and a place are refused for.
    """
    found = _people(lines)
    outcome = invite_many(cohort, found.values(), role, said_yes=said_yes, by=by, at=at)
    taken = _take_over(cohort, lines, found, role, by=by, at=at) if said_yes else []
    return EnrolOutcome(
        invited=outcome.invited,
        already=outcome.already,
        without_mail=outcome.without_mail,
        left=outcome.left,
        not_meant=outcome.not_meant,
        answered=len(taken),
        waiting=sum(place.state == Enrolment.State.WAITING for place in taken),
    )


def _people(lines: list[EnrolLine]) -> dict[str, Person]:
    wanted = {line.id for line in lines}
    # what an invitation reads of a person, so that nobody is asked for one by one
    everybody = Person.objects.select_related("unit").only(
        "pk", "external_id", "email", "is_active", "ui_language", "languages", "country",
        "grade", "site", "unit__path",
    )  # fmt: skip
    found = {person.external_id: person for person in everybody if person.external_id in wanted}
    unknown = [line.id[:60] for line in lines if line.id not in found]
    if unknown:
        raise UnknownPeople(
            _("Nobody has these ids: %(ids)s (%(n)s in all). Nobody was invited.")
            % {"ids": ", ".join(unknown[:SHOWN]), "n": len(unknown)}
        )
    return {line.id: found[line.id] for line in lines}


def _take_over(
    cohort: Cohort,
    lines: list[EnrolLine],
    found: dict[str, Person],
    role: str,
    *,
    by: Person | None,
    at: datetime,
) -> list[Enrolment]:
    asked = Enrolment.objects.filter(cohort=cohort, role=role, state=Enrolment.State.INVITED)
    places = {place.person_id: place for place in asked}
    taken = []
    for line in lines:
        place = places.pop(found[line.id].pk, None)
        if place is None:
            continue
        taken.append(record_yes(place, by=by, at=at))
        if line.seats is not None or line.languages or line.slots:
            seats = line.seats if role == Enrolment.Role.MENTOR else None
            save_place(place, seats=seats, languages=line.languages, slots=line.slots, by=by, at=at)
    return taken


@transaction.atomic
def take_in_people(
    stored: Stored,
    columns: Columns,
    choices: Choices,
    *,
    name: str,
    by: Person | None,
    at: datetime,
) -> Outcome:
    """Import people as ``people.import_people`` does, then settle who is ready by what came in.

    A grade that comes makes ready whoever waited for it; a grade or a mail that goes takes the
    readiness with it, so that nobody enters a round without one. Refused as an import is.
    """
    outcome = people.import_people(stored, columns, choices, name=name, by=by, at=at)
    refresh_all(at=at)
    return outcome


@transaction.atomic
def take_in_import(
    import_: PeopleImport, choices: Choices, *, revision: int, by: Person, at: datetime
) -> PeopleImport:
    """Import an uploaded file as ``people.apply_import`` does, then settle who is ready by it.

    Refused as an import is.
    """
    applied = people.apply_import(import_, choices, revision=revision, by=by, at=at)
    refresh_all(at=at)
    return applied


@transaction.atomic
def take_in_skills(
    lines: SkillLines, *, new_topics: bool, dry_run: bool, by: Person | None, at: datetime
) -> dict[str, Any]:
    """Take in a file of skills: the catalogue first, its topics, its levels, who is ready by them.

    ``lines`` is called once for each reading. With ``new_topics`` what the catalogue lacks is
    added to it; with ``dry_run`` everything is checked and nothing is kept.

    Raises
    ------
    SkillsFileRefused
        If any line is faulty; nothing was changed then.
    """
    load_catalogue(at=at)
    names = (line.get("skill", "") for line in lines()) if new_topics else ()
    added = add_topics(names, by=by, at=at)
    counts = import_skills(lines(), by=by, at=at)
    changed = refresh_all(at=at)
    transaction.set_rollback(dry_run)
    return counts | {"topics_added": [str(topic) for topic in added], "changed_places": changed}


@transaction.atomic
def take_in_survey(
    stored: Stored,
    plan: SurveyMap,
    *,
    only_good: bool,
    dry_run: bool,
    by: Person | None,
    at: datetime,
) -> SurveyOutcome:
    """Turn a survey into levels and wants, then settle who is ready by them; remember its mapping.

    With ``dry_run`` everything is checked and nothing is kept. Refused as ``import_survey`` is.
    """
    load_catalogue(at=at)
    outcome = skills.import_survey(stored, plan, only_good=only_good, by=by, at=at)
    skills.remember_survey(plan, at=at)
    refresh_all(at=at)
    transaction.set_rollback(dry_run)
    return outcome


@transaction.atomic
def take_in_survey_file(
    file: SurveyFile, *, only_good: bool, revision: int, by: Person, at: datetime
) -> SurveyFile:
    """Apply an uploaded survey as ``skills.apply_survey`` does, then settle who is ready by it.

    Refused as that is.
    """
    applied = skills.apply_survey(file, only_good=only_good, revision=revision, by=by, at=at)
    refresh_all(at=at)
    return applied
