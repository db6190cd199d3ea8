"""Words that the catalogue lacks: sent once, answered once, and never a silent level or want."""

import pytest

from tests.factories import (
    MONDAY_NINE,
    EnrolmentFactory,
    PersonFactory,
    RoleGrantFactory,
    SkillFactory,
    TopicRequestFactory,
    WantFactory,
)
from upside.kernel.models import AuditEntry
from upside.notices.models import Notice
from upside.programmes import actions, queries
from upside.programmes.models import Enrolment
from upside.skills.actions import NoSuchName, TopicExists, add_own_topic, import_concepts
from upside.skills.models import Skill, SkillLevel, TopicRequest, Want
from upside.skills.official.concepts import Concept
from upside.skills.queries import nearest, suggest_skills

pytestmark = pytest.mark.django_db
State, Mentor, Mentee = TopicRequest.State, Enrolment.Role.MENTOR, Enrolment.Role.MENTEE
WANT, SHARE = TopicRequest.Kind.WANT, TopicRequest.Kind.SHARE


@pytest.fixture
def place(cohort):
    return EnrolmentFactory(cohort=cohort, role=Mentee)


def ask(place, text="Knitting", kind=WANT, language="en"):
    return actions.ask_for_topic(place, text, kind=kind, language=language, at=MONDAY_NINE)


def said(what, request, *args, by, **named):
    return what(request, *args, by=by, at=MONDAY_NINE, **named)


def verbs():
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


@pytest.mark.parametrize(
    ("role", "kind", "way"),
    [(Mentor, SHARE, "J2S"), (Mentor, WANT, "S2J"), (Mentee, SHARE, "S2J"), (Mentee, WANT, "J2S")],
)
def test_a_word_is_kept_with_the_way_it_would_go(cohort, role, kind, way):
    asked = ask(EnrolmentFactory(cohort=cohort, role=role), "  Tricot ", kind, "fr")
    assert (asked.text, asked.folded, asked.direction) == ("Tricot", "tricot", way)
    assert (asked.language, asked.state) == ("fr", State.WAITING)
    assert verbs() == ["topic.asked"]


def test_the_same_word_twice_is_one_and_an_unknown_language_is_ours(place):
    assert ask(place, language="xx") == ask(place, "KNITTING")
    assert TopicRequest.objects.get().language == "en"


@pytest.mark.parametrize("text", ["", " -- ", "x" * 81, "a\nb", "\ufdfa" * 20])
def test_what_can_be_no_topic_is_refused(place, text):
    with pytest.raises(NoSuchName, match="in one line"):
        ask(place, text)


def test_an_eleventh_word_waits_for_the_others(place):
    for number in range(10):
        ask(place, f"Word {number}")
    with pytest.raises(NoSuchName, match="Ten of your words"):
        ask(place)


def test_a_mapped_word_is_found_by_the_next_person_and_whoever_asked_is_told(place, coordinator):
    skill = SkillFactory()
    request = ask(place)
    assert said(actions.map_word, request, skill, by=coordinator) == [place.person]
    request.refresh_from_db()
    assert (request.state, request.skill, request.answered_by) == (
        State.MAPPED, skill, coordinator,
    )  # fmt: skip
    assert suggest_skills("knitting") == [skill]
    notice = Notice.objects.get(template="topic_answered")
    assert notice.context["path"] == f"/places/{place.pk}/"
    assert not Want.objects.exists()
    assert not SkillLevel.objects.exists()
    assert verbs()[-1] == "topic.mapped"


def test_a_word_that_is_a_name_already_is_not_given_twice(place, coordinator):
    SkillFactory(labels={"en": "Knitting"})
    skill = SkillFactory()
    said(actions.map_word, ask(place), skill, by=coordinator)
    said(actions.map_word, ask(place, skill.label), skill, by=coordinator)
    skill.refresh_from_db()
    assert skill.local_names == []


def test_a_word_may_mean_a_topic_of_an_official_file(place, coordinator):
    loom = Concept("rome:12", "rome", {"en": "Looms of old"})
    import_concepts([loom], by=None, at=MONDAY_NINE)
    skill = Skill.objects.get(area="rome")
    said(actions.map_word, ask(place), skill, by=coordinator)
    assert suggest_skills("knitting") == [skill]
    assert import_concepts([loom], by=None, at=MONDAY_NINE)["unchanged"] == 1


@pytest.mark.parametrize(
    ("what", "args", "named"),
    [
        ("map_word", [Skill(direction="both")], {}),
        ("add_asked_topic", [{}], {"direction": "both"}),
        ("drop_word", ["No."], {}),
    ],
)
def test_the_second_coordinator_is_refused_kindly(place, coordinator, what, args, named):
    request = ask(place)
    said(actions.map_word, request, SkillFactory(), by=coordinator)
    late = RoleGrantFactory(programme=place.cohort.programme).person
    with pytest.raises(actions.WordAnswered, match="Somebody has answered"):
        said(getattr(actions, what), request, *args, by=late, **named)
    assert Notice.objects.filter(template="topic_answered").count() == 1


def test_whoever_asked_for_it_the_other_way_round_waits_on(cohort, place, coordinator):
    other = EnrolmentFactory(cohort=cohort, role=Mentor)
    request, waits = ask(place), ask(other)
    skill = SkillFactory(direction="J2S")
    assert said(actions.map_word, request, skill, by=coordinator) == [place.person]
    with pytest.raises(actions.NoAnswer, match="other way round"):
        said(actions.map_word, waits, skill, by=coordinator)


def test_a_word_becomes_a_topic_of_the_company(place, coordinator):
    labels = {"en": "Knitting by hand", "fr": "Tricot à la main"}
    told = said(actions.add_asked_topic, ask(place), labels, direction="J2S", by=coordinator)
    skill = Skill.objects.get(area="own")
    assert told == [place.person]
    assert (skill.code, skill.labels, skill.local_names) == ("C1", labels, ["Knitting"])
    assert verbs()[-2:] == ["catalogue.extended", "topic.added"]


@pytest.mark.parametrize(
    ("labels", "direction", "refusal", "words"),
    [
        ({"en": "Knitting"}, "J2S", NoSuchName, "in each language"),
        ({"en": "A", "fr": "x" * 81}, "J2S", NoSuchName, "in each language"),
        ({"en": "Known", "fr": "B"}, "J2S", TopicExists, "Map the word"),
        ({"en": "A", "fr": "B"}, "up", actions.NoAnswer, "other way round"),
    ],
)
def test_a_topic_without_its_own_names_is_refused(
    place, coordinator, labels, direction, refusal, words
):
    SkillFactory(labels={"en": "Known"})
    with pytest.raises(refusal, match=words):
        said(actions.add_asked_topic, ask(place), labels, direction=direction, by=coordinator)
    assert TopicRequest.objects.get().state == State.WAITING


def test_a_topic_goes_some_way(coordinator):
    labels = {"en": "A", "fr": "B"}
    with pytest.raises(NoSuchName, match="who the topic goes to"):
        add_own_topic(labels, direction="up", by=coordinator, at=MONDAY_NINE)


def test_a_dropped_word_tells_why(place, coordinator):
    request = ask(place)
    said(actions.drop_word, request, " Too vague. ", by=coordinator)
    request.refresh_from_db()
    assert (request.state, request.reason, request.skill) == (State.DROPPED, "Too vague.", None)
    assert Notice.objects.get(template="topic_answered").context["reason"] == "Too vague."


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_a_word_is_not_dropped_without_a_reason(place, coordinator, reason):
    with pytest.raises(actions.NoAnswer, match="Say why"):
        said(actions.drop_word, ask(place), reason, by=coordinator)


def answered(place, kind=WANT, **changes):
    fields = {"state": State.MAPPED, "skill": SkillFactory(), **changes}
    return TopicRequestFactory(person=place.person, kind=kind, **fields)


@pytest.mark.parametrize(("yes", "wants"), [(True, 1), (False, 0)])
def test_only_a_yes_makes_a_want(place, yes, wants):
    request = answered(place)
    for _click in range(2):
        actions.hear_answer(place, request.pk, yes=yes, at=MONDAY_NINE)
    assert Want.objects.count() == wants
    assert list(queries.topic_requests_of(place.person)) == []


def test_a_yes_leaves_an_earlier_want_as_it_was(place):
    request = answered(place)
    WantFactory(person=place.person, skill=request.skill, target=7)
    actions.hear_answer(place, request.pk, yes=True, at=MONDAY_NINE)
    assert Want.objects.get().target == 7


@pytest.mark.parametrize("changes", [{"kind": SHARE}, {"state": State.DROPPED, "skill": None}])
def test_a_yes_never_makes_a_level(place, changes):
    heard = actions.hear_answer(place, answered(place, **changes).pk, yes=True, at=MONDAY_NINE)
    assert heard.seen_at == MONDAY_NINE
    assert not SkillLevel.objects.exists()
    assert not Want.objects.exists()


@pytest.mark.parametrize("whose", ["another's", "waiting"])
def test_nobody_answers_for_somebody_else_or_too_early(place, whose):
    other = EnrolmentFactory()
    request = ask(place) if whose == "waiting" else answered(other)
    assert actions.hear_answer(place, request.pk, yes=True, at=MONDAY_NINE) is None


def test_words_are_counted_by_fold_for_the_coordinators_of_the_people(cohort, coordinator):
    one, two = (EnrolmentFactory(cohort=cohort, role=role) for role in (Mentee, Mentor))
    ask(one, "Tricot", language="fr")
    ask(two, "TRICOT", SHARE)
    ask(two, "Tricot")
    ask(EnrolmentFactory(), "Elsewhere")
    (word,) = queries.asked_words(coordinator)
    assert (word.text, word.n_want, word.n_share) == ("Tricot", 2, 1)
    assert (word.direction, word.languages) == ("both", {"en", "fr"})
    assert queries.n_words_waiting(cohort) == 1
    assert queries.asked_words(PersonFactory()) == []


def test_a_word_with_one_way_says_it_and_an_answered_one_is_gone(place, coordinator):
    request = ask(place)
    assert queries.word_of(coordinator, request).direction == "J2S"
    said(actions.drop_word, request, "No.", by=coordinator)
    assert queries.word_of(coordinator, request) is None


def test_the_nearest_of_some_topics_is_found_without_asking_the_database():
    skills = [Skill(code="A", labels={"en": "Knots"}), Skill(code="B", labels={"en": "Knitting"})]
    assert nearest("knitting", skills).code == "B"
    assert nearest("zzz", skills) is None
    assert nearest("zzz", []) is None
