"""The command as a person uses it: each run is a process of its own, in a home folder of its own."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
POLICE = ROOT / "examples/cambridgeshire-2015-16/returns/cambridgeshire-constabulary-monthly.csv"
HERE = ("--partnership", "cambridgeshire")

# One demonstration for all of them, on one worker.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("command")]


def roundtable(home: Path, *arguments: str, typed: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "roundtable", *arguments],
        env=_environment(home), cwd=home, capture_output=True, text=True, check=False, input=typed or "", timeout=180,
    )  # fmt: skip


def _environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in {"DJANGO_SETTINGS_MODULE", "DATABASE_URL"}}
    return kept | {
        "ROUNDTABLE_HOME": str(home),
        "PYTHONPATH": str(ROOT / "src"),
        "SECRET_KEY": "for tests only",
    }


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("demo")
    done = roundtable(made, "demo", "--no-serve")
    assert done.returncode == 0, done.stderr
    return made


def test_a_verb_before_there_is_anything_says_how_to_begin(tmp_path: Path) -> None:
    done = roundtable(tmp_path, "figures", "list")

    assert done.returncode == 2
    assert (
        done.stderr == "There is no database yet. Run: roundtable init (or roundtable demo to try it out).\n"
    )


def test_init_makes_a_partnership_and_a_settings_file_for_its_owner_alone(tmp_path: Path) -> None:
    done = roundtable(tmp_path, "init", typed="Fenland\nAda Marsh\nada@fenland.example\n")

    settings = tmp_path / "roundtable.env"
    assert done.returncode == 0, done.stderr
    assert "Made the partnership Fenland at /fenland/." in done.stdout
    assert settings.stat().st_mode & 0o777 == 0o600
    assert "SECRET_KEY=" in settings.read_text(encoding="utf-8")
    assert "is whole" in roundtable(tmp_path, "ledger", "verify").stdout


def test_a_second_partnership_leaves_its_managers_password_as_it_is(tmp_path: Path) -> None:
    first = roundtable(tmp_path, "init", typed="Fenland\nAda Marsh\nada@fenland.example\n")
    second = roundtable(tmp_path, "init", typed="Wolds\nAda Marsh\nada@fenland.example\n")

    assert "and the password" in first.stdout
    assert second.returncode == 0
    assert "ada@fenland.example signs in as before" in second.stdout
    assert "and the password" not in second.stdout


def test_init_with_nobody_to_answer_makes_nothing(tmp_path: Path) -> None:
    done = roundtable(tmp_path, "init")

    assert done.returncode == 2
    assert "Give --title" in done.stderr


def test_a_partnership_must_be_named_where_there_are_two(home: Path) -> None:
    done = roundtable(home, "figures", "list")

    assert done.returncode == 2
    assert "cambridgeshire or peterborough" in done.stderr


def test_a_second_demo_loads_nothing_again(home: Path) -> None:
    done = roundtable(home, "demo", "--no-serve")

    assert done.returncode == 0
    assert "Loading" not in done.stdout


def test_changing_one_cell_and_loading_it_again_changes_figure_sentence_and_files(
    home: Path, tmp_path: Path
) -> None:
    changed = tmp_path / "police.csv"
    changed.write_text(
        POLICE.read_text(encoding="utf-8").replace(",57,60,65,", ",58,60,65,"), encoding="utf-8"
    )
    before = _show(home, "missing.reports")
    html = tmp_path / "before.html"
    _build(home, html)

    refused = roundtable(home, "returns", "load", *HERE, "RT-0001", str(changed))
    done = roundtable(
        home, "returns", "load", *HERE, "RT-0001", str(changed), "--accept", "--reason", "April was recounted"
    )

    assert refused.returncode == 1
    assert "Say why it is being restated" in refused.stderr
    assert done.returncode == 0, done.stderr
    after = _show(home, "missing.reports")
    assert after["value"] == before["value"] + 1
    for kind in ("html", "docx", "pdf"):
        out = tmp_path / f"after.{kind}"
        _build(home, out)
    assert str(before["value"]) in html.read_text(encoding="utf-8")
    assert str(after["value"]) in (tmp_path / "after.html").read_text(encoding="utf-8")
    assert roundtable(home, "ledger", "verify", *HERE).returncode == 0


def test_a_wrong_file_is_answered_with_its_place_and_kept_nowhere(home: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "police.csv"
    wrong.write_text(
        POLICE.read_text(encoding="utf-8").replace(",57,60,65,", ",five,60,65,"), encoding="utf-8"
    )

    done = roundtable(home, "returns", "check", *HERE, "RT-0001", str(wrong))

    assert done.returncode == 1
    assert "Row 2, column Apr 2015 (G2)" in done.stderr
    assert "Nothing was kept." in done.stderr


def test_a_backup_is_put_back_whole_and_a_damaged_one_is_refused(home: Path, tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar.gz"
    made = roundtable(home, "backup", str(archive))
    with closing(sqlite3.connect(home / "roundtable.sqlite3")) as live:
        live.execute("DELETE FROM dataset_observation")
        live.commit()
    damaged = tmp_path / "damaged.tar.gz"
    damaged.write_bytes(archive.read_bytes()[:-2000])

    looked = roundtable(home, "restore", str(archive))
    refused = roundtable(home, "restore", str(damaged), "--yes")
    done = roundtable(home, "restore", str(archive), "--yes")

    assert made.returncode == 0, made.stderr
    assert archive.stat().st_mode & 0o777 == 0o600
    assert looked.returncode == 2
    assert "add --yes" in looked.stderr
    assert refused.returncode == 2
    assert done.returncode == 0, done.stderr
    assert _show(home, "section47.enquiries")["value"] > 1000
    assert roundtable(home, "ledger", "verify", *HERE).returncode == 0


def test_a_ledger_cut_off_at_the_end_is_found(home: Path, tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar.gz"
    roundtable(home, "backup", str(archive))
    with closing(sqlite3.connect(home / "roundtable.sqlite3")) as live:
        live.execute("DELETE FROM ledger_entry WHERE sequence > 100")
        live.commit()

    done = roundtable(home, "ledger", "verify", *HERE)
    roundtable(home, "restore", str(archive), "--yes")

    assert done.returncode == 1
    assert "were removed" in done.stderr


def _show(home: Path, reference: str) -> dict[str, float]:
    done = roundtable(home, "figures", "show", reference, *HERE, "--year", "2015-16", "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _build(home: Path, out: Path) -> None:
    wanted = ("--year", "2015-16", "--edition", "professional", "--format", out.suffix.removeprefix("."))
    done = roundtable(home, "report", "build", *HERE, *wanted, "--out", str(out))
    assert done.returncode == 0, done.stderr


def test_a_database_of_an_earlier_version_is_said_and_brought_up_to_date(tmp_path: Path) -> None:
    made = roundtable(
        tmp_path, "init", "--title", "Fenland", "--email", "ada@fenland.example", "--name", "Ada Marsh"
    )
    _django(tmp_path, "migrate", "report", "0001")

    refused = roundtable(tmp_path, "figures", "list")
    kept = roundtable(tmp_path, "backup", "before.tar.gz")
    done = roundtable(tmp_path, "upgrade")
    again = roundtable(tmp_path, "upgrade")

    assert made.returncode == 0, made.stderr
    assert refused.returncode == 2
    assert (
        refused.stderr == "The database is of an earlier version. Back it up, then run: roundtable upgrade\n"
    )
    assert kept.returncode == 0, kept.stderr
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(
        r"The database took \d+ steps? and is up to date, with 1 partnership\.\n", done.stdout
    )
    assert again.stdout == "The database was up to date already, with 1 partnership.\n"
    assert roundtable(tmp_path, "ledger", "verify").returncode == 0


def test_nothing_is_upgraded_where_there_is_nothing(tmp_path: Path) -> None:
    done = roundtable(tmp_path, "upgrade")

    assert done.returncode == 2
    assert "There is no database yet" in done.stderr


def test_a_backup_that_cannot_be_written_is_said(home: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")

    done = roundtable(home, "backup", str(blocked / "backup.tar.gz"))

    assert done.returncode == 2
    assert "could not be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_backup_among_writers_holds_the_heads_that_its_manifest_names(home: Path, tmp_path: Path) -> None:
    """Whatever was written while it was made, the ledger that comes back is as long as the manifest says."""
    archive = tmp_path / "backup.tar.gz"
    command = [sys.executable, "-c", WRITER]
    with subprocess.Popen(
        command, env=_environment(home), cwd=home, stdout=subprocess.PIPE, text=True
    ) as writing:
        assert writing.stdout is not None
        writing.stdout.readline()  # it writes now
        made = roundtable(home, "backup", str(archive))
        alive = writing.poll() is None
        writing.terminate()
    with tarfile.open(archive) as tar:
        member = tar.extractfile("manifest.json")
        assert member is not None
        head = json.load(member)["ledger_heads"]["cambridgeshire"]

    restored = roundtable(home, "restore", str(archive), "--yes")

    assert made.returncode == 0, made.stderr
    assert alive, "the writer stopped before the backup did, so this proves nothing"
    assert restored.returncode == 0, restored.stderr
    assert int(head.partition(":")[0]) > 100
    checked = roundtable(home, "ledger", "verify", *HERE, "--head", head)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("name", ["../outside", "/outside", "files/../../outside", "link"])
def test_an_archive_that_reaches_outside_is_refused(home: Path, tmp_path: Path, name: str) -> None:
    archive = tmp_path / "evil.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        evil = tarfile.TarInfo(name.replace("/outside", f"{tmp_path}/outside") if name[0] == "/" else name)
        if name == "link":
            evil.type, evil.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(evil)

    done = roundtable(home, "restore", str(archive), "--yes")

    assert done.returncode == 2
    assert "which no backup does" in done.stderr
    assert not (tmp_path / "outside").exists()


WRITER = """\
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "roundtable.site.settings"
import django
django.setup()
from roundtable.foundation.people.actions import grant_role
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.scope.principals import operator
fen = Partnership.objects.get(slug="cambridgeshire")
for number in range(100000):
    grant_role(by=operator(fen.pk), partnership=fen, email=f"w{number}@fen.example", name="A Writer", role="board_member")
    print(number, flush=True)
"""


def _django(home: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "django", *arguments, "--settings", "roundtable.site.settings"]
    subprocess.run(command, env=_environment(home), cwd=home, capture_output=True, check=True, timeout=120)
