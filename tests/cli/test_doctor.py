"""What the doctor says of servers that answer, refuse, keep silent or are not there."""

import json
import socket
import threading
from contextlib import contextmanager
from datetime import timedelta
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner
from django.db import OperationalError
from django.utils import timezone

from tests.factories import PersonFactory, RoleGrantFactory
from tests.mail_server import mail_server
from tests.mailbox import mailbox
from upside.cli.main import upside
from upside.notices import checks
from upside.notices.models import Notice

pytestmark = pytest.mark.django_db


def use(settings, url, *, password=None):
    """Set the mail server as the setting does."""
    parts = urlsplit(url)
    settings.MAIL_IS_SET = True
    settings.EMAIL_HOST, settings.EMAIL_PORT = parts.hostname, parts.port
    settings.EMAIL_HOST_USER = unquote(parts.username or "")
    settings.EMAIL_HOST_PASSWORD = password or unquote(parts.password or "")
    settings.EMAIL_USE_SSL = parts.scheme == "smtps"
    settings.EMAIL_USE_TLS = parts.scheme == "smtp+tls"


def asked():
    result = CliRunner().invoke(upside, ["doctor", "--json"])
    answer = json.loads(result.stdout)
    assert result.exit_code == (0 if answer["ok"] else 1)
    return {one["about"]: (one["ok"], one["sentence"]) for one in answer["findings"]}


def _greet(server, greeting):
    client, _address = server.accept()
    with client:
        client.sendall(greeting)


@contextmanager
def listening(greeting):
    """Listen on loopback and say ``greeting`` to whoever comes, or nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)
        if greeting:
            threading.Thread(target=_greet, args=(server, greeting), daemon=True).start()
        yield server.getsockname()[1]


def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def test_all_is_well_and_nothing_is_sent(settings):
    with mail_server() as mails, mailbox() as box:
        use(settings, mails.url)
        settings.IMAP_URL = box.url
        told = CliRunner().invoke(upside, ["doctor"])

    assert told.exit_code == 0
    assert told.output.count("well ") == 4
    assert "Mails can leave: 127.0.0.1" in told.output
    assert "the folder INBOX on 127.0.0.1 opens" in told.output
    assert mails.envelopes == []
    assert not [words for words in box.heard if "STORE" in words or "SELECT" in words]


def test_without_servers_mails_wait_and_answers_are_not_read(settings):
    settings.MAIL_IS_SET, settings.IMAP_URL = False, ""
    found = asked()

    assert found["outgoing_mail"] == (
        False,
        "No mail server is set, so all mails wait. Set UPSIDE_SMTP_URL.",
    )
    assert found["mailbox"][0]
    assert "UPSIDE_IMAP_URL" in found["mailbox"][1]


def test_the_demo_needs_no_mail_server(settings):
    settings.DEMO, settings.MAIL_IS_SET = True, False

    assert asked()["outgoing_mail"][0]


def test_a_relay_that_asks_for_a_greeting_and_no_login_is_well(settings):
    with mail_server(is_relay=True) as mails:
        use(settings, mails.url)
        assert asked()["outgoing_mail"][0]
        mails.refuses.add(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
        well, told = asked()["outgoing_mail"]

    assert not well
    assert "UPSIDE_MAIL_FROM" in told


def test_a_wrong_password_of_the_mail_server_is_said_and_not_repeated(settings):
    with mail_server() as mails:
        use(settings, mails.url, password="secret")
        well, told = asked()["outgoing_mail"]

    assert not well
    assert "does not accept this user and password" in told
    assert "%40, %3A and %2F" in told
    assert "secret" not in told


def test_a_sender_that_the_server_does_not_take_is_said(settings):
    settings.DEFAULT_FROM_EMAIL = "Upside <boss@aubrac.example>"
    with mail_server() as mails:
        mails.refuses.add("boss@aubrac.example")
        use(settings, mails.url)
        well, told = asked()["outgoing_mail"]

    assert not well
    assert "boss@aubrac.example" in told
    assert "UPSIDE_MAIL_FROM" in told


@pytest.mark.parametrize("scheme", ["smtps", "smtp+tls"])
def test_a_server_without_tls_is_said(settings, scheme):
    with mail_server() as mails:
        use(settings, mails.url.replace("smtp:", f"{scheme}:"))
        well, told = asked()["outgoing_mail"]

    assert not well
    assert "does not speak TLS this way" in told


@pytest.mark.parametrize(
    ("greeting", "said"),
    [
        (b"", "did not answer within 1 seconds"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "hung up or answered something else"),
    ],
)
def test_something_else_at_the_port_is_said(settings, monkeypatch, greeting, said):
    monkeypatch.setattr(checks, "SECONDS", 1)
    with listening(greeting) as port:
        use(settings, f"smtp://127.0.0.1:{port}")
        well, told = asked()["outgoing_mail"]

    assert not well
    assert said in told


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("smtp://127.0.0.1:{port}", "Nothing answers at 127.0.0.1"),
        ("smtp://nobody.invalid:25", "No server named nobody.invalid"),
    ],
)
def test_a_mail_server_that_is_not_there_is_said(settings, url, said):
    use(settings, url.format(port=closed_port()))

    assert said in asked()["outgoing_mail"][1]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("password", "does not accept this user and password"),
        ("folder", "has no folder of this name"),
        ("tls", "does not speak TLS this way"),
        ("gone", "Nothing answers at 127.0.0.1"),
    ],
)
def test_a_mailbox_that_cannot_be_opened_is_said(settings, fault, said):
    with mailbox(known="other" if fault == "password" else "pass word") as server:
        settings.IMAP_URL = server.url + ("/Replies" if fault == "folder" else "")
        if fault == "tls":
            settings.IMAP_URL = server.url.replace("imap:", "imaps:")
        if fault == "gone":
            server.shutdown()
            server.server_close()
        well, told = asked()["mailbox"]

    assert not well
    assert said in told
    assert "UPSIDE_IMAP_URL" in told
    assert "pass word" not in told


def test_mails_that_wait_too_long_point_to_the_worker():
    at = timezone.now() - timedelta(hours=1)
    Notice.objects.create(
        person=PersonFactory(), template="invited", language="fr", key="k", due_at=at, queued_at=at
    )

    well, told = asked()["worker"]
    assert not well
    assert "1 mail has waited" in told


def test_a_database_of_another_version_is_said(monkeypatch):
    monkeypatch.setattr(
        "upside.cli.doctor.MigrationExecutor.migration_plan", lambda _self, _leaves: ["one"]
    )
    found = asked()

    assert not found["database"][0]
    assert "worker" not in found


def test_who_runs_a_programme_and_coaches_it_is_named():
    grant = RoleGrantFactory(role="coach")
    assert "coach" not in asked()

    RoleGrantFactory(person=grant.person, programme=grant.programme)

    is_well, sentence = asked()["coach"]
    assert (is_well, grant.person.name in sentence) == (False, True)


def test_a_database_that_cannot_be_opened_is_a_finding(monkeypatch):
    def fail(_connection):
        raise OperationalError("unable to open database file")

    monkeypatch.setattr("upside.cli.doctor.MigrationExecutor", fail)

    findings = asked()

    is_well, sentence = findings["database"]
    assert not is_well
    assert "UPSIDE_DATABASE_URL" in sentence
    assert len(findings) == 3, "the servers are asked all the same"
