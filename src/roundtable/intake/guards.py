"""What a file is, by its content, and whether it is safe to open: asked before anything parses it."""

import io
import re
import zipfile
import zlib
from enum import StrEnum

from roundtable.measures.wording import number

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE  # a return of 200 lines is about 30 kilobytes
MOST_UNPACKED = 50 * MEGABYTE
MOST_MEMBERS = 1_000
MOST_RATIO = 200  # sheets of one repeated number pack about 50 to 1
_RATIO_MATTERS_ABOVE = MEGABYTE

_AS_XLSX = (
    "Open it in Excel or LibreOffice, choose “Save as”, pick “Excel workbook (.xlsx)”, and upload that file."
)
_TEMPLATE = "Fill in the template that you were sent, and upload it as XLSX or CSV."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Excel before 2007, and the wrapping of an encrypted workbook
_OTHER_FILES = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a rich text document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
)  # fmt: skip
_MARKUP = re.compile(rb"<(!doctype|html|head|body|table|meta|\?xml|!--)", re.IGNORECASE)

# All that Python raises of an archive that is cut, spoilt, locked, or packed in a way that it does not know.
DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError,
)  # fmt: skip


class FileKind(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"


class FileRefused(Exception):
    """A file that is not opened at all: what is wrong with it, and what to do, in words for its sender."""

    def __init__(self, message: str, what_to_do: str) -> None:
        super().__init__(message)
        self.message = message
        self.what_to_do = what_to_do


def file_kind(data: bytes, most_bytes: int = MOST_BYTES) -> FileKind:
    """XLSX or CSV, by the content and never by the name; FileRefused for everything else."""
    if not data.strip():
        raise FileRefused("The file is empty.", _TEMPLATE)
    if len(data) > most_bytes:
        size, most = number(-(-len(data) // MEGABYTE)), number(most_bytes // MEGABYTE)
        raise FileRefused(f"The file is {size} MB. The most that can be uploaded is {most} MB.", _TEMPLATE)
    if data.startswith(b"PK"):
        return FileKind.XLSX
    refuse_other_files(data)
    return FileKind.CSV


def refuse_other_files(data: bytes) -> None:
    """FileRefused for a file whose first bytes say that it is neither text nor a workbook of today."""
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise FileRefused(
                "The workbook is protected with a password, so it cannot be read.",
                "Open it, remove the password that is asked for on opening, save it, and upload it again.",
            )
        raise FileRefused("The file is in the format of Excel before 2007 (.xls).", _AS_XLSX)
    for start, name in _OTHER_FILES:
        if data.startswith(start):
            raise FileRefused(f"The file is {name}, not a return.", _TEMPLATE)
    if _MARKUP.match(data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")):
        raise FileRefused("The file is a web page or XML, whatever its name ends with.", _AS_XLSX)


def safe_workbook(data: bytes) -> dict[str, bytes]:
    """The XML parts of an XLSX file by name, unpacked within limits; FileRefused for what should not be opened.

    What is parsed afterwards is what was counted here: names that come twice are refused, since two readers of one
    archive may choose differently, and sizes are those really unpacked, not those that the archive claims.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_members(archive.infolist())
            parts = _unpack(archive)
    except DAMAGED as error:
        raise FileRefused("The workbook is damaged and cannot be opened.", _AS_XLSX) from error
    _check_parts(parts)
    return parts


def repacked(parts: dict[str, bytes]) -> bytes:
    """The checked parts as a plain archive, for a reader that wants a file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if any(member.flag_bits & 1 for member in members):
        raise FileRefused("The file is protected with a password, so it cannot be read.", _AS_XLSX)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefused("The workbook holds macros, which are not accepted.", _AS_XLSX)
    _refuse_other_archives(names)
    if len(names) > MOST_MEMBERS or len(set(names)) < len(names):
        raise FileRefused("The workbook is not built as Excel or LibreOffice build one.", _AS_XLSX)
    unpacked = sum(member.file_size for member in members)
    bursting = any(
        m.file_size > _RATIO_MATTERS_ABOVE and m.file_size > MOST_RATIO * max(m.compress_size, 1)
        for m in members
    )
    if unpacked > MOST_UNPACKED or bursting:
        raise FileRefused("The workbook unpacks to far more than a return can hold.", _TEMPLATE)


def _refuse_other_archives(names: list[str]) -> None:
    held = set(names)
    if "mimetype" in held:
        raise FileRefused("The file is in OpenDocument format (.ods).", _AS_XLSX)
    if "xl/workbook.bin" in held:
        raise FileRefused("The file is a binary workbook (.xlsb).", _AS_XLSX)
    if any(name.startswith(("word/", "ppt/")) for name in held):
        raise FileRefused("The file is a Word document or a presentation, not a workbook.", _TEMPLATE)
    if "[Content_Types].xml" not in held or "xl/workbook.xml" not in held:
        raise FileRefused(
            "The file is a zip archive, not a workbook.", "Take the file out of it, and upload that."
        )


def _unpack(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Pictures, printer settings and the like are left behind. Python unpacks no more than a member claims."""
    wanted = [
        m for m in archive.infolist() if m.filename.lower().endswith((".xml", ".rels")) and not m.is_dir()
    ]
    return {member.filename: archive.read(member) for member in wanted}


def _check_parts(parts: dict[str, bytes]) -> None:
    if b"macroEnabled" in parts["[Content_Types].xml"]:
        raise FileRefused("The workbook holds macros, which are not accepted.", _AS_XLSX)
    if any(b"<!DOCTYPE" in content[:2000] or b"<!ENTITY" in content for content in parts.values()):
        raise FileRefused("The workbook is not built as Excel or LibreOffice build one.", _AS_XLSX)
