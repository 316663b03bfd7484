"""The files that a person names, one by one: folders opened, archives unpacked, and each told by its content."""

import re
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import IO

from roundtable.intake.extract_problems import printable
from roundtable.intake.extracts import CannotRead
from roundtable.intake.guards import DAMAGED, OLE, FileRefused, refuse_other_files
from roundtable.intake.tabular.workbook_scan import check_archive

_SUFFIXES = frozenset({".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xml"})
_START = 4096
_MOST_FILES = 500
_ODD = re.compile(r"[^\w .()-]")  # what a file's name may not hold on every machine
_BYTE_MARKS = (b"\xef\xbb\xbf",)
_NOTHING = b" \t\r\n\f\v\xef\xbb\xbf\xff\xfe"  # spaces, line ends and the marks of encodings
_UTF16_XML = ("<?xml".encode("utf-16"), "<?xml".encode("utf-16-be"), "<?xml".encode("utf-16-le"))
_READABLE = "an Excel workbook (.xlsx), CSV, XML, or a zip archive of them"
_SAVE_AS = "Open it in Excel or LibreOffice, save it as an Excel workbook (.xlsx) or as CSV, and run the check on that."


class Kind(StrEnum):
    WORKBOOK = "workbook"
    CSV = "csv"
    XML = "xml"


@dataclass(frozen=True, slots=True)
class ExtractFile:
    """A file to read: where it lies, what to call it, and what it is."""

    path: Path
    name: str
    kind: Kind


def files_of(paths: Sequence[Path], scratch: Path) -> list[ExtractFile]:
    """Every file to read, in order. What is in archives is unpacked into `scratch`, an empty folder.

    CannotRead for a path that is not there, for what is no workbook, CSV or XML, and for an unsafe archive.
    """
    found: list[ExtractFile] = []
    for path in paths:
        if not path.exists():
            raise CannotRead(f"There is no file {path}.", "Check how it is written.")
        if not (path.is_file() or path.is_dir()):  # a pipe or a device: it may never end, or never begin
            raise CannotRead(f"{path.name} is no file, nor a folder of files.", f"Give {_READABLE}.")
        found.extend(_folder(path, scratch) if path.is_dir() else _file(path, printable(path.name), scratch))
    if len(found) > _MOST_FILES:
        raise CannotRead(f"More than {_MOST_FILES} files were given.", "Give the files of one extract.")
    return found


def _folder(folder: Path, scratch: Path) -> Iterator[ExtractFile]:
    """The files of a folder, without those that an open spreadsheet leaves beside itself."""
    chosen = [
        path
        for path in sorted(folder.iterdir())
        if path.is_file() and path.suffix.lower() in _SUFFIXES and not path.name.startswith(("~$", "."))
    ]
    if not chosen:
        raise CannotRead(f"The folder {folder.name} holds no file that can be read.", f"Give {_READABLE}.")
    for path in chosen:
        yield from _file(path, printable(path.name), scratch)


def _file(path: Path, name: str, scratch: Path) -> Iterator[ExtractFile]:
    with path.open("rb") as file:
        start = file.read(_START)
        if start.startswith(OLE):
            start += _ole_directory(file, start)
    if not start.strip(_NOTHING):
        raise CannotRead("The file is empty.", f"Give {_READABLE}.", name)
    if start.startswith(b"PK"):
        yield from _zipped(path, name, scratch)
        return
    if _is_xml(start):
        yield ExtractFile(path, name, Kind.XML)
        return
    try:
        refuse_other_files(start)
    except FileRefused as refused:
        raise CannotRead(refused.message, _SAVE_AS, name) from refused
    yield ExtractFile(path, name, Kind.CSV)


def _ole_directory(file: IO[bytes], start: bytes) -> bytes:
    """Where a file in the format of Excel before 2007 names its parts, which tells a locked workbook from an old one."""
    size = 1 << min(int.from_bytes(start[30:32], "little"), 12)
    sector = int.from_bytes(start[48:52], "little")
    file.seek((sector + 1) * size)
    return file.read(_START)


def _is_xml(start: bytes) -> bool:
    """XML, by its first letters; a web page is not meant."""
    if start.startswith(_UTF16_XML):
        return True
    for mark in _BYTE_MARKS:
        start = start.removeprefix(mark)
    text = start.lstrip().lower()
    return text.startswith(b"<") and not text.startswith(
        (b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<meta")
    )


def _zipped(path: Path, name: str, scratch: Path) -> Iterator[ExtractFile]:
    """A workbook, which is an archive too, or the files in an archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                yield ExtractFile(path, name, Kind.WORKBOOK)
                return
            _refuse_others(names, name)
            check_archive(archive, name)
            unpacked = list(_unpacked(archive, name, scratch))
    except DAMAGED as error:
        raise CannotRead("The file is damaged, and cannot be opened.", _SAVE_AS, name) from error
    if not unpacked:
        raise CannotRead("The archive holds no file that can be read.", f"Give {_READABLE}.", name)
    for inner, inner_name in unpacked:
        yield from _file(inner, inner_name, scratch)


def _refuse_others(names: set[str], name: str) -> None:
    if "mimetype" in names:
        raise CannotRead("The file is in OpenDocument format (.ods).", _SAVE_AS, name)
    if "xl/workbook.bin" in names:
        raise CannotRead("The file is a binary workbook (.xlsb).", _SAVE_AS, name)
    if any(one.startswith(("word/", "ppt/")) for one in names):
        raise CannotRead(
            "The file is a Word document or a presentation, not a list.", f"Give {_READABLE}.", name
        )


def _unpacked(archive: zipfile.ZipFile, name: str, scratch: Path) -> Iterator[tuple[Path, str]]:
    """Members that may be read, each into a file whose name we choose; an archive in an archive is not opened."""
    for at, member in enumerate(sorted(archive.infolist(), key=lambda one: one.filename)):
        inside = PurePosixPath(member.filename)
        if (
            not inside.name  # it may be empty
            or member.is_dir()
            or inside.suffix.lower() not in _SUFFIXES
            or inside.name.startswith(("~$", ".", "__"))
        ):
            continue
        if "__MACOSX" in inside.parts:
            continue
        target = scratch / f"{len(list(scratch.iterdir()))}-{at}" / _ODD.sub("_", inside.name)
        target.parent.mkdir()
        with archive.open(member) as source, target.open("wb") as out:
            shutil.copyfileobj(source, out)
        yield target, f"{printable(inside.name)} in {name}"
