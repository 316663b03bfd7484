"""Files that are no list at all, whatever they are called, and paths that lead to none."""

import gzip
import os
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.intake.extracts import REFERRAL_HEADINGS, referral, workbook
from tests.intake.hostile.case import PROBLEMS, UNREADABLE, Case, case

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 1, 1) + b"\x08\x06\0\0\0"
_EMPTY_END = b"PK\x05\x06" + bytes(18)


def holding(name: str, content: bytes) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return build


def good_csv() -> bytes:
    return "\n".join(",".join(row) for row in (REFERRAL_HEADINGS, referral())).encode()


def _members(name: str, *members: str) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        path = folder / name
        with zipfile.ZipFile(path, "w") as archive:
            for member in members:
                archive.writestr(member, "application/x")
        return path

    return build


def _parquet(folder: Path) -> Path:
    path = folder / "referrals.csv"
    pq.write_table(pa.table({"Child Unique ID": ["C1"], "Date of Referral": ["25/03/2016"]}), path)
    return path


def _workbook_as_csv(folder: Path) -> Path:
    return workbook(folder / "referrals.csv", {"List 3": [REFERRAL_HEADINGS, referral(date="31/02/2016")]})


def _folder(*files: tuple[str, bytes]) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        path = folder / "extract.xlsx"
        path.mkdir()
        for name, content in files:
            (path / name).write_bytes(content)
        return path

    return build


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.csv")
    return folder / "pipe.csv"


def _pipe_in_folder(folder: Path) -> Path:
    path = _folder(("list 3.csv", good_csv().replace(b"25/03/2016", b"31/02/2016")))(folder)
    os.mkfifo(path / "list 1.csv")
    return path


def _link(target: str) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        (folder / "link.csv").symlink_to(target)
        return folder / "link.csv"

    return build


def _locked(folder: Path) -> Path:
    path = holding("referrals.csv", good_csv())(folder)
    path.chmod(0)
    return path


def _escaping_name(folder: Path) -> Path:
    return holding("evil\x1b[2J\u202ename\n.csv", b"a,b\n1,2\n")(folder)


def _locked_workbook() -> bytes:
    """A workbook under a password as Excel writes it: an archive of before 2007, whose directory lies behind its parts."""
    header = bytearray(_OLE + bytes(504))
    header[30:32] = (9).to_bytes(2, "little")
    header[48:52] = (200).to_bytes(4, "little")
    return bytes(header) + bytes(200 * 512) + "EncryptedPackage".encode("utf-16-le") + bytes(480)


def _noise() -> bytes:
    return random.Random(7).randbytes(50_000)


CASES: tuple[Case, ...] = (
    case("nothing in it", holding("a.xlsx", b""), UNREADABLE, "a.xlsx: The file is empty."),
    case("one byte", holding("a.csv", b"x"), UNREADABLE, "No list was recognised in a.csv"),
    case("one byte that is nought", holding("a.csv", b"\0"), UNREADABLE, "neither a workbook nor text"),
    case("spaces and line ends only", holding("a.csv", b" \r\n\t\n" * 50), UNREADABLE, "is empty"),
    case("spaces beyond its beginning", holding("a.csv", b" \r\n" * 50_000), UNREADABLE, "is empty"),
    case("a byte order mark only", holding("a.csv", b"\xef\xbb\xbf"), UNREADABLE, "is empty"),
    case("a mark of UTF-16 only", holding("a.csv", b"\xff\xfe"), UNREADABLE, "is empty"),
    case("noise", holding("a.xlsx", _noise()), UNREADABLE, "neither a workbook nor text"),
    case(
        "noise that begins as an archive",
        holding("a.xlsx", b"PK\x03\x04" + _noise()),
        UNREADABLE,
        "is damaged",
    ),
    case(
        "an archive without anything",
        holding("a.zip", _EMPTY_END),
        UNREADABLE,
        "holds no file that can be read",
    ),
    case(
        "a list of CSV called a workbook",
        holding("a.xlsx", good_csv().replace(b"25/03", b"31/02")),
        PROBLEMS,
        "there is no such day",
        "31/02/2016",
        rows={"referrals": 1},
    ),
    case(
        "a workbook called CSV",
        _workbook_as_csv,
        PROBLEMS,
        "there is no such day",
        "31/02/2016",
        rows={"referrals": 1},
    ),
    case(
        "a PDF called a workbook", holding("a.xlsx", b"%PDF-1.7\n1 0 obj\n"), UNREADABLE, "The file is a PDF"
    ),
    case("a picture called a workbook", holding("a.xlsx", _PNG), UNREADABLE, "The file is a picture"),
    case(
        "a web page called a workbook",
        holding("a.xls", b"<html><table><tr><td>Child Unique ID</td></tr></table></html>"),
        UNREADABLE,
        "is a web page",
    ),
    case("a workbook of Excel 97", holding("a.xlsx", _OLE + bytes(2000)), UNREADABLE, "Excel before 2007"),
    case(
        "a workbook that asks for a password",
        holding("a.xlsx", _OLE + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(1000)),
        UNREADABLE,
        "protected with a password",
    ),
    case(
        "a password far into the file",
        holding("a.xlsx", _locked_workbook()),
        UNREADABLE,
        "protected with a password",
    ),
    case(
        "a workbook of LibreOffice",
        _members("a.xlsx", "mimetype", "content.xml"),
        UNREADABLE,
        "OpenDocument format",
    ),
    case(
        "a binary workbook",
        _members("a.xlsx", "[Content_Types].xml", "xl/workbook.bin"),
        UNREADABLE,
        "binary workbook",
    ),
    case(
        "a Word document",
        _members("a.xlsx", "[Content_Types].xml", "word/document.xml"),
        UNREADABLE,
        "a Word document",
    ),
    case("a compressed file", holding("a.csv", gzip.compress(good_csv())), UNREADABLE, "a compressed file"),
    case("Parquet called CSV", _parquet, UNREADABLE, "neither a workbook nor text"),
    case("rich text", holding("a.csv", b"{\\rtf1 Child Unique ID}"), UNREADABLE, "a rich text document"),
    case("no file", lambda folder: folder / "missing.xlsx", UNREADABLE, "There is no file"),
    case("a link to nothing", _link("nowhere"), UNREADABLE, "There is no file"),
    case("a link to itself", _link("link.csv"), UNREADABLE, "There is no file"),
    case("a pipe that nobody writes to", _pipe, UNREADABLE, "pipe.csv", "is no file"),
    case("a pipe in a folder", _pipe_in_folder, PROBLEMS, "there is no such day", rows={"referrals": 1}),
    case("a device without an end", _link("/dev/zero"), UNREADABLE, "is no file"),
    case("a file that may not be read", _locked, UNREADABLE, "ermission denied", unprivileged=True),
    case("a folder called a workbook, empty", _folder(), UNREADABLE, "holds no file that can be read"),
    case(
        "a folder with a good file and a damaged one",
        _folder(("list 3.csv", good_csv()), ("list 4.xlsx", b"PK\x03\x04 cut")),
        UNREADABLE,
        "list 4.xlsx",
        "is damaged",
    ),
    case(
        "a folder with a good file and a strange one",
        _folder(("list 3.csv", good_csv()), ("shopping.csv", b"item,price\nbread,1\n")),
        PROBLEMS,
        "No list was recognised in shopping.csv",
        rows={"referrals": 1},
    ),
    case("a name that would rule the terminal", _escaping_name, UNREADABLE, "No list was recognised in"),
)
