"""One programme with one of everything in it, and somebody in each role."""

from types import SimpleNamespace

from tests.factories import (
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    ProposalFactory,
    RoleGrantFactory,
    RoundFactory,
    SessionFactory,
)
from upside.pairs.models import Pair
from upside.people.models import PeopleImport

ROLES = (
    "stranger", "mentor", "mentee", "assistant", "coach", "sponsor", "evaluator", "auditor",
    "administrator", "coordinator",
)  # fmt: skip


def build_world(programme, cohort, coordinator, stranger):
    """Return people by role and things by name."""
    named = {role: PersonFactory() for role in ROLES if role not in {"coordinator", "stranger"}}
    named |= {"coordinator": coordinator, "stranger": stranger}
    for role in ("coach", "sponsor", "evaluator", "auditor"):
        RoleGrantFactory(person=named[role], role=role, programme=programme)
    RoleGrantFactory(person=named["administrator"], role="administrator", programme=None)
    two = {"mentor": named["mentor"], "mentee": named["mentee"]}
    place = EnrolmentFactory(cohort=cohort, person=named["mentor"], role="mentor")
    EnrolmentFactory(
        cohort=cohort, person=named["mentee"], role="mentee", assistant=named["assistant"]
    )
    round_ = RoundFactory(cohort=cohort, state="released")
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE, **two)
    things = {
        "one": SimpleNamespace(pk=1),
        "cohort": cohort,
        "place": place,
        "grant": coordinator.role_grants.get(),
        "round": round_,
        "proposal": ProposalFactory(round=round_, **two),
        "pair": pair,
        "session": SessionFactory(pair=pair),
        "people_import": PeopleImport.objects.create(
            file_name="staff.csv", uploaded_by=coordinator, uploaded_at=place.invited_at
        ),
    }
    return named, things
