"""A wheel built from the tree, installed where there is neither Node nor anything that it does not ask for."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import venv
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import urljoin

import pytest
from packaging.requirements import Requirement

from roundtable.cli import VERBS

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "src/roundtable/foundation/web/static/built/roundtable.css"

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert BUILT.exists(), "The assets are not built: make setup"
    out = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    return next(out.glob("*.whl"))


def asked_for(requirement: Requirement, found: dict[str, set[str]]) -> None:
    """Add to `found` the installed distributions that a requirement pulls in, each with the extras asked of it."""
    name = requirement.name.lower().replace("_", "-")
    extras = {"", *requirement.extras}
    if extras <= found.get(name, set()):
        return
    found[name] = found.get(name, set()) | extras
    for text in distribution(name).requires or ():
        needed = Requirement(text)
        if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras):
            asked_for(needed, found)


def install(wheel: Path, extra: str, home: Path) -> Path:
    """A fresh environment with the wheel and what it asks for, linked from this one so that no network is needed."""
    venv.create(home, with_pip=True)
    pip = [home / "bin" / "python", "-m", "pip", "install", "--no-index", "--no-deps", "--quiet", wheel]
    subprocess.run(pip, check=True, capture_output=True)
    site = next((home / "lib").glob("python3*/site-packages"))
    metadata = next(site.glob("roundtable-*.dist-info/METADATA")).read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for text in re.findall(r"^Requires-Dist: (.+)$", metadata, flags=re.MULTILINE):
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
            asked_for(requirement, found)
    for name in found:
        link(name, site)
    return home / "bin" / "roundtable"


def link(name: str, site: Path) -> None:
    """Link a distribution's top-level files and folders into another environment."""
    try:
        parts = distribution(name)
    except PackageNotFoundError:
        return
    for top in {file.parts[0] for file in parts.files or () if file.parts[0] not in {"..", "__pycache__"}}:
        source = Path(str(parts.locate_file(top)))
        if source.exists() and not (site / top).exists():
            (site / top).symlink_to(source)


@pytest.fixture(scope="module")
def base(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install(wheel, "", tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def web(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install(wheel, "web", tmp_path_factory.mktemp("web"))


def environment(command: Path, home: Path) -> dict[str, str]:
    """No checkout on Python's path, and no Node on the shell's."""
    return {"PATH": str(command.parent), "ROUNDTABLE_HOME": str(home), "LANG": "C.UTF-8"}


def run(command: Path, *arguments: str, home: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [command, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=home,
        env=environment(command, home),
    )


def test_base_install_has_a_command_that_explains_itself(base: Path, tmp_path: Path) -> None:
    done = run(base, "--help", home=tmp_path)

    assert done.returncode == 0, done.stderr
    for verb in ("demo", "returns", "figures", "report", "ledger"):
        assert re.search(rf"^ +{verb} ", done.stdout, flags=re.MULTILINE)


@pytest.mark.parametrize("verb", VERBS)
def test_base_install_explains_every_verb(base: Path, tmp_path: Path, verb: str) -> None:
    done = run(base, verb, "--help", home=tmp_path)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"usage: roundtable {verb}")


def test_base_install_writes_a_template_and_checks_it(base: Path, tmp_path: Path) -> None:
    asked = ("--figure", "missing.reports", "--agency", "Fen Police", "--period", "2031-32")
    made = run(base, "returns", "template", "fen/RT-0001", *asked, "--out", "return.xlsx", home=tmp_path)
    done = run(base, "returns", "check", "return.xlsx", home=tmp_path)

    assert made.returncode == 0, made.stderr
    assert done.returncode == 0, done.stderr
    assert "return fen/RT-0001 of Fen Police" in done.stdout


def test_base_install_says_how_to_get_the_site(base: Path, tmp_path: Path) -> None:
    done = run(base, "serve", home=tmp_path)

    assert done.returncode == 2
    assert "pip install 'roundtable[web]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_base_install_holds_both_libraries_and_no_django(base: Path, tmp_path: Path) -> None:
    program = (
        "import importlib.util, pathlib, sys\n"
        "import roundtable.intake.reading, roundtable.intake.template\n"
        "import roundtable.measures.charts, roundtable.measures.disclosure, roundtable.measures.spc\n"
        "from roundtable.measures.definitions import load\n"
        "fonts = pathlib.Path(roundtable.measures.__file__).parent / 'fonts'\n"
        "print(importlib.util.find_spec('django'), 'allegations.contacts' in load(), len(list(fonts.glob('*.ttf'))))\n"
    )
    python = base.with_name("python")

    done = subprocess.run(
        [python, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env=environment(base, tmp_path),
    )

    assert done.stdout.split() == ["None", "True", "4"], done.stderr


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def site(web: Path, tmp_path: Path) -> Iterator[str]:
    """The demonstration, served from the wheel."""
    address = f"127.0.0.1:{free_port()}"
    log = tmp_path / "log"
    with log.open("w") as output:
        served = subprocess.Popen(
            [web, "demo", "--bind", address],
            cwd=tmp_path,
            env=environment(web, tmp_path),
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        wait_for(f"http://{address}/", served, log)
        yield f"http://{address}"
    finally:
        os.killpg(served.pid, signal.SIGTERM)
        served.wait(timeout=30)


def wait_for(address: str, served: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + 180
    while time.monotonic() < until:
        assert served.poll() is None, log.read_text(encoding="utf-8")
        try:
            with urllib.request.urlopen(address, timeout=10):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"Nothing answered within three minutes:\n{log.read_text(encoding='utf-8')}")


def test_site_serves_from_the_wheel_with_its_styles_and_typeface(site: str) -> None:
    with urllib.request.urlopen(f"{site}/sign-in/", timeout=30) as answer:
        page = answer.read().decode()

    style = re.search(r'href="(/static/built/roundtable[^"]*\.css)"', page)
    assert style, page[:2000]
    with urllib.request.urlopen(site + style.group(1), timeout=30) as answer:
        styles = answer.read().decode()
    typeface = re.search(r'url\("?([^")]+\.woff2)', styles)
    assert typeface, styles[:500]
    with urllib.request.urlopen(urljoin(site + style.group(1), typeface.group(1))) as answer:
        assert answer.read(4) == b"wOF2"
