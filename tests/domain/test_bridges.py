"""Units bridged: one meaning for the report, the round and the first page."""

import pytest

from tests.factories import PairFactory, PersonFactory, ProposalFactory, RoundFactory, UnitFactory
from upside.insights.report import report_of
from upside.pairs.bridges import bridges
from upside.pairs.models import Pair
from upside.web.front.figures import figures

pytestmark = pytest.mark.django_db
TWOS = [("Sales", "Finance"), ("Sales/East", "Sales/West"), ("Sales", "Sales"), ("Sales", "")]


@pytest.mark.parametrize(
    ("two", "is_bridge"), [*zip(TWOS, (True, True, False, False), strict=True)]
)
def test_a_pair_bridges_two_units_that_are_known_and_differ(two, is_bridge):
    assert bridges(*two) is bridges(*reversed(two)) is is_bridge


def test_nothing_known_bridges_nothing():
    assert not bridges(None, "Sales")
    assert not bridges("", "")


def test_report_first_page_and_round_count_the_same(client, coordinator, cohort):
    names = {name for two in TWOS for name in two if name}
    made = {name: UnitFactory(path=name) for name in names}
    round_ = RoundFactory(cohort=cohort)
    for mentor, mentee in TWOS:
        pair = PairFactory(
            cohort=cohort,
            state=Pair.State.ACTIVE,
            mentor=PersonFactory(unit=made.get(mentor)),
            mentee=PersonFactory(unit=made.get(mentee)),
        )
        ProposalFactory(
            round=round_, mentor=pair.mentor, mentee=pair.mentee, why={"units": [mentor, mentee]}
        )
    client.force_login(coordinator)

    page = client.get(f"/rounds/{round_.pk}/").context

    assert page["n_bridges"] == report_of(cohort).silos.n_bridging == figures().bridges == 2
