"""Sign-in by a mailed link, sign-out, and the demo's short cut."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    ProposalFactory,
    RoleGrantFactory,
)
from upside.kernel.models import AuditEntry
from upside.notices.models import Notice
from upside.notices.sign_in import sign_in_link
from upside.people.models import Person
from upside.web.front.demo import people_for

pytestmark = pytest.mark.django_db

LINK = reverse("front:sign_in_link")


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def parts_of(link):
    query = parse_qs(urlsplit(link).query)
    return {"token": query["token"][0], "next": query["next"][0]}


def is_signed_in(client, person):
    return client.session.get("_auth_user_id") == str(person.pk)


@pytest.mark.parametrize("known", [True, False])
def test_asking_for_a_link_answers_alike_whether_or_not_the_mail_is_known(client, known):
    person = PersonFactory()
    mail = person.email if known else "nobody@aubrac.example"

    response = client.post(reverse("front:sign_in"), {"mail": mail}, follow=True)

    assert response.redirect_chain == [(reverse("front:sign_in_sent"), 302)]
    assert f"If {mail} belongs to somebody here" in response.content.decode()
    assert Notice.objects.count() == int(known)


def test_sent_page_shows_no_link_outside_the_demo(client):
    client.post(reverse("front:sign_in"), {"mail": PersonFactory().email})

    assert b"token=" not in client.get(reverse("front:sign_in_sent")).content


def test_sent_page_without_a_request_goes_back_to_the_form(client):
    assert client.get(reverse("front:sign_in_sent")).url == reverse("front:sign_in")


def test_faulty_mail_is_refused_beside_the_field(client):
    response = client.post(reverse("front:sign_in"), {"mail": "no mail"})

    assert response.status_code == 422
    assert b'id="id_mail_error"' in response.content


def test_too_many_requests_are_refused_beside_the_field(client):
    for _ in range(5):
        client.post(reverse("front:sign_in"), {"mail": "ines@aubrac.example"})

    response = client.post(reverse("front:sign_in"), {"mail": "ines@aubrac.example"})

    assert response.status_code == 422
    assert b"quarter of an hour" in response.content


def test_opening_a_link_shows_the_name_and_signs_nobody_in(client):
    person = PersonFactory(first_name="Inès")

    for _ in range(2):  # mail programs open links to look at them
        response = client.get(LINK, parts_of(sign_in_link(person, "/")))

    assert "Continue as Inès Aubrac" in response.content.decode()
    assert not is_signed_in(client, person)


def test_pressing_the_button_signs_in_and_leads_to_the_page(client):
    person = PersonFactory()

    response = client.post(LINK, parts_of(sign_in_link(person, "/accessibility/")))

    assert response.url == "/accessibility/"
    assert is_signed_in(client, person)
    assert AuditEntry.objects.get().verb == "person.signed_in"


def test_link_works_once(client):
    person = PersonFactory()
    given = parts_of(sign_in_link(person, "/"))
    client.post(LINK, given)
    client.logout()

    response = client.post(LINK, given)

    assert response.status_code == 410
    assert b"Send me a new one" in response.content
    assert not is_signed_in(client, person)


def test_link_with_another_page_in_it_does_not_work(client):
    given = parts_of(sign_in_link(PersonFactory(), "/")) | {"next": "/components/"}

    assert client.get(LINK, given).status_code == 410


def test_old_link_keeps_the_page_for_the_new_one(client):
    response = client.get(LINK, {"token": "old", "next": "/accessibility/"})

    assert b'value="/accessibility/"' in response.content


def test_old_link_leads_on_where_somebody_is_signed_in(client, coordinator):
    client.force_login(coordinator)

    assert client.get(LINK, {"token": "old", "next": "/components/"}).url == "/components/"


def test_link_of_somebody_else_asks_before_it_changes_the_person(client, coordinator):
    client.force_login(coordinator)
    other = PersonFactory()

    assert client.get(LINK, parts_of(sign_in_link(other, "/"))).status_code == 200
    assert is_signed_in(client, coordinator)


@pytest.mark.parametrize("path", ["https://elsewhere.example/", "//elsewhere.example", "x"])
def test_sign_in_never_leads_to_another_site(client, coordinator, path):
    client.force_login(coordinator)

    assert client.get(reverse("front:sign_in"), {"next": path}).url == "/"


def test_pages_for_members_send_others_to_the_sign_in(client):
    response = client.get(reverse("audit:log"))

    assert response.url == f"{reverse('front:sign_in')}?next={reverse('audit:log')}"


def test_sign_out_ends_the_session(client, coordinator):
    client.force_login(coordinator)
    assert client.get(reverse("front:sign_out")).status_code == 405

    assert client.post(reverse("front:sign_out")).url == "/"

    assert "_auth_user_id" not in client.session


def test_somebody_who_left_is_signed_out_at_once(client, coordinator):
    client.force_login(coordinator)
    Person.objects.filter(pk=coordinator.pk).update(is_active=False)

    assert client.get("/").context["user"].is_anonymous


def test_short_cut_of_the_demo_is_not_there_outside_it(client, coordinator):
    response = client.post(reverse("front:demo_sign_in"), {"role": "coordinator"})

    assert response.status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "role", ["coordinator", "sponsor", "coach", "evaluator", "auditor", "administrator"]
)
@pytest.mark.usefixtures("demo")
def test_demo_signs_in_whoever_holds_a_role(client, programme, role):
    everywhere = role == "administrator"
    grant = RoleGrantFactory(role=role, programme=None if everywhere else programme)

    response = client.post(reverse("front:demo_sign_in"), {"role": role})

    assert response.url == "/"
    assert is_signed_in(client, grant.person)


@pytest.mark.usefixtures("demo")
def test_demo_prefers_a_mentee_with_a_proposal(client, cohort):
    EnrolmentFactory(cohort=cohort, role="mentee")
    near = EnrolmentFactory(cohort=cohort, role="mentee").person
    ProposalFactory(mentee=near, round__cohort=cohort)

    client.post(reverse("front:demo_sign_in"), {"role": "mentee"})

    assert is_signed_in(client, near)


def test_demo_keeps_the_two_whose_pair_was_completed(cohort):
    done = PairFactory(cohort=cohort, state="closed", ending="completed", closed_at=timezone.now())
    going_on = PairFactory(cohort=cohort, state="active")
    for pair in (going_on, done):
        for role in ("mentor", "mentee"):
            EnrolmentFactory(cohort=cohort, person=getattr(pair, role), role=role, state="ready")

    assert people_for("mentee").first() == done.mentee
    assert people_for("mentor").first() == done.mentor


@pytest.mark.usefixtures("demo")
def test_demo_signs_in_an_assistant(client):
    assistant = EnrolmentFactory(role="mentee", assistant=PersonFactory()).assistant

    client.post(reverse("front:demo_sign_in"), {"role": "assistant"})

    assert is_signed_in(client, assistant)


@pytest.mark.parametrize("role", ["", "king", "mentor", "\x00"])
@pytest.mark.usefixtures("demo")
def test_demo_answers_404_where_nobody_holds_the_role(client, role):
    assert client.post(reverse("front:demo_sign_in"), {"role": role}).status_code == 404


@pytest.mark.usefixtures("demo")
def test_demo_offers_each_role_that_somebody_holds(client, coordinator, cohort):
    EnrolmentFactory(cohort=cohort)

    page = client.get("/")

    assert [guest.role for guest in page.context["guests"]] == ["coordinator", "mentor"]
    assert f"Continue as {coordinator.name}" in page.content.decode()


@pytest.mark.usefixtures("demo")
def test_demo_shows_the_link_itself(client):
    person = PersonFactory()
    client.post(reverse("front:sign_in"), {"mail": person.email})

    page = client.get(reverse("front:sign_in_sent"))

    client.post(LINK, parts_of(page.context["link"]))
    assert is_signed_in(client, person)


@pytest.mark.usefixtures("demo")
def test_demo_says_where_nobody_has_the_mail(client):
    client.post(reverse("front:sign_in"), {"mail": "nobody@aubrac.example"})

    assert b"Nobody in the demo" in client.get(reverse("front:sign_in_sent")).content


def mail(**fields):
    now = timezone.now()
    given = {"template": "invited", "language": "fr", "key": f"{fields}", "queued_at": now}
    given |= {"due_at": now, "sent_at": now, "state": Notice.State.SENT, "person": PersonFactory()}
    return Notice.objects.create(**given | fields)


@pytest.mark.parametrize("name", ["mailbox", "mail"])
def test_mailbox_is_not_there_outside_the_demo(client, coordinator, name):
    notice = mail(subject="Bonjour")
    client.force_login(coordinator)

    address = reverse(f"front:{name}", args=[notice.pk] if name == "mail" else [])

    assert client.get(address).status_code == 404


@pytest.mark.usefixtures("demo")
def test_mailbox_is_empty_at_first_and_says_what_to_do(client):
    assert b"No mail yet" in client.get(reverse("front:mailbox")).content


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.usefixtures("demo")
def test_mailbox_asks_the_same_queries_for_any_number_of_mails(
    client, rows, django_assert_num_queries
):
    for number in range(rows):
        mail(subject=f"Mail {number}")

    with django_assert_num_queries(2):  # how many, which
        response = client.get(reverse("front:mailbox"))

    assert len(response.context["page"]) == rows


@pytest.mark.usefixtures("demo")
def test_mail_shows_text_and_links_and_runs_nothing(client):
    link = "http://127.0.0.1:8000/sign-in/link/?token=a&next=%2F"
    notice = mail(subject="<b>", body=f"Bonjour\n\n{link}.\n\n<script>", html="<script>x</script>")

    page = client.get(reverse("front:mail", args=[notice.pk]))

    assert [one.address for one in page.context["links"]] == [link]
    assert b"<script>" not in page.content
    assert b"&lt;script&gt;" in page.content


@pytest.mark.usefixtures("demo")
def test_mail_of_an_unknown_number_is_not_there(client):
    assert client.get("/mailbox/999999999999999999/").status_code == 404
    assert client.get("/mailbox/9999999999999999999/").status_code == 404


def test_link_lives_for_a_limited_time(client, monkeypatch):
    given = parts_of(sign_in_link(PersonFactory(), "/"))
    later = timezone.now() + timedelta(days=15)
    monkeypatch.setattr("time.time", later.timestamp)

    assert client.get(LINK, given).status_code == 410


@pytest.mark.parametrize(("n_addresses", "status"), [(31, 302), (1, 422)])
def test_limit_counts_the_address_of_the_server_and_not_what_a_visitor_claims(
    client, settings, n_addresses, status
):
    settings.IS_HTTPS = True

    for number in range(31):
        response = client.post(
            reverse("front:sign_in"),
            {"mail": f"p{number}@aubrac.example"},
            headers={"x-forwarded-for": f"203.0.113.{number}"},
            REMOTE_ADDR=f"10.0.0.{number % n_addresses}",
        )

    assert response.status_code == status
