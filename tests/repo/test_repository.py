"""What is promised of the repository itself."""

import ast
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "roundtable"
BINARY = {".png", ".xlsx", ".docx", ".pdf", ".ico", ".gz", ".ttf", ".woff2"}
# Written in two parts, so that this file does not hold what it looks for.
UNFINISHED = re.compile("TO" + "DO|FIX" + "ME|XX" + "X:")
MACHINE_PATH = re.compile(r"(?<![\w.:~$}-])/(?:work|root|farm|Users|home/\w+)/")
REGISTRIES = re.compile(r"pypi\." + r"org|pythonhosted\." + r"org|registry\." + r"npmjs|npmjs\." + r"org/")
WRITES = {"create", "save", "bulk_create", "get_or_create", "update_or_create", "bulk_update"}
LONGEST_FILE = 400
# Files that may be longer, and why.
LONG_FILES: dict[str, str] = {}


@cache
def tracked() -> tuple[Path, ...]:
    names = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = (ROOT / name for name in names.split("\0") if name)
    return tuple(path for path in found if path.is_file() and path.suffix not in BINARY)


def lines_with(pattern: re.Pattern[str], *, within: Path = ROOT) -> Iterator[str]:
    for path in tracked():
        if not path.is_relative_to(within):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if pattern.search(line):
                yield f"{path.relative_to(ROOT)}:{number}: {line.strip()}"


def test_locks_say_nothing_of_where_to_download_from() -> None:
    done = subprocess.run(["scripts/check-locks"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "planted"),
    [
        ("requirements.txt", "--index-url somewhere\n"),
        ("requirements-dev.txt", "--find-links somewhere\n"),
        ("requirements.txt", "django @ https://example.org/django.whl \\\n"),
        ("requirements.txt", "django\n"),
        ("package-lock.json", '"resolved": "https://example.org/sass.tgz"\n'),
        (".npmrc", "registry=https://example.org/\n"),
    ],
)
def test_lock_check_finds_an_address(tmp_path: Path, name: str, planted: str) -> None:
    for copied in ("requirements.txt", "requirements-dev.txt", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / copied, tmp_path / copied)
    with (tmp_path / name).open("a") as lock:
        lock.write(planted)

    done = subprocess.run(
        [ROOT / "scripts" / "check-locks", tmp_path], capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert planted.strip() in done.stdout
    assert "make lock" in done.stderr


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_lock_holds_every_package_that_is_asked_for(lock: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {
        "requirements.txt": project["project"]["dependencies"]
        + project["project"]["optional-dependencies"]["web"],
        "requirements-dev.txt": project["dependency-groups"]["dev"],
    }[lock]
    locked = dict(
        re.findall(
            r"^([A-Za-z0-9._-]+)==([^ ]+)", (ROOT / lock).read_text(encoding="utf-8"), flags=re.MULTILINE
        )
    )

    for requirement in map(Requirement, asked):
        version = locked.get(requirement.name.lower())
        assert version, f"{requirement.name} is asked for and is not in {lock}: make lock"
        assert requirement.specifier.contains(version), (
            f"{lock} holds {requirement.name} {version}: make lock"
        )


def test_no_tracked_file_names_a_package_registry() -> None:
    assert list(lines_with(REGISTRIES)) == []


def test_no_tracked_file_holds_a_path_of_one_machine() -> None:
    assert list(lines_with(MACHINE_PATH)) == []


def test_nothing_is_marked_as_unfinished() -> None:
    assert list(lines_with(UNFINISHED)) == []


def test_decisions_are_numbered_as_their_files() -> None:
    numbers = []
    for path in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md")):
        number = int(path.name.split("-")[0])
        numbers.append(number)
        assert path.read_text(encoding="utf-8").startswith(f"# {number}. "), (
            f"{path.name} is not headed “{number}. ”"
        )
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_page_of_the_documentation_is_in_its_navigation() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = [path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")]

    assert [page for page in pages if page not in navigation] == []


@pytest.mark.parametrize("silenced", ["noqa", "type: ignore", "pragma: no cover", "djlint:off"])
def test_whatever_silences_a_check_names_it_and_says_why(silenced: str) -> None:
    marker = re.compile("#\\s*" + silenced)
    reasoned = re.compile(
        "#\\s*" + silenced + r"(: [A-Z]+\d+(, ?[A-Z]+\d+)*|\[[a-z-]+(, ?[a-z-]+)*\])?\s*(-|#|:|\s) ?\s*\S+"
    )
    bare = [line for line in lines_with(marker, within=SOURCE) if not reasoned.search(line)]

    assert bare == []


def templates() -> list[Path]:
    return sorted(SOURCE.rglob("templates/**/*.html"))


INLINE = {
    "a script in the page": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE),
    "a style in the page": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "a handler in the page": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "an address of somebody else": re.compile(
        r"<(?:script|link|img)[^>]*(?:src|href)=[\"']?(?:https?:)?//", re.I
    ),
}


@pytest.mark.parametrize("what", INLINE)
def test_templates_hold_nothing_that_the_security_policy_refuses(what: str) -> None:
    assert templates(), "there are no templates, so this would prove nothing"
    found = [
        f"{path.relative_to(ROOT)}: {match.group()!r}"
        for path in templates()
        for match in INLINE[what].finditer(path.read_text(encoding="utf-8"))
    ]

    assert found == []


def writes_in(path: Path) -> Iterator[str]:
    """Calls in a module that write to the database: `X.objects.create(...)`, `thing.save()`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        written = ast.unparse(node.func)
        if node.func.attr == "save" or (
            node.func.attr in WRITES | {"update", "delete"} and ".objects" in written
        ):
            yield f"{path.relative_to(ROOT)}:{node.lineno}: {written}"


def test_views_and_forms_write_nothing_themselves() -> None:
    doors = [
        path
        for path in SOURCE.rglob("*.py")
        if re.match(r"(views|forms|api|queries)", path.stem) or path.parent.name in {"views", "forms", "api"}
    ]

    assert doors, "there are no views, so this would prove nothing"
    assert [write for path in doors for write in writes_in(path)] == []


def test_write_check_finds_a_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    view = tmp_path / "views.py"
    view.write_text(
        "def add(request):\n    Return.objects.create(name='x')\n    thing.save()\n    form.clean()\n"
    )

    assert list(writes_in(view)) == ["views.py:2: Return.objects.create", "views.py:3: thing.save"]


def test_source_files_stay_readable_in_one_sitting() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): count
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts
        and (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }

    assert {name: count for name, count in long.items() if name not in LONG_FILES} == {}


def test_no_module_is_a_drawer_for_anything() -> None:
    drawers = {"utils", "helpers", "misc", "common_utils", "core"}

    assert [path.relative_to(ROOT).as_posix() for path in SOURCE.rglob("*.py") if path.stem in drawers] == []


def test_every_wing_stands_on_a_floor() -> None:
    """A package that no import contract names could import whatever it liked."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    named = " ".join(contracts["contracts"][0]["layers"])
    packages = [path.parent.name for path in SOURCE.glob("*/__init__.py")]

    assert [name for name in packages if f"roundtable.{name}" not in named] == []
