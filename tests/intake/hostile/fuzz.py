"""Coverage-guided fuzzing of one reader for some seconds: `python -m tests.intake.hostile.fuzz TARGET FOLDER SECONDS`.

What a reader refuses in its own words is an answer; anything else that it raises ends the run, and the input that did it
lies in FOLDER. Seeds are the samples, small: a fuzzer finds its way from a file that is nearly right.
"""

import io
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["roundtable.intake"]):
    from roundtable.intake.extract_report import report_lines
    from roundtable.intake.extracts import CannotRead
    from roundtable.intake.guards import FileRefused
    from roundtable.intake.read_extract import read_extract
    from roundtable.intake.reading import read_return

import pyarrow.parquet as pq

from tests.intake import specs
from tests.intake.extracts import DATA, REFERRAL_HEADINGS, referral, workbook
from tests.intake.hostile import documents, no_lists

_LONGEST = 40_000  # bytes of a seed, and of what is made of it


@dataclass(frozen=True)
class Target:
    """A reader, and what to begin with."""

    run: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]


def _extract(name: str, data: bytes) -> None:
    """Read an extract and tell of it; what was counted must be there."""
    folder = Path(tempfile.mkdtemp(dir=_SCRATCH))
    try:
        path = folder / name
        path.write_bytes(data)
        try:
            extract = read_extract([path], folder / "out")
        except CannotRead:
            assert not list((folder / "out").iterdir()), "a refusal leaves nothing behind"
            return
        for key, count in extract.counts.items():
            assert pq.read_metadata(extract.table(key)).num_rows == count
        "\n".join(report_lines(extract)).encode()
    finally:
        shutil.rmtree(folder)


def _return(data: bytes, name: str) -> None:
    with suppress(FileRefused):
        read_return(data, name, [specs.SPEC])


class _Parts:
    """A workbook of which one part is changed: the first byte says which. A fuzzer would never get past a checksum."""

    def __init__(self, book: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(book)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.names = [name for name, content in self.parts.items() if len(content) <= _LONGEST]

    def seeds(self) -> list[bytes]:
        return [bytes([at]) + self.parts[name] for at, name in enumerate(self.names)]

    def book(self, data: bytes) -> bytes:
        changed = self.names[data[0] % len(self.names)] if data else ""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in self.parts.items():
                archive.writestr(name, data[1:] if name == changed else content)
        return out.getvalue()


def _lists() -> _Parts:
    with tempfile.TemporaryDirectory() as folder:
        path = workbook(
            Path(folder) / "lists.xlsx", {"List 3": [REFERRAL_HEADINGS, referral(), referral(child=2)]}
        )
        return _Parts(path.read_bytes())


def _starts(*paths: Path) -> list[bytes]:
    """The first lines of some samples."""
    return [b"".join(path.read_bytes().splitlines(keepends=True)[:8])[:_LONGEST] for path in paths]


def _targets() -> Mapping[str, Target]:
    lists, answer = _lists(), _Parts(specs.fill(specs.template(), specs.RIGHT))
    small = (documents.HEAD + documents.child() + documents.child("A2") + documents.TAIL).encode()
    return {
        "csv": Target(
            lambda data: _extract("list 3.csv", data),
            lambda: [no_lists.good_csv(), *_starts(*(DATA / "ssda903").glob("*.csv"))],
        ),
        "workbook": Target(lambda data: _extract("lists.xlsx", lists.book(data)), lists.seeds),
        "archive": Target(
            lambda data: _extract("lists.zip", data), lambda: [lists.book(b""), b"PK\x05\x06" + bytes(18)]
        ),
        "census": Target(lambda data: _extract("census.xml", data), lambda: [small]),
        "ssda903": Target(
            lambda data: _extract("return.xml", data),
            lambda: [(DATA / "ssda903" / "return.xml").read_bytes()],
        ),
        "ees": Target(
            lambda data: _extract("data.csv", data), lambda: _starts(*(DATA / "ees").glob("*.csv"))
        ),
        "return": Target(lambda data: _return(answer.book(data), "return.xlsx"), answer.seeds),
        "return_csv": Target(
            lambda data: _return(data, "return.csv"),
            lambda: [
                b"Key,Indicator,Breakdown,2031-32,31 Mar 2032\nmade.enquiries,Enquiries started,Team: East team,72,\n"
            ],
        ),
    }


def _kept(run: Callable[[bytes], None], data: bytes, folder: Path) -> None:
    """Run; where that ends otherwise than by an answer, keep the input and end with the trace."""
    try:
        run(data)
    except BaseException:
        (folder / "crash").write_bytes(data)
        raise


def main(name: str, folder: Path, seconds: int, runs: int = -1) -> None:
    """Fuzz a reader for so many seconds, or for so many runs where they are fewer: the same ones each time."""
    target = _targets()[name]
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for at, seed in enumerate(target.seeds()):
        (corpus / f"seed-{at}").write_bytes(seed)
    atheris.Setup(
        [
            sys.argv[0],
            str(corpus),
            f"-artifact_prefix={folder}/",
            f"-max_total_time={seconds}",
            f"-runs={runs}",
            f"-max_len={_LONGEST}",
            "-timeout=20",
            "-rss_limit_mb=3000",
            "-seed=7",
            "-verbosity=0",
            "-print_final_stats=1",
        ],
        lambda data: _kept(target.run, data, folder),
    )
    atheris.Fuzz()


_SCRATCH = tempfile.mkdtemp()

if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:]))
