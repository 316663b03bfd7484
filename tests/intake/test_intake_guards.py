import io
import zipfile

import openpyxl
import pytest

from roundtable.intake import guards
from roundtable.intake.guards import FileKind, FileRefused, file_kind, safe_workbook
from roundtable.intake.reading import read_return
from roundtable.intake.workbook import read_workbook
from tests.intake.specs import RIGHT, SPEC, fill, saved, template

CONTENT_TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def archive(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


def workbook_with(**members: bytes) -> bytes:
    return archive({"[Content_Types].xml": CONTENT_TYPES, "xl/workbook.xml": b"<workbook/>", **members})


def opened(data: bytes) -> None:
    if file_kind(data) is FileKind.XLSX:
        safe_workbook(data)


def test_file_kind_goes_by_content_not_by_name():
    assert file_kind(fill(template(), RIGHT)) is FileKind.XLSX
    assert file_kind("Key,Indicator,2031-32\n".encode("utf-16")) is FileKind.CSV


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "before 2007"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"<html><table><tr><td>Key", "web page"),
        (b"\xef\xbb\xbf\n <!DOCTYPE html>", "web page"),
        (b"<?xml version='1.0'?><Workbook/>", "XML"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x89PNG\r\n", "a picture"),
        (archive({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "OpenDocument"),
        (archive({"word/document.xml": b"<w/>"}), "Word"),
        (archive({"xl/workbook.bin": b""}), ".xlsb"),
        (archive({"a.csv": b"Key"}), "zip archive"),
        (workbook_with(**{"xl/vbaProject.bin": b"x"}), "macros"),
        (archive({"[Content_Types].xml": b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                  "xl/workbook.xml": b"<workbook/>"}), "macros"),
        (workbook_with(**{"xl/a.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'}), "not built"),
        (b"PK\x03\x04 and then nothing", "damaged"),
    ],
)  # fmt: skip
def test_other_files_are_refused_and_say_what_to_do(data, said):
    with pytest.raises(FileRefused) as refused:
        opened(data)
    assert said in refused.value.message
    assert refused.value.what_to_do


def test_an_encrypted_archive_is_refused():
    data = bytearray(workbook_with())
    entry = data.index(b"PK\x01\x02")
    data[entry + 8] |= 1  # the flag of the first member in the directory
    with pytest.raises(FileRefused, match="password"):
        safe_workbook(bytes(data))


def test_a_file_too_large_is_refused_with_both_sizes():
    with pytest.raises(FileRefused, match=r"is 2 MB\. The most that can be uploaded is 1 MB"):
        file_kind(b"Key," * 300_000, most_bytes=guards.MEGABYTE)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    bomb = workbook_with(**{"xl/worksheets/sheet1.xml": b" " * (60 * guards.MEGABYTE)})
    assert len(bomb) < 100_000
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("unpacked"))
    with pytest.raises(FileRefused, match="unpacks to far more"):
        safe_workbook(bomb)


def test_a_member_that_packs_suspiciously_well_is_refused():
    with pytest.raises(FileRefused, match="unpacks to far more"):
        safe_workbook(workbook_with(**{"xl/worksheets/sheet1.xml": b" " * (2 * guards.MEGABYTE)}))


def test_a_member_that_lies_about_its_size_is_never_unpacked_beyond_it():
    data = bytearray(workbook_with(**{"xl/big.xml": b"<x>" + b"y" * 900_000 + b"</x>"}))
    true_size = (900_007).to_bytes(4, "little")
    assert data.count(true_size) == 2
    with pytest.raises(FileRefused, match="damaged"):
        safe_workbook(bytes(data.replace(true_size, (10).to_bytes(4, "little"))))


def test_names_that_come_twice_are_refused():
    out = io.BytesIO(workbook_with())
    with zipfile.ZipFile(out, "a") as made, pytest.warns(UserWarning, match="Duplicate"):
        made.writestr("xl/workbook.xml", b"<other/>")
    with pytest.raises(FileRefused, match="not built"):
        safe_workbook(out.getvalue())


def test_too_many_members_are_refused():
    with pytest.raises(FileRefused, match="not built"):
        safe_workbook(workbook_with(**{f"xl/{n}.xml": b"" for n in range(guards.MOST_MEMBERS)}))


def test_a_cell_far_away_is_refused_before_room_is_set_aside_for_all_before_it():
    book = openpyxl.Workbook()
    book.active["XFD1048576"] = 1
    with pytest.raises(FileRefused, match="beyond row 20,000"):
        read_workbook(saved(book))


def test_formats_far_away_without_a_value_do_no_harm():
    book = template()
    book["Fenshire"].cell(30_000, 3).number_format = "0.00"
    assert read_return(fill(book, RIGHT), "a.xlsx", [SPEC]).can_be_kept


def test_an_archive_with_broken_xml_is_damaged():
    good = io.BytesIO(fill(template(), RIGHT))
    with zipfile.ZipFile(good) as made:
        members = {name: made.read(name) for name in made.namelist()}
    members["xl/worksheets/sheet2.xml"] = members["xl/worksheets/sheet2.xml"][:300]
    with pytest.raises(FileRefused, match="damaged"):
        read_return(archive(members), "a.xlsx", [SPEC])


def test_a_refusal_names_the_file_without_its_folder():
    with pytest.raises(FileRefused) as refused:
        read_return(b"%PDF-1.7", r"C:\returns\april.pdf", [SPEC])
    assert refused.value.message == "april.pdf: The file is a PDF, not a return."
