"""The command line as a whole: help, wrong usage, refusals as sentences."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner
from django.db.utils import OperationalError

from upside.cli import main as command_line
from upside.cli.main import COMMANDS, say, upside
from upside.kernel.errors import Refused


def run_alone(*words, **environment):
    """Run ``upside`` in a process of its own, with settings of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("UPSIDE_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "upside.cli", *words],
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def ending_with(monkeypatch, capsys):
    """Run main() where the command raises; return exit status and what stood on stderr."""

    def run(error):
        def broken():
            raise error

        monkeypatch.setattr(command_line, "upside", broken)
        with pytest.raises(SystemExit) as end:
            command_line.main()
        return end.value.code, capsys.readouterr().err

    return run


def test_help_names_every_command():
    result = CliRunner().invoke(upside, ["--help"])

    assert result.exit_code == 0
    assert all(f"  {name} " in result.output for name in COMMANDS)


def test_wrong_command_is_wrong_usage():
    result = CliRunner().invoke(upside, ["swerve"])

    assert result.exit_code == command_line.WRONG_USAGE
    assert "No such command 'swerve'" in result.output


@pytest.mark.parametrize("name", ["serve", "work", "audit"])
def test_commands_of_operating_explain_themselves(name):
    result = CliRunner().invoke(upside, [name, "--help"])

    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_what_is_no_command_is_not_run(monkeypatch):
    monkeypatch.setitem(COMMANDS, "odd", ("upside.cli.main:REFUSED", ""))

    assert CliRunner().invoke(upside, ["odd"]).exit_code == command_line.WRONG_USAGE


def test_refusal_is_a_sentence_and_exit_1(ending_with):
    assert ending_with(Refused("No seats are left.")) == (1, "No seats are left.\n")


def test_missing_database_is_a_sentence_and_exit_1(ending_with):
    status, said = ending_with(OperationalError("no such table: kernel_auditentry"))

    assert status == 1
    assert "upside serve" in said


def test_mistake_of_the_program_stays_visible(monkeypatch):
    monkeypatch.setattr(command_line, "upside", lambda: {}["x"])

    with pytest.raises(KeyError):
        command_line.main()


def test_wrong_setting_is_a_sentence_and_exit_1(tmp_path):
    result = run_alone("audit", "verify", UPSIDE_DEMO="true", UPSIDE_DATA_DIR=str(tmp_path))

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "UPSIDE_DEMO is 'true': write yes or no.\n"


def test_folder_that_cannot_be_written_is_a_sentence(tmp_path):
    (tmp_path / "file").touch()

    result = run_alone("audit", "verify", UPSIDE_DATA_DIR=str(tmp_path / "file" / "var"))

    assert result.returncode == 1
    assert result.stderr.startswith("UPSIDE_DATA_DIR is ")


def test_command_before_the_first_start_says_what_to_do(tmp_path):
    result = run_alone("audit", "verify", UPSIDE_DATA_DIR=str(tmp_path))

    assert (result.returncode, result.stderr) == (1, command_line.NOT_READY + "\n")


@pytest.mark.parametrize(
    ("as_json", "out", "err"),
    [(True, '{"n": 1, "name": "Zoé"}\n', "Done.\n"), (False, "Done.\n", "")],
)
def test_answers_are_one_object_or_a_sentence(capsys, as_json, out, err):
    say({"n": 1, "name": "Zoé"}, as_json=as_json, sentence="Done.")

    assert capsys.readouterr() == (out, err)
