"""`roundtable intake check` on one file after another, each in a process of its own with bounds that the kernel keeps.

Run as a program it reads jobs, a line of JSON each, and answers with how each ended. The libraries are loaded once and
every job is a fork, so that ninety files take seconds. A job that hangs is ended by its alarm, and one that asks for too
much memory is refused it: neither depends on the code under test.
"""

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import fastexcel
import pyarrow as pa

from roundtable.cli import main
from roundtable.intake import command

# Named so that they are loaded before the first fork.
LOADED = (command, duckdb, fastexcel, pa)
CRASHED = 70
_AT_MOST = 6 << 30  # of address space: threads and allocators reserve far more of it than they use


@dataclass(frozen=True)
class Ended:
    """How a run ended. `code` is negative where a signal ended it: -14 for the alarm. `megabytes` is the peak of memory."""

    code: int
    out: str
    err: str
    megabytes: int

    @property
    def said(self) -> str:
        """All that was printed, as one line."""
        return " ".join(f"{self.out} {self.err}".split())


class Warden:
    """The program, as a context."""

    def __enter__(self) -> Self:
        root = Path(__file__).parents[3]
        self._program = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.intake.hostile.warden"],
            cwd=root,
            env={**os.environ, "PYTHONPATH": f"{root / 'src'}:{root}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._program.communicate()

    def run(
        self, arguments: Sequence[str], folder: Path, *, seconds: int, unprivileged: bool = False
    ) -> Ended:
        """`roundtable` with some arguments. What it prints is kept in `folder`."""
        job = {
            "arguments": list(arguments),
            "folder": str(folder),
            "seconds": seconds,
            "unprivileged": unprivileged,
        }
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write(json.dumps(job) + "\n")
        self._program.stdin.flush()
        code, kilobytes = json.loads(self._program.stdout.readline())
        out, err = ((folder / name).read_text(encoding="utf-8") for name in ("out", "err"))
        return Ended(code, out, err, kilobytes // 1024)


def _serve() -> None:
    pa.array([""])  # its first table looks for pandas, and loads it where it is
    for line in sys.stdin:
        job = json.loads(line)
        child = os.fork()
        if not child:
            os._exit(_work(**job))
        _, status, used = os.wait4(child, 0)
        print(json.dumps([os.waitstatus_to_exitcode(status), used.ru_maxrss]), flush=True)


def _work(arguments: list[str], folder: str, *, seconds: int, unprivileged: bool) -> int:
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(Path(folder) / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    resource.setrlimit(resource.RLIMIT_AS, (_AT_MOST, _AT_MOST))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(seconds)
    if unprivileged:
        _give_up_powers()
    try:
        code = main(arguments)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else CRASHED
    except BaseException:  # noqa: BLE001 - whatever escapes is what the tests look for
        traceback.print_exc()
        code = CRASHED
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def _give_up_powers() -> None:
    """Let even root be refused a file that nobody may read: no capabilities, as capset(2) has it."""
    header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None).capset(header, none):
        raise OSError("capset was refused")


if __name__ == "__main__":
    _serve()
