"""One command starts all: prepares, supervises, restarts, stops."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core.management.base import SystemCheckError

from tests.factories import PersonFactory
from upside.cli import demo, serve
from upside.cli.main import upside
from upside.cli.supervise import Supervisor
from upside.kernel.errors import BadSetting
from upside.skills.models import Skill

ALL = "0.0.0.0"  # noqa: S104 - nobody listens in these tests
SHELL = [sys.executable, "-c"]


@pytest.fixture
def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


@pytest.fixture
def running(tmp_path, free_port):
    """Start ``upside serve`` on an empty data folder; end it whatever happens."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("UPSIDE_", "DJANGO_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "upside.cli", "serve", "--port", str(free_port)],
        env=kept | {"UPSIDE_DATA_DIR": str(tmp_path), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    guard = threading.Timer(90, process.kill)
    guard.start()
    yield process
    guard.cancel()
    process.terminate()
    process.stdout.close()
    process.wait(20)


def read_until(process, pattern):
    said = ""
    for line in process.stdout:
        said += line
        if found := re.search(pattern, line):
            return found
    raise AssertionError(f"ended before it said {pattern}:\n{said}")


def status_of(port, path):
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    try:
        return connection.getresponse().status
    finally:
        connection.close()


def test_serve_answers_restarts_a_killed_worker_and_stops_on_sigterm(running, free_port):
    worker = int(read_until(running, r"worker started, process (\d+)")[1])
    address = read_until(running, r"ready: (http://\S+)")[1]
    assert address == f"http://127.0.0.1:{free_port}"
    assert status_of(free_port, "/healthz/") == 200

    os.kill(worker, signal.SIGKILL)
    assert int(read_until(running, r"worker started, process (\d+)")[1]) != worker

    running.send_signal(signal.SIGTERM)
    read_until(running, "Stopped")
    assert running.wait(20) == 0


def children_of(process):
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def wait_until(holds, seconds=25):
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.2)
    assert holds()


def answers(port):
    try:
        return status_of(port, "/healthz/") == 200
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks Linux who started whom")
def test_what_a_killed_serve_started_ends_and_a_killed_web_worker_comes_back(running, free_port):
    web = int(read_until(running, r"web started, process (\d+)")[1])
    read_until(running, "ready: ")
    with pytest.raises(BadSetting, match=rf"already runs at .*:{free_port}.*make run PORT="):
        serve.check_port("127.0.0.1", free_port)

    (worker,) = children_of(web)
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: answers(free_port) and children_of(web) not in ([], [worker]))

    family = [web, *children_of(web), *children_of(running.pid)]
    running.kill()
    wait_until(lambda: not any(is_alive(process) for process in family))


def is_alive(process):
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_port_that_is_taken_is_refused_with_a_sentence():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(BadSetting, match=f"Port {port} of 127.0.0.1 cannot be used.*PORT="):
            serve.check_port("127.0.0.1", port)


@pytest.mark.parametrize("port", ["0", "65536", "x"])
def test_port_that_is_none_is_wrong_usage(port):
    assert CliRunner().invoke(upside, ["serve", "--port", port]).exit_code == 2


def test_serve_gives_its_address_to_the_children(monkeypatch, free_port, settings):
    seen = {}
    monkeypatch.delenv("UPSIDE_BASE_URL", raising=False)
    monkeypatch.setattr(serve, "prepare", lambda: None)
    monkeypatch.setattr(Supervisor, "run", lambda self, **_: seen.update(self.environment))

    result = CliRunner().invoke(upside, ["serve", "--port", str(free_port), "--host", ALL])

    assert result.output == "Stopped.\n"
    assert seen["UPSIDE_BASE_URL"] == settings.BASE_URL == f"http://127.0.0.1:{free_port}"


def test_address_of_ipv6_stands_in_brackets():
    assert serve.local_address("::", 80) == "http://[::1]:80"


def test_children_are_web_server_and_worker(settings):
    settings.THREADS = 7

    commands = serve.commands("127.0.0.1", 8000)

    assert list(commands) == ["web", "worker"]
    assert commands["web"][commands["web"].index("--blocking-threads") + 1] == "7"


def test_without_a_worker_only_pages_are_served(monkeypatch, free_port, settings):
    seen = []
    monkeypatch.setattr(serve, "prepare", lambda: None)
    monkeypatch.setattr(Supervisor, "run", lambda self, **_: seen.extend(self.commands))

    result = CliRunner().invoke(upside, ["serve", "--port", str(free_port), "--no-worker"])

    assert result.exit_code == 0
    assert seen == ["web"]


@pytest.mark.django_db
def test_preparing_fills_the_catalogue_and_says_that_mails_wait(settings, tmp_path, capsys):
    settings.MAIL_IS_SET = False
    settings.DATA_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"

    serve.prepare()

    assert Skill.objects.exists()
    assert "mails wait" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize("n_people", [0, 1])
def test_only_an_empty_database_is_filled_with_the_demo(settings, monkeypatch, n_people):
    settings.DEMO = True
    built = []
    monkeypatch.setattr(serve, "collect_files", lambda: None)
    monkeypatch.setattr(demo, "build_demo", lambda **how: built.append(how["at"]), raising=False)
    PersonFactory.create_batch(n_people)

    serve.prepare()

    assert len(built) == 1 - n_people


def test_failed_check_is_a_sentence(monkeypatch):
    def failing(*_args, **_options):
        raise SystemCheckError("a setting is wrong")

    monkeypatch.setattr(serve, "call_command", failing)

    with pytest.raises(BadSetting, match="a setting is wrong"):
        serve.prepare()


def test_page_files_are_collected_only_when_they_have_changed(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    collected = []
    monkeypatch.setattr(serve, "call_command", lambda name, **_: collected.append(name))

    serve.collect_files()
    serve.collect_files()
    assert collected == ["collectstatic"]

    (tmp_path / "static.version").write_text("older")
    serve.collect_files()
    assert len(collected) == 2


@pytest.mark.parametrize("is_demo", [True, False])
def test_greeting_is_said_once_and_only_when_pages_can_be_had(settings, capsys, is_demo):
    settings.DEMO = is_demo
    with socket.socket() as web:
        web.bind(("127.0.0.1", 0))
        port = web.getsockname()[1]
        greet = serve.greeting_when_up(ALL, port, "http://here")
        greet()
        assert capsys.readouterr().out == ""

        web.listen()
        greet()
        greet()

    said = capsys.readouterr().out
    assert said.count("Upside is ready: http://here") == 1
    assert ("coordinator" in said) is is_demo


def test_greeting_is_one_object_where_one_was_asked_for(settings, capsys):
    settings.DEMO = False
    with socket.socket() as web:
        web.bind(("127.0.0.1", 0))
        web.listen()
        port = web.getsockname()[1]
        serve.greeting_when_up("127.0.0.1", port, "http://here", as_json=True)()

    said = capsys.readouterr()
    assert json.loads(said.out) == {"address": "http://here", "demo": False}
    assert "Upside is ready: http://here" in said.err


def test_serve_keeps_its_output_for_the_object(monkeypatch, free_port, settings):
    seen = []
    monkeypatch.setattr(serve, "prepare", lambda: serve._step("Preparing…"))
    monkeypatch.setattr(Supervisor, "run", lambda self, **_: seen.append(self.output))

    result = CliRunner().invoke(upside, ["serve", "--port", str(free_port), "--json"])

    assert (result.stdout, result.stderr) == ("", "Preparing…\nStopped.\n")
    assert seen == [serve.STANDARD_ERROR]


def test_supervisor_starts_a_dead_child_again_and_ends_all(monkeypatch):
    monkeypatch.setattr("upside.cli.supervise.PAUSE_SECONDS", 0)
    short, long = [*SHELL, "pass"], [*SHELL, "import time; time.sleep(600)"]
    supervisor = Supervisor({"short": short, "long": long}, dict(os.environ))
    first = []

    def glance():
        first.append(supervisor.children["short"])
        if supervisor.children["short"] is not first[0]:
            os.kill(os.getpid(), signal.SIGTERM)

    supervisor.run(every_glance=glance)

    assert supervisor.children["long"].returncode == -signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_supervisor_does_not_wait_for_ever_for_a_child(monkeypatch):
    monkeypatch.setattr("upside.cli.supervise.PATIENCE_SECONDS", 0.2)
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN)"
    deaf += "; print(1, flush=True); time.sleep(600)"
    supervisor = Supervisor({}, dict(os.environ))
    child = subprocess.Popen([*SHELL, deaf], stdout=subprocess.PIPE)
    supervisor.children["deaf"] = child
    assert child.stdout.readline() == b"1\n"

    supervisor._end()

    child.stdout.close()
    assert child.returncode == -signal.SIGKILL
