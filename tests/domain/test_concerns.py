"""“I feel uneasy”: it reaches the coach alone, is answered there, and goes some time after."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    RoleGrantFactory,
    SessionFactory,
)
from upside.feedback import actions, queries
from upside.feedback.actions import concerns as rows
from upside.feedback.models import Concern, ConcernMessage
from upside.kernel.models import AuditEntry
from upside.notices.mail import write_mail
from upside.notices.models import Notice
from upside.programmes.models import RoleGrant

pytestmark = pytest.mark.django_db

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
SECRET = "He laughs at my accent."


@pytest.fixture
def pair():
    cohort = CohortFactory(ends_on=(MONDAY_NINE + 100 * DAY).date())
    pair = PairFactory(cohort=cohort, state="active", activated_at=MONDAY_NINE)
    for role in ("mentor", "mentee"):
        EnrolmentFactory(cohort=cohort, person=getattr(pair, role), role=role)
    return pair


@pytest.fixture
def coach(pair):
    return RoleGrantFactory(role="coach", programme=pair.cohort.programme).person


def say(pair, text=SECRET, *, at=MONDAY_NINE, **more):
    return actions.speak_up(pair.cohort, pair=pair, by=pair.mentor, text=text, at=at, **more)


def test_it_reaches_the_coach_and_is_read_by_nobody_else(pair, coach):
    others = [pair.mentee, PersonFactory(), RoleGrantFactory(role="coach").person]
    for role in RoleGrant.Role.values:
        programme = None if role == "administrator" else pair.cohort.programme
        if role != "coach":
            others.append(RoleGrantFactory(role=role, programme=programme).person)

    concern = say(pair)

    for reader in (pair.mentor, coach):
        assert list(queries.concerns_visible_to(reader)) == [concern]
    for other in others:
        assert not queries.concerns_visible_to(other).exists()
    assert [m.text for m in queries.messages_of(concern)] == [SECRET]


def test_who_becomes_coach_later_reads_nothing_and_who_is_none_any_more_neither(pair, coach):
    concern = say(pair)
    later = RoleGrantFactory(role="coach", programme=pair.cohort.programme).person

    assert not queries.concerns_for_coach(later).exists()
    assert list(queries.readers_of(concern)) == [coach]

    RoleGrant.objects.filter(person=coach).delete()
    assert not queries.concerns_visible_to(coach).exists()
    assert not queries.readers_of(concern).exists()


def test_a_coach_who_is_ones_partner_is_not_written_to(pair, coach):
    RoleGrantFactory(role="coach", programme=pair.cohort.programme, person=pair.mentee)
    RoleGrantFactory(role="coach", programme=pair.cohort.programme, person=pair.mentor)

    assert list(queries.readers_of(say(pair))) == [coach]
    assert not queries.concerns_visible_to(pair.mentee).exists()


def test_it_is_encrypted_and_no_log_tells_of_it(pair, coach):
    concern = say(pair, answer="outside", reach="0600000000")
    actions.answer_concern(concern, text="I call you.", by=coach, at=MONDAY_NINE)
    actions.close_concern(concern, by=coach, at=MONDAY_NINE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM feedback_concernmessage")
        kept = [text for (text,) in cursor.fetchall()]
        cursor.execute("SELECT reach FROM feedback_concern")
        kept += [reach for (reach,) in cursor.fetchall()]

    assert not any(word in text for text in kept for word in ("accent", "0600", "call you"))
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_mail_to_the_coach_holds_no_name_and_no_word_of_it(pair, coach, language):
    say(pair)
    Notice.objects.update(language=language)
    notice = Notice.objects.get()

    mail = write_mail(notice)

    assert notice.person == coach
    for word in ("accent", pair.mentor.first_name, pair.mentee.first_name):
        assert word not in mail.text + mail.subject + str(notice.context)


def test_without_words_it_is_enough(pair, coach):
    concern = say(pair, "  ")

    assert list(queries.messages_of(concern)) == []
    assert Notice.objects.get().person == coach


@pytest.mark.parametrize("text", [SECRET, ""])
def test_pressed_twice_is_said_once(pair, coach, text):
    first = say(pair, text)

    assert say(pair, text, at=MONDAY_NINE + MINUTE) == first
    assert say(pair, "More.", at=MONDAY_NINE + MINUTE) != first
    assert say(pair, text, at=MONDAY_NINE + DAY) != first
    assert Concern.objects.count() == 3


def test_a_programme_without_a_coach_keeps_nothing_and_says_so(pair):
    coordinator = RoleGrantFactory(programme=pair.cohort.programme).person

    with pytest.raises(actions.NoWay, match="no coach"):
        say(pair)

    found = queries.contacts_for(pair.mentor, [pair.cohort])[pair.cohort_id]
    assert (found.coaches, found.coordinators) == ([], [coordinator])
    assert not Concern.objects.exists()


def test_only_who_takes_part_can_speak_up_and_only_about_their_own_pair(pair, coach):
    stranger, other = PersonFactory(), PairFactory(cohort=pair.cohort)
    for by, about in ((stranger, None), (coach, None), (pair.mentor, other)):
        with pytest.raises(actions.NotTakingPart):
            actions.speak_up(pair.cohort, pair=about, by=by, at=MONDAY_NINE)


def test_places_to_speak_are_those_where_one_said_yes_or_is_in_a_pair(pair):
    for state in ("invited", "declined", "withdrawn"):
        EnrolmentFactory(person=pair.mentor, state=state)
    yes = EnrolmentFactory(person=pair.mentor, state="accepted")
    alone = PairFactory(mentor=pair.mentor, state="closed")

    found = set(queries.places_to_speak(pair.mentor))

    assert found == {pair.cohort, yes.cohort, alone.cohort}


def test_they_write_to_each_other_and_each_hears_of_the_others_answer(pair, coach):
    concern = say(pair)
    actions.answer_concern(concern, text="Shall I call?", by=coach, at=MONDAY_NINE + DAY)
    actions.answer_concern(concern, text="Yes.", by=pair.mentor, at=MONDAY_NINE + 2 * DAY)
    again = MONDAY_NINE + 2 * DAY + MINUTE
    actions.answer_concern(concern, text="Yes.", by=pair.mentor, at=again)

    assert [m.author for m in queries.messages_of(concern)] == [pair.mentor, coach, pair.mentor]
    assert list(Notice.objects.order_by("pk").values_list("template", "person")) == [
        ("concern_written", coach.pk),
        ("answer_waits", pair.mentor_id),
        ("concern_written", coach.pk),
    ]


@pytest.mark.parametrize("way", ["silent", "outside", "none"])
def test_who_asked_for_no_mail_gets_none(pair, coach, way):
    concern = say(pair, answer=way)
    Notice.objects.all().delete()

    actions.answer_concern(concern, text="Shall I call?", by=coach, at=MONDAY_NINE)

    assert not Notice.objects.exists()


def test_nobody_else_answers_or_closes(pair, coach):
    concern = say(pair)
    for other in (pair.mentee, PersonFactory()):
        with pytest.raises(actions.NotInTheConcern):
            actions.answer_concern(concern, text="Me.", by=other, at=MONDAY_NINE)
    with pytest.raises(actions.NotInTheConcern):
        actions.close_concern(concern, by=pair.mentor, at=MONDAY_NINE)
    with pytest.raises(actions.NothingWritten):
        actions.answer_concern(concern, text=" ", by=coach, at=MONDAY_NINE)


def test_the_author_opens_again_what_was_closed_by_a_last_word(pair, coach):
    concern = actions.close_concern(say(pair), by=coach, at=MONDAY_NINE)

    actions.answer_concern(concern, text="One more.", by=pair.mentor, at=MONDAY_NINE + DAY)

    concern.refresh_from_db()
    assert concern.closed_at is None
    assert Notice.objects.filter(template="concern_written", person=coach).count() == 2


def test_an_answer_is_new_to_its_author_until_they_look(pair, coach):
    concern = say(pair)
    actions.answer_concern(concern, text="Shall I call?", by=coach, at=MONDAY_NINE + DAY)
    [new] = actions_of = queries.new_answers(pair.mentor)
    assert (new.author, len(actions_of)) == (coach, 1)
    assert queries.new_answers(coach) == queries.new_answers(pair.mentee) == []

    actions.note_read(concern, by=coach, at=MONDAY_NINE + 2 * DAY)
    assert queries.new_answers(pair.mentor)
    actions.note_read(concern, by=pair.mentor, at=MONDAY_NINE + 2 * DAY)

    assert queries.new_answers(pair.mentor) == []


def test_once_closed_the_coach_writes_no_more_and_closing_twice_changes_nothing(pair, coach):
    concern = actions.close_concern(say(pair), by=coach, at=MONDAY_NINE)

    again = actions.close_concern(concern, by=coach, at=MONDAY_NINE + DAY)

    assert again.closed_at == MONDAY_NINE
    with pytest.raises(actions.ConcernClosed, match="open it again"):
        actions.answer_concern(concern, text="More.", by=coach, at=MONDAY_NINE)


def test_what_was_not_read_is_not_closed(pair, coach):
    concern = say(pair)
    n = concern.messages.count()
    actions.answer_concern(concern, text="One thing more.", by=concern.author, at=MONDAY_NINE)

    with pytest.raises(actions.WrittenMeanwhile, match="Read it first"):
        actions.close_concern(concern, by=coach, at=MONDAY_NINE, seen=n)

    assert actions.close_concern(concern, by=coach, at=MONDAY_NINE, seen=n + 1).closed_at


@pytest.mark.parametrize(("kept", "days"), [({}, 30), ({"retention": {"notes_days": 5}}, 5)])
def test_it_is_deleted_days_after_it_was_closed(pair, coach, kept, days):
    pair.cohort.kept = kept
    pair.cohort.save()
    open_ = say(pair, "Still open.")
    actions.close_concern(say(pair), by=coach, at=MONDAY_NINE)

    assert actions.forget_concerns(at=MONDAY_NINE + days * DAY - MINUTE) == 0
    assert actions.forget_concerns(at=MONDAY_NINE + days * DAY) == 1
    assert list(Concern.objects.all()) == [open_]
    assert [m.text for m in ConcernMessage.objects.all()] == ["Still open."]
    assert not AuditEntry.objects.exists()


def test_it_is_deleted_days_after_the_end_of_the_cohort_or_the_last_word(pair, coach):
    say(pair)
    late = MONDAY_NINE + 120 * DAY
    say(pair, "After the end.", at=late)

    assert actions.forget_concerns(at=MONDAY_NINE + 130 * DAY) == 0
    assert actions.forget_concerns(at=MONDAY_NINE + 132 * DAY) == 1
    assert actions.forget_concerns(at=late + 30 * DAY) == 1


def test_a_cohort_that_fails_stops_no_other(pair, coach, monkeypatch, caplog):
    other = PairFactory(cohort=CohortFactory(ends_on=pair.cohort.ends_on))
    RoleGrantFactory(role="coach", programme=other.cohort.programme)
    for one in (pair, other):
        say(one)
    forget = rows._forget_of

    def fail(cohort, **more):
        if cohort == pair.cohort:
            raise OSError
        return forget(cohort, **more)

    monkeypatch.setattr(rows, "_forget_of", fail)

    assert actions.forget_concerns(at=MONDAY_NINE + 200 * DAY) == 1
    assert "were not deleted" in caplog.text


def test_how_many_people_wrote_is_told_from_eight_on(pair, coach):
    for _ in range(7):
        place = EnrolmentFactory(cohort=pair.cohort)
        for text in ("One.", "Two."):
            actions.speak_up(pair.cohort, by=place.person, text=text, at=MONDAY_NINE)
    assert queries.n_people_uneasy([pair.cohort]) == {}

    say(pair)
    assert queries.n_people_uneasy([pair.cohort]) == {pair.cohort_id: 8}
    actions.speak_up(pair.cohort, by=pair.mentee, text="Me too.", at=MONDAY_NINE)
    assert queries.n_people_uneasy([pair.cohort]) == {pair.cohort_id: 8}, "in steps of eight"


@pytest.fixture
def answers(pair):
    session = SessionFactory(pair=pair, state="held")
    given = {"useful": 2, "at_ease": 1, "at": MONDAY_NINE}
    return actions.answer_pulse(session, by=pair.mentor, **given)


def test_the_coach_reads_answers_of_a_pair_only_while_it_is_amber_or_red(pair, coach, answers):
    green, amber, red = (answers.session.ends_at + n * DAY for n in (3, 40, 70))
    stranger = RoleGrantFactory(role="coach").person
    coordinator = RoleGrantFactory(programme=pair.cohort.programme).person

    assert queries.pulses_for_coach(pair, coach, at=green) == []
    for moment in (amber, red):
        assert queries.pulses_for_coach(pair, coach, at=moment) == [answers]
        for other in (stranger, coordinator, pair.mentee, pair.mentor):
            assert queries.pulses_for_coach(pair, other, at=moment) == []


def test_answers_given_before_the_form_named_the_coach_stay_closed(pair, coach, answers):
    answers.told_of_coach = False
    answers.save()

    assert queries.pulses_for_coach(pair, coach, at=answers.session.ends_at + 40 * DAY) == []
