"""The command line itself: what it lists, and how it answers to what it does not know."""

import subprocess
import sys

import pytest

from anwei.config import cli


@pytest.fixture
def run(monkeypatch, capsys):
    """`run("check", "--json")`: exit status, output, errors."""

    def told(*words):
        monkeypatch.setattr("sys.argv", ["anwei", *words])
        try:
            status = cli.main()
        except SystemExit as ended:
            status = ended.code or 0
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return told


COMMANDS = (
    "administrator", "audit", "backup", "check", "clauses", "demo", "export", "import", "notice", "responsibility", "restore",
    "serve", "worker",
)  # fmt: skip


def test_help_lists_every_command_with_a_sentence(run):
    status, out, _err = run("help")
    listed = [line.split()[0] for line in out.splitlines() if line.startswith("  ")]
    assert (status, listed) == (0, sorted(COMMANDS))
    assert all(len(line.split()) > 3 for line in out.splitlines() if line.startswith("  "))


def test_an_unknown_command_and_none_at_all_are_wrong_usage(run):
    status, out, err = run("exprot")
    assert (status, out) == (2, "") and "exprot" in err and "anwei help" in err
    assert run()[0] == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_refuses_what_it_does_not_know(run, command):
    status, out, _err = run(command, "--help")
    assert status == 0 and out.startswith(f"usage: anwei {command}")
    status, _out, err = run(command, "--no-such-option")
    assert status == 2 and "usage" in err


def test_a_process_of_its_own_knows_the_commands_too(tmp_path):
    """Here nobody has read the settings before."""
    program = "import sys; from anwei.config.cli import main; sys.exit(main())"
    words = [sys.executable, "-c", program, "serve", "--help"]
    done = subprocess.run(words, capture_output=True, text=True, env={"ANWEI_HOME": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    assert "--with-worker" in done.stdout


def test_a_database_that_was_never_set_up_is_told_in_words(tmp_path):
    program = "import sys; from anwei.config.cli import main; sys.exit(main())"
    words = [
        sys.executable,
        "-c",
        program,
        "export",
        "hazards",
        "-o",
        str(tmp_path / "register.csv"),
    ]
    done = subprocess.run(words, capture_output=True, text=True, env={"ANWEI_HOME": str(tmp_path)})
    assert done.returncode == 1
    assert "run `anwei migrate`" in done.stderr
    assert "Traceback" not in done.stderr
