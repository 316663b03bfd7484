"""Archives that are cut, poisoned or made to burst, as workbooks and as zip files of lists."""

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.intake.extracts import REFERRAL_HEADINGS, referral, workbook
from tests.intake.hostile.case import FINE, PROBLEMS, UNREADABLE, Case, case
from tests.intake.hostile.no_lists import good_csv
from tests.intake.hostile.workbooks import GOOD, SHEET, Members, changed, put

_ONE = {"referrals": 1}
_MEGABYTE = 1024 * 1024
_BOMB = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 20}">' for n in range(9))
    + "]>"
)


def _bytes_of(folder: Path) -> bytes:
    return workbook(folder / "lists.xlsx", GOOD).read_bytes()


def _spoilt(spoil: Callable[[bytes], bytes]) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        path = folder / "lists.xlsx"
        path.write_bytes(spoil(_bytes_of(folder)))
        return path

    return build


def _archive(
    *members: tuple[str | zipfile.ZipInfo, bytes],
    name: str = "lists.zip",
    links: tuple[tuple[str, str], ...] = (),
) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members:
                archive.writestr(member, content)
            for member, target in links:
                link = zipfile.ZipInfo(member)
                link.external_attr = 0o120777 << 16
                archive.writestr(link, target)
        return folder / name

    return build


def _locked(folder: Path) -> Path:
    """A workbook whose parts say that they are encrypted, as some archivers make them."""
    data = bytearray(_bytes_of(folder))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := data.find(sign, place + 1)) >= 0:
            data[place + at] |= 1
    (folder / "lists.xlsx").write_bytes(data)
    return folder / "lists.xlsx"


def _bad_checksum(data: bytes) -> bytes:
    """The sheet's checksum is that of another, in the archive's table and before the sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        check = struct.pack("<I", archive.getinfo(SHEET).CRC)
    return data.replace(check, b"\1\2\3\4")


def _lying_size(data: bytes) -> bytes:
    """The archive says that the sheet is a few bytes long, so that a count of sizes finds nothing."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = struct.pack("<I", archive.getinfo(SHEET).file_size)
    return data.replace(size, struct.pack("<I", 10))


def _twice(folder: Path) -> Path:
    path = workbook(folder / "lists.xlsx", GOOD)
    with zipfile.ZipFile(path) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in [
            *members,
            ("xl/worksheets/sheet9.xml", dict(members)[SHEET].replace(b'"F2"', b'"Z2"')),
        ]:
            archive.writestr(name, content)
    path.write_bytes(out.getvalue().replace(b"sheet9.xml", b"sheet1.xml"))
    return path


def _overlapping(folder: Path) -> Path:
    """Two thousand names for one compressed megabyte: small on disk, two gigabytes unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a0000.csv", b"a,b\n" * (_MEGABYTE // 4))
    data = out.getvalue()
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[start:end]
    table = b"".join(entry.replace(b"a0000", f"a{n:04}".encode()) for n in range(1_900))
    closing = data[end : end + 8] + struct.pack("<HHII", 1_900, 1_900, len(table), start) + b"\0\0"
    (folder / "lists.zip").write_bytes(data[:start] + table + closing)
    return folder / "lists.zip"


def _burst(size: int) -> Callable[[Members], None]:
    def change(members: Members) -> None:
        members[SHEET] = members[SHEET].replace(b"</sheetData>", b" " * size + b"</sheetData>")

    return change


def _many_texts(members: Members) -> None:
    """A part that packs little: a hundred thousand texts, each different, for a sheet that uses eleven."""
    texts = "".join(f"<si><t>{n * 7919 % 1_000_003:x}</t></si>" for n in range(100_000))
    put("</sst>", f"{texts}</sst>", "xl/sharedStrings.xml")(members)


def _entity(declared: str, used: str, part: str) -> Callable[[Path], Path]:
    def change(members: Members) -> None:
        text = members[part].decode()
        before, end, after = text.partition("?>")
        assert end
        members[part] = f"{before}{end}{declared}{after}".replace("Hub", used).encode()

    return changed(change)


def _million_rows(folder: Path) -> Path:
    """A million rows, written as letters: a library would take a minute."""
    names = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in REFERRAL_HEADINGS)
    cells = referral()
    first, then = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells[1:4]), cells[4:]
    rest = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in then)

    def change(members: Members) -> None:
        out = io.BytesIO()
        before, _, after = members[SHEET].partition(b"<sheetData>")
        out.write(before + f"<sheetData><row>{names}</row>".encode())
        for number in range(1_000_000):
            out.write(f"<row><c><v>{number + 1}</v></c>{first}{rest}</row>".encode())
        out.write(b"</sheetData>" + after.partition(b"</sheetData>")[2])
        members[SHEET] = out.getvalue()

    return changed(change)(folder)


CASES: tuple[Case, ...] = (
    case("a workbook cut in half", _spoilt(lambda data: data[: len(data) // 2]), UNREADABLE, "is damaged"),
    case("a workbook without its last byte", _spoilt(lambda data: data[:-1]), UNREADABLE, "is damaged"),
    case(
        "a workbook without its first bytes",
        _spoilt(lambda data: data[10:]),
        UNREADABLE,
        "neither a workbook nor text",
    ),
    case(
        "a workbook with noughts in its middle",
        _spoilt(lambda data: data[:1500] + bytes(600) + data[2100:]),
        UNREADABLE,
        "is damaged",
    ),
    case("a checksum that is wrong", _spoilt(_bad_checksum), UNREADABLE, "is damaged"),
    case("a size that lies", _spoilt(_lying_size), UNREADABLE, "is damaged"),
    case("parts that are encrypted", _locked, UNREADABLE, "protected with a password"),
    case("a part that comes twice", _twice, UNREADABLE, "not built as Excel or LibreOffice"),
    case(
        "a sheet that bursts",
        changed(_burst(300 * _MEGABYTE)),
        UNREADABLE,
        "unpacks to far more",
        megabytes=400,
    ),
    case("a sheet that bursts a little", changed(_burst(7 * _MEGABYTE)), FINE, "Nothing is wrong", rows=_ONE),
    case("texts that nobody uses", changed(_many_texts), FINE, "Nothing is wrong", rows=_ONE),
    case(
        "a million laughs in the texts",
        _entity(_BOMB, "&j;", "xl/sharedStrings.xml"),
        UNREADABLE,
        "declares entities",
    ),
    case("a million laughs in the sheet", _entity(_BOMB, "&j;", SHEET), UNREADABLE, "declares entities"),
    case(
        "a million laughs in the workbook",
        _entity(_BOMB, "&j;", "xl/workbook.xml"),
        UNREADABLE,
        "declares entities",
    ),
    case(
        "an entity from another file",
        _entity('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "&a;", "xl/sharedStrings.xml"),
        UNREADABLE,
        "declares entities",
    ),
    case(
        "an entity that nobody declares",
        _entity("", "&lots;", "xl/sharedStrings.xml"),
        UNREADABLE,
        "is damaged",
    ),
    case(
        "a document type in UTF-16",
        changed(
            lambda members: members.update(
                {
                    "xl/sharedStrings.xml": (
                        f'<?xml version="1.0" encoding="UTF-16"?>{_BOMB}<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
                        '2006/main"><si><t>&j;</t></si></sst>'
                    ).encode("utf-16")
                }
            )
        ),
        UNREADABLE,
        "is damaged",
    ),
    case(
        "relations that lead out of the workbook",
        changed(put("worksheets/sheet1.xml", "../../../../etc/passwd", "xl/_rels/workbook.xml.rels")),
        UNREADABLE,
        "is damaged",
    ),
    case(
        "a million rows",
        _million_rows,
        FINE,
        "1,000,000 rows",
        rows={"referrals": 1_000_000},
        seconds=90,
        megabytes=2_500,
    ),
    # Archives of files
    case(
        "an archive with the list",
        _archive(("deep/list 3.csv", good_csv())),
        FINE,
        "Nothing is wrong",
        rows=_ONE,
    ),
    case(
        "an archive whose member has no name",
        _archive((zipfile.ZipInfo(""), b"a,b\n1,2\n")),
        UNREADABLE,
        "holds no file that can be read",
    ),
    case(
        "an archive in an archive in an archive",
        _archive(("inner.zip", b"PK\x03\x04")),
        UNREADABLE,
        "holds no file that can be read",
    ),
    case(
        "a list whose name leads elsewhere",
        _archive(("../../../../tmp/../list 3.csv", good_csv())),
        FINE,
        "Nothing is wrong",
        rows=_ONE,
    ),
    case(
        "a list whose name is a path of the machine",
        _archive(("/etc/list 3.csv", good_csv())),
        FINE,
        "Nothing is wrong",
        rows=_ONE,
    ),
    case(
        "a list whose name is a path of Windows",
        _archive(("C:\\Windows\\list 3.csv", good_csv())),
        FINE,
        "1 row",
        rows=_ONE,
    ),
    case(
        "a link in an archive",
        _archive(links=(("list 3.csv", "/etc/passwd"),)),
        UNREADABLE,
        "No list was recognised",
    ),
    case(
        "a workbook in an archive that is cut",
        _archive(("list 3.xlsx", b"PK\x03\x04 cut")),
        UNREADABLE,
        "list 3.xlsx in lists.zip",
        "is damaged",
    ),
    case(
        "two lists of one name",
        _archive(("a/list 3.csv", good_csv()), ("b/list 3.csv", good_csv().replace(b"C1", b"C2"))),
        FINE,
        "2 rows",
        rows={"referrals": 2},
    ),
    case(
        "an archive that bursts",
        _archive(("list 3.csv", b"0" * 400 * _MEGABYTE)),
        UNREADABLE,
        "unpacks to far more",
        megabytes=200,
    ),
    case("two thousand names for one part", _overlapping, UNREADABLE, "", megabytes=300),
    case(
        "more files than an extract has",
        _archive(*((f"{n}.csv", good_csv()) for n in range(600))),
        UNREADABLE,
        "More than 500 files",
    ),
    case(
        "an archive with a good list and a strange one",
        _archive(("list 3.csv", good_csv()), ("other.csv", b"item,price\nbread,1\n")),
        PROBLEMS,
        "No list was recognised in other.csv in lists.zip",
        rows=_ONE,
    ),
)
