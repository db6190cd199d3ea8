"""One of the two thinks that they are done: the other would rather go on, or it is taken back."""

from datetime import timedelta

import pytest

from tests.factories import MONDAY_NINE, CohortFactory, PairFactory, PersonFactory
from upside.kernel.models import AuditEntry
from upside.notices.mail import write_mail
from upside.notices.models import Notice
from upside.pairs.actions import NotOneOfThePair, NotTheEnd, PairClosed, ask_again, close_pair
from upside.pairs.farewell_models import Farewell
from upside.pairs.models import Pair
from upside.sessions.actions import go_on, wind_up

pytestmark = pytest.mark.django_db

NOW = MONDAY_NINE + timedelta(days=60)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def pair():
    return PairFactory(cohort=CohortFactory(), state=Pair.State.ACTIVE, activated_at=MONDAY_NINE)


def mails(template):
    return list(Notice.objects.filter(template=template).order_by("pk"))


def test_the_other_would_rather_go_on_and_whoever_said_so_is_told_once(pair):
    wind_up(pair, by=pair.mentor, at=NOW)

    assert go_on(pair, by=pair.mentee, at=NOW)
    assert not go_on(pair, by=pair.mentee, at=LATER)

    [told] = mails("farewell_declined")
    assert told.person == pair.mentor
    assert "would rather go on" in write_mail(told).text
    assert not Farewell.objects.exists()
    assert AuditEntry.objects.filter(verb="farewell.done_unsaid").count() == 1


def test_it_is_taken_back_and_can_be_said_again(pair):
    wind_up(pair, by=pair.mentor, at=NOW)

    assert go_on(pair, by=pair.mentor, at=NOW)
    wind_up(pair, by=pair.mentor, at=LATER)

    assert [one.person for one in mails("farewell_taken_back")] == [pair.mentee]
    assert "has taken it back" in write_mail(mails("farewell_taken_back")[0]).text
    assert [one.person for one in mails("farewell_asked")] == [pair.mentee] * 2
    wind_up(pair, by=pair.mentee, at=LATER)
    assert Farewell.objects.get().cause == "agreed"


def test_nothing_is_taken_back_once_both_said_so_or_by_somebody_else(pair):
    assert not go_on(pair, by=pair.mentee, at=NOW)
    wind_up(pair, by=pair.mentor, at=NOW)
    with pytest.raises(NotOneOfThePair):
        go_on(pair, by=PersonFactory(), at=NOW)
    wind_up(pair, by=pair.mentee, at=NOW)
    with pytest.raises(NotTheEnd, match="book another date"):
        go_on(pair, by=pair.mentee, at=NOW)
    close_pair(pair, ending="completed", by=None, at=NOW)
    with pytest.raises(PairClosed):
        go_on(pair, by=pair.mentee, at=NOW)


def test_a_no_to_the_next_time_is_remembered(pair):
    close_pair(pair, ending="completed", by=None, at=NOW)

    kept = ask_again(pair, wanted=False, by=pair.mentee, at=LATER)

    assert (kept.asks_again, kept.next_time_at) == (False, LATER)
