"""The files of `deploy/`, held against the programs that will read them, and the how-to that copies them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from roundtable.cli import VERBS

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
HOW_TO = (ROOT / "docs/how-to/run-one-small-server.md").read_text(encoding="utf-8")
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"


@pytest.mark.server
def test_systemd_understands_every_unit(tmp_path: Path) -> None:
    for unit in UNITS:
        # The programs that the units start are not here.
        here = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text(encoding="utf-8"), flags=re.M)
        (tmp_path / unit.name).write_text(here, encoding="utf-8")

    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert not [line for line in done.stderr.splitlines() if str(tmp_path) in line], done.stderr


@pytest.mark.server
def test_nginx_understands_the_proxy(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "fullchain.pem"
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=roundtable",
    ]
    subprocess.run([*made, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    ours = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    ours = ours.replace("/etc/ssl/roundtable", str(tmp_path)).replace("listen 443", "listen 18443")
    ours = ours.replace("listen 80;", "listen 18080;")
    folders = "".join(
        f"{name}_temp_path {tmp_path}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {folders} {ours} }}",
        encoding="utf-8",
    )

    done = subprocess.run(
        [NGINX, "-t", "-e", "stderr", "-c", str(whole)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def test_units_agree_on_user_home_and_settings() -> None:
    services = [path.read_text(encoding="utf-8") for path in UNITS if path.suffix == ".service"]
    wrapper = (DEPLOY / "roundtable").read_text(encoding="utf-8")

    assert len(services) >= 3
    for text in services:
        assert "User=roundtable\n" in text
        for setting in re.findall(r"^Environment=(\S+)$", text, flags=re.M):
            assert setting in wrapper
        assert "/opt/roundtable/bin/roundtable" in text


def test_every_timer_has_its_service_and_starts_what_the_command_knows() -> None:
    for timer in DEPLOY.glob("*.timer"):
        assert timer.with_suffix(".service").exists()
    for service in DEPLOY.glob("*.service"):
        verb = re.search(r"/opt/roundtable/bin/roundtable (\w+)", service.read_text(encoding="utf-8"))
        assert verb, service.name
        assert verb[1] in VERBS


def test_the_how_to_types_verbs_that_there_are_and_copies_files_that_there_are() -> None:
    blocks = re.findall(r"```console\n(.*?)```", HOW_TO, flags=re.S)
    lines = [line for block in blocks for line in block.splitlines()]
    verbs = [found[1] for line in lines if (found := re.match(r"(?:\w+=\S+ )?roundtable (\w+)", line))]

    assert {"init", "backup", "restore", "upgrade", "ledger"} <= set(verbs) <= set(VERBS)
    copied = re.findall(r"\bdeploy/([\w.*-]+)", HOW_TO)
    assert len(copied) > 3
    assert [name for name in copied if not list(DEPLOY.glob(name))] == []
