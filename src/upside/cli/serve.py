"""``upside serve``: the whole product with one command."""

import hashlib
import io
import json
import logging
import os
import socket
import sys
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import click
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.utils import timezone
from django.utils.translation import gettext as _

from upside.cli.alongside import command
from upside.cli.main import say
from upside.cli.supervise import Supervisor
from upside.kernel.errors import BadSetting
from upside.learning.actions import load_kits
from upside.people.models import Person

log = logging.getLogger("upside.serve")

PATIENCE = 10  # seconds
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - read here, chosen by who starts it
FIRST_PORT = 8000
LAST_PORT = 65_535
STANDARD_ERROR = 2


@click.command()
@click.option(
    "--port",
    type=click.IntRange(1, LAST_PORT),
    default=FIRST_PORT,
    show_default=True,
    help="Port to listen on.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Network address to listen on; 0.0.0.0 for all of this machine.",
)
@click.option(
    "--no-worker",
    is_flag=True,
    help="Pages only: no mail leaves and nothing is deleted while it runs.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print one JSON object when pages can be had, all else on standard error.",
)
def serve(*, port: int, host: str, no_worker: bool, as_json: bool) -> None:
    """Start the product: prepare the database, then run web pages and worker until stopped.

    Everything it keeps is in UPSIDE_DATA_DIR (default: the folder var). With UPSIDE_DEMO=yes an
    empty database is filled with an invented company, and the start page signs in as each role.
    A process that dies is started again; Ctrl-C or SIGTERM stops all within seconds, and if this
    one is killed, the others end by themselves.
    """
    check_port(host, port)
    environment = dict(os.environ)
    address = environment.setdefault("UPSIDE_BASE_URL", local_address(host, port))
    settings.BASE_URL = address  # the demo company's mails are written in this process
    prepare()
    supervisor = Supervisor(
        commands=commands(host, port, with_worker=not no_worker),
        environment=environment,
        output=STANDARD_ERROR if as_json else None,
    )
    supervisor.run(every_glance=greeting_when_up(host, port, address, as_json=as_json))
    _step(_("Stopped."))


def check_port(host: str, port: int) -> None:
    """Refuse with a sentence where somebody else listens on the port, or nobody can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise BadSetting(_why_not(host, port, error)) from error


def _why_not(host: str, port: int, error: OSError) -> str:
    said = {"port": port, "host": host, "why": error.strerror or error, "other": port + 1}
    address = local_address(host, port)
    if _is_upside(ANYWHERE.get(host, host), port):
        return _(
            "Upside already runs at %(address)s. Open it, or stop it first, with Ctrl-C where it"
            " was started. For a second one choose another port: upside serve --port %(other)s, or"
            " make run PORT=%(other)s."
        ) % (said | {"address": address})
    return (
        _(
            "Port %(port)s of %(host)s cannot be used: %(why)s. Choose another: upside serve --port"
            " %(other)s, or make run PORT=%(other)s."
        )
        % said
    )


def _is_upside(host: str, port: int) -> bool:
    """Tell whether it is Upside that answers there."""
    connection = HTTPConnection(host, port, timeout=PATIENCE)  # it may be busy
    try:
        connection.request("GET", "/healthz/")
        answer = json.loads(connection.getresponse().read(1_000))
    except (OSError, HTTPException, ValueError):
        return False
    finally:
        connection.close()
    return isinstance(answer, dict) and answer.get("product") == "upside"


def prepare() -> None:
    """Bring checks, database, catalogue, demo company and page files up to date."""
    try:
        call_command("check", stdout=io.StringIO())
    except SystemCheckError as error:
        raise BadSetting(str(error)) from error
    _step(_("Preparing the database…"))
    call_command("migrate", verbosity=0, interactive=False)
    load_kits(at=timezone.now())
    if settings.DEMO and not Person.objects.exists():
        fill_demo()
    collect_files()
    if not (settings.DEMO or settings.MAIL_IS_SET):
        _step(_("No mail server is set (UPSIDE_SMTP_URL): mails wait until it is."))


def fill_demo() -> None:
    """Build the invented company, so that a newcomer finds people at work."""
    from upside.cli.demo import build_demo  # noqa: PLC0415 - the engine loads only when needed

    _step(_("Inventing the demo company…"))
    build_demo(at=timezone.now())


def collect_files() -> None:
    """Copy style sheets, scripts and fonts into the data folder, where they have changed."""
    note = Path(settings.DATA_DIR) / "static.version"
    version = _version_of_files()
    if note.exists() and note.read_text() == version:
        return
    _step(_("Preparing the page files…"))
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    note.write_text(version)


def _version_of_files() -> str:
    seen = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            seen.update(f"{name} {storage.size(name)} {storage.get_modified_time(name)}".encode())
    return seen.hexdigest()


def commands(host: str, port: int, *, with_worker: bool = True) -> dict[str, list[str]]:
    """Return the commands of the children: pages, and the worker unless it is left out."""
    web = ["--interface", "wsgi", "--host", host, "--port", str(port), "--workers", "1"]
    web += ["--blocking-threads", str(settings.THREADS), "--no-ws", "--log-level", "warning"]
    web += ["--respawn-failed-workers", "--respawn-interval", "1"]
    found = {"web": command("granian", *web, "upside.config.wsgi:application")}
    return found | ({"worker": command("upside.cli", "work")} if with_worker else {})


def local_address(host: str, port: int) -> str:
    host = ANYWHERE.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def greeting_when_up(
    host: str, port: int, address: str, *, as_json: bool = False
) -> Callable[[], None]:
    """Return what to do at each glance: say once, when pages can be had, where they are."""
    said = False

    def greet() -> None:
        nonlocal said
        if said or not _answers(ANYWHERE.get(host, host), port):
            return
        said = True
        sentences = [_("Upside is ready: %(address)s") % {"address": address}]
        if settings.DEMO:
            sentences.append(
                _(
                    "This is a demo: open the address and choose who you are, such as coordinator,"
                    " mentee or mentor. One click signs you in; mails are shown on /mailbox/."
                )
            )
        sentences.append(_("Stop it with Ctrl-C."))
        answer = {"address": address, "demo": settings.DEMO}
        say(answer, as_json=as_json, sentence="\n".join(sentences))
        sys.stdout.flush()

    return greet


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=0.2):
            return True
    except OSError:
        return False


def _step(sentence: str) -> None:
    """Tell how far the start is: on standard error where the output is one JSON object."""
    context = click.get_current_context(silent=True)
    click.echo(sentence, err=bool(context and context.params.get("as_json")))
    sys.stdout.flush()
