"""Noting that a mentee showed their team what they learned."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.feedback.actions.pulses import NotAsked, OffTheScale
from upside.feedback.models import PassedOn
from upside.feedback.queries import skills_received
from upside.kernel import audit
from upside.people.models import Person
from upside.sessions.models import Session
from upside.skills.models import Skill

__all__ = ["MOST_PEOPLE", "pass_on"]

MOST_PEOPLE = 500


@transaction.atomic
def pass_on(
    session: Session, *, skill: Skill | None, n_people: int, by: Person, at: datetime
) -> PassedOn | None:
    """Keep that ``by`` showed their team something of ``session``, and to how many people.

    Saying it again corrects it, nobody (0) takes it away. Refused: anybody but the mentee, a
    session not held, a skill that did not come to them in it, a number that cannot be. The log
    says that it was told, neither what nor to how many.
    """
    if by.pk != session.pair.mentee_id:
        raise NotAsked(_("Only the mentee of this session is asked."))
    if Session.objects.select_for_update().get(pk=session.pk).state != Session.State.HELD:
        raise NotAsked(_("This question comes after the session. Say first that you met."))
    noted = session.exchanges.select_related("skill")
    if skill and skill not in [one.skill for one in skills_received(session, noted, by)]:
        raise NotAsked(_("Choose a topic that came to you in this session."))
    if not 0 <= n_people <= MOST_PEOPLE:
        raise OffTheScale(_("Write a number of people from 0 to 500."))
    if n_people == 0:
        PassedOn.objects.filter(session=session, person=by).delete()
        return None
    said = {"skill": skill, "n_people": n_people, "told_at": at}
    told, _is_new = PassedOn.objects.update_or_create(session=session, person=by, defaults=said)
    programme = session.pair.cohort.programme
    audit.record(verb="session.passed_on", subject=session, actor=by, at=at, programme=programme)
    return told
