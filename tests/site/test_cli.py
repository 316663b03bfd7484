"""How the command finds its verbs, and what it says where the web's packages are not installed."""

import argparse
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from roundtable import cli
from roundtable.report.editions import FORMATS
from roundtable.report.render import RENDERERS

ROOT = Path(__file__).parents[2]


def without_web(program: str) -> subprocess.CompletedProcess[str]:
    """A Python that finds neither Django nor anything else that only the site needs."""
    hide = "import sys\nfor name in ('django', 'gunicorn', 'docx', 'typst', 'allauth'): sys.modules[name] = None\n"
    return subprocess.run(
        [sys.executable, "-c", hide + program],
        cwd=ROOT / "src", capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_every_verb_explains_itself_without_the_web() -> None:
    done = without_web(
        "from roundtable import cli\n"
        "for verb in cli.VERBS:\n"
        "    try: cli.main([verb, '--help'])\n"
        "    except SystemExit as end: print('ended', verb, end.code)\n"
    )

    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if line.startswith("ended")] == [
        f"ended {verb} 0" for verb in cli.VERBS
    ]
    assert "such as 2015-16" in done.stdout


def test_a_verb_of_the_site_says_how_to_get_it() -> None:
    done = without_web("from roundtable import cli\nprint(cli.main(['ledger', 'verify']))")

    assert done.stdout == "2\n"
    assert "pip install 'roundtable[web]'" in done.stderr


def test_asked_wrongly_is_said_before_anything_is_missed() -> None:
    done = without_web("from roundtable import cli\ncli.main(['report', 'build', '--format', 'odt'])")

    assert done.returncode == 2
    assert "docx" in done.stderr
    assert "pip install" not in done.stderr


def test_without_a_verb_the_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 0
    assert "VERB" in capsys.readouterr().out


def test_a_verb_of_a_library_runs_without_the_site(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = ModuleType("echoing")

    class Stop(Exception):
        pass

    def run(args: argparse.Namespace) -> int:
        if args.word == "stop":
            raise Stop("It cannot go on.")
        print(args.word)
        return 1

    vars(module).update(configure=lambda parser: parser.add_argument("word"), run=run, Stop=Stop)
    monkeypatch.setitem(sys.modules, "echoing", module)
    monkeypatch.setattr(cli, "VERBS", {"echo": cli._of_library("echoing", "say a word")})

    assert cli.main(["echo", "tea"]) == 1
    assert cli.main(["echo", "stop"]) == 2
    assert capsys.readouterr() == ("tea\n", "It cannot go on.\n")


def test_formats_that_may_be_asked_for_are_those_that_can_be_written() -> None:
    assert tuple(sorted(RENDERERS)) == FORMATS
