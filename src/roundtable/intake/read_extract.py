"""Reading the files of an extract, whatever format they are of: told by their content, and said why not where unknown."""

import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from lxml import etree

from roundtable.intake.cin import reader as cin
from roundtable.intake.ees import reader as ees
from roundtable.intake.extract_files import ExtractFile, Kind, files_of
from roundtable.intake.extract_problems import EveryProblem, ProblemLog
from roundtable.intake.extracts import CannotRead, Extract
from roundtable.intake.formats.specification import year_ending
from roundtable.intake.rules.engine import checked_by_rules
from roundtable.intake.ssda903_xml import ROOT as SSDA903_ROOT
from roundtable.intake.ssda903_xml import read as read_ssda903_xml
from roundtable.intake.tabular.list_reading import given_authority
from roundtable.intake.tabular.reading import read_lists
from roundtable.intake.xml_names import local_of

CIN_ROOT = "Message"
_ROOT_WITHIN = 1 << 16

# Told the file, how much of it was read and how much there is: bytes of XML, rows of a sheet (0 where not yet known).
Progress = Callable[[str, int, int], None]


def read_extract(
    paths: Sequence[Path],
    folder: Path,
    *,
    year: str = "",
    authority: str = "",
    every: EveryProblem | None = None,
    progress: Progress = lambda name, done, total: None,
) -> Extract:
    """Read files, folders of files or archives of files into typed tables in `folder`.

    `year` ("2015-16") chooses the specification where the files do not say their year; `authority` is whose rows they
    are where no column says. `every` gets the place of each problem. CannotRead where nothing could be read;
    ValueError for a year or an authority that there is not.
    """
    if year:
        year_ending(year)
    code = given_authority(authority)
    folder.mkdir(parents=True, exist_ok=True)
    before = set(folder.iterdir())
    try:
        with tempfile.TemporaryDirectory() as scratch:
            files = files_of(paths, Path(scratch))
            return _read(files, folder, year, code, ProblemLog(every), progress)
    except BaseException:
        for path in set(folder.iterdir()) - before:  # what is half read may not pass for a whole
            path.unlink()
        raise


def _read(
    files: list[ExtractFile], folder: Path, year: str, authority: str, log: ProblemLog, progress: Progress
) -> Extract:
    xml = [file for file in files if file.kind is Kind.XML]
    if not xml:
        if ees.is_data(files):
            return ees.read(files, folder, log=log, progress=progress)
        return read_lists(files, folder, log=log, year=year, authority=authority, progress=progress)
    if len(files) > 1:
        raise CannotRead(
            f"{xml[0].name} is XML, which is a whole return, and other files were given beside it.",
            "Give the XML file alone.",
        )
    return _read_xml(xml[0], folder, year, authority, log, progress)


def _read_xml(
    file: ExtractFile, folder: Path, year: str, authority: str, log: ProblemLog, progress: Progress
) -> Extract:
    root = _root(file)
    if root == SSDA903_ROOT:
        return read_ssda903_xml(file, folder, log=log, year=year, authority=authority, progress=progress)
    if root not in {"", CIN_ROOT}:
        raise CannotRead(
            f"The XML begins with <{root}>. A return of the CIN census begins with <{CIN_ROOT}>, one of SSDA903 with "
            f"<{SSDA903_ROOT}>.",
            "Give the return itself, as the case system exports it.",
            file.name,
        )
    return cin.read(
        file.path,
        folder,
        log=log,
        year=year,
        checked=checked_by_rules(cin.FORMAT),
        progress=lambda done, total: progress(file.name, done, total),
    )


def _root(file: ExtractFile) -> str:
    """The name of the first element, without its namespace; empty where there is none within the first part."""
    parser = etree.XMLPullParser(events=("start",), resolve_entities=False, no_network=True, huge_tree=False)
    with file.path.open("rb") as source:
        start = source.read(_ROOT_WITHIN)
    with suppress(etree.XMLSyntaxError):  # the reader says where it is broken
        parser.feed(start)
    first = _first_event(parser)
    return local_of(first) if first is not None else ""


def _first_event(parser: etree.XMLPullParser) -> etree._Element | None:
    """The first element that a parser came to, though what follows it may be broken."""
    try:
        return next((element for _, element in parser.read_events()), None)
    except etree.XMLSyntaxError:
        return None
