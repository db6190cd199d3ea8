"""Signing in by a mailed link: for whom, how long, how often, and where to."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sesame import tokens_v2

from tests.factories import MONDAY_NINE, PersonFactory
from upside.notices.models import Notice, SignInRequest
from upside.notices.sign_in import (
    Scope,
    TooManyRequests,
    local_path,
    person_from_token,
    purge_sign_in_requests,
    request_sign_in,
    sign_in_link,
    use_token,
)

pytestmark = pytest.mark.django_db

HERE = "192.0.2.7"


def ask(mail, *, after=timedelta(0), address=HERE, path=""):
    request_sign_in(mail, at=MONDAY_NINE + after, address=address, next_path=path)


def token_and_path(link):
    query = parse_qs(urlsplit(link).query)
    return query["token"][0], query["next"][0]


@pytest.fixture
def later(monkeypatch):
    """Let the clock of the links run ahead by the given time."""
    now = tokens_v2.time.time()

    def run_ahead(by):
        monkeypatch.setattr(tokens_v2.time, "time", lambda: now + by.total_seconds())

    return run_ahead


def test_known_mail_in_any_case_gets_a_link_to_where_they_wanted():
    person = PersonFactory(email="Anne.Roy@aubrac.example")

    ask(" anne.roy@AUBRAC.example ", path="/pairs/3/")

    notice = Notice.objects.get()
    assert (notice.person, notice.template) == (person, "sign_in")
    assert notice.context == {"path": "/pairs/3/"}


@pytest.mark.parametrize("mail", ["", "nobody@aubrac.example", "a\x00b", "\ud800", "x" * 5_000])
def test_unknown_mail_is_answered_alike_and_gets_nothing(mail):
    ask(mail)

    assert not Notice.objects.exists()
    assert SignInRequest.objects.count() == 1


def test_who_has_left_gets_no_link():
    ask(PersonFactory(is_active=False).email)

    assert not Notice.objects.exists()


@pytest.mark.parametrize("mail", ["p@aubrac.example", "nobody@aubrac.example"])
def test_sixth_request_for_a_mail_is_refused_whether_it_is_known_or_not(mail):
    PersonFactory(email="p@aubrac.example")
    for n in range(5):
        ask(mail, address=f"192.0.2.{n}")

    with pytest.raises(TooManyRequests, match="wait a quarter of an hour"):
        ask(mail, address="192.0.2.99", after=timedelta(minutes=14))

    ask(mail, after=timedelta(minutes=15))


def test_thirty_first_request_from_an_address_is_refused():
    for n in range(30):
        ask(f"{n}@aubrac.example")

    with pytest.raises(TooManyRequests):
        ask("30@aubrac.example")

    ask("30@aubrac.example", address="192.0.2.8")


def test_requests_are_forgotten_after_a_quarter_of_an_hour_and_never_readable():
    ask("p@aubrac.example")
    kept = SignInRequest.objects.get()

    assert "aubrac" not in kept.mail_hash
    assert HERE not in kept.address_hash
    assert purge_sign_in_requests(at=MONDAY_NINE + timedelta(minutes=14)) == 0
    assert purge_sign_in_requests(at=MONDAY_NINE + timedelta(minutes=15)) == 1
    assert not SignInRequest.objects.exists()


def test_link_is_absolute_and_signs_its_person_in():
    person = PersonFactory()

    link = sign_in_link(person, "/places/4/?tab=a&b=c")

    assert link.startswith("http://127.0.0.1:8000/sign-in/link/?token=")
    token, path = token_and_path(link)
    assert path == "/places/4/?tab=a&b=c"
    assert person_from_token(token, path) == person


@pytest.mark.parametrize(
    ("scope", "age", "is_good"),
    [
        (Scope.SIGN_IN, timedelta(minutes=14), True),
        (Scope.SIGN_IN, timedelta(minutes=16), False),
        (Scope.MAIL, timedelta(days=13), True),
        (Scope.MAIL, timedelta(days=15), False),
    ],
)
def test_link_lives_as_long_as_its_scope_says(later, scope, age, is_good):
    token, path = token_and_path(sign_in_link(PersonFactory(), "/", scope))

    later(age)

    assert (person_from_token(token, path) is not None) is is_good


def test_looking_at_a_link_does_not_use_it_up_but_using_it_does():
    person = PersonFactory()
    token, path = token_and_path(sign_in_link(person, "/"))

    assert person_from_token(token, path) == person
    assert use_token(token, path, at=MONDAY_NINE) == person
    assert use_token(token, path, at=MONDAY_NINE) is None


def test_of_two_uses_at_once_one_wins(monkeypatch):
    person = PersonFactory()
    token, path = token_and_path(sign_in_link(person, "/"))
    monkeypatch.setattr("upside.notices.links.person_from_token", lambda *_: person)

    used = [use_token(token, path, at=MONDAY_NINE) for _ in range(2)]

    assert used == [person, None]


def test_signing_in_ends_all_earlier_links_of_that_person_only(client):
    person, other = PersonFactory(), PersonFactory()
    old, others = (token_and_path(sign_in_link(one, "/")) for one in (person, other))

    client.force_login(person)

    assert person_from_token(*old) is None
    assert person_from_token(*others) == other


@pytest.mark.parametrize("path", ["/other/", "https://evil.example/", ""])
def test_link_with_another_page_is_refused(path):
    token, _path = token_and_path(sign_in_link(PersonFactory(), "/places/4/"))

    assert person_from_token(token, path) is None


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "é" * 24, "A" * 24, "A" * 10_000, "\x00"])
def test_nonsense_is_no_token(token):
    PersonFactory()

    assert person_from_token(token, "/") is None
    assert use_token(token, "/", at=MONDAY_NINE) is None


def test_link_of_somebody_who_has_left_is_refused():
    person = PersonFactory()
    token, path = token_and_path(sign_in_link(person, "/"))
    person.is_active = False
    person.save()

    assert person_from_token(token, path) is None


@pytest.mark.parametrize("mail", ["new@aubrac.example", None])
def test_link_to_a_mail_that_is_no_longer_theirs_is_refused(mail):
    person = PersonFactory()
    token, path = token_and_path(sign_in_link(person, "/"))
    person.email = mail
    person.save()

    assert person_from_token(token, path) is None


def test_session_of_somebody_who_has_left_ends_at_once(client, rf):
    from django.contrib.auth import get_user

    person = PersonFactory()
    client.force_login(person)
    request = rf.get("/")
    request.session = client.session
    assert get_user(request) == person

    person.is_active = False
    person.save()

    assert not get_user(request).is_authenticated


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:x",
        "",
        "pairs/",
        "/a\nb",
        "/\ud800",
        "/" + "x" * 500,
    ],
)
def test_only_pages_of_this_product_are_led_to(path):
    assert local_path(path) == "/"
