"""A mail server on loopback, as a company would run it: it keeps what is sent to it."""

from contextlib import contextmanager
from email import message_from_bytes, policy
from urllib.parse import quote

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

USER, PASSWORD = "upside", "p@ss: word/1"


class Kept:
    """Takes mails in; ``refuses`` are senders that this server does not know.

    A relay asks nobody to sign in, but to greet it, as each server does.
    """

    def __init__(self, *, is_relay=False):
        self.envelopes, self.refuses, self.is_relay = [], set(), is_relay

    async def handle_MAIL(self, _server, session, envelope, address, options):  # noqa: N802
        if not (session.authenticated or self.is_relay):
            return "530 5.7.0 sign in first"
        if address in self.refuses:
            return "553 5.7.1 not yours"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        self.envelopes.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"

    def mails_to(self, address):
        """Return the mails to ``address`` as a mail program reads them, oldest first."""
        found = [content for people, content in self.envelopes if address in people]
        return [message_from_bytes(content, policy=policy.default) for content in found]


class _AtAnyPort(Controller):
    """Takes the port that the machine gives, before it greets itself there."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def _let_in(_server, _session, _envelope, _mechanism, login):
    is_known = (login.login, login.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_known, handled=False)


@contextmanager
def mail_server(*, is_relay=False):
    """Run a server that lets one account in, or a relay, as long as the block lasts."""
    kept = Kept(is_relay=is_relay)
    controller = _AtAnyPort(
        kept,
        hostname="127.0.0.1",
        port=0,
        authenticator=_let_in,
        auth_require_tls=False,
    )
    controller.start()
    login = "" if is_relay else f"{USER}:{quote(PASSWORD, safe='')}@"
    kept.url = f"smtp://{login}127.0.0.1:{controller.port}"
    try:
        yield kept
    finally:
        controller.stop(no_assert=True)
