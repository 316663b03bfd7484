"""CIN census returns: whole ones, messy ones, and files that are none."""

import itertools
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from lxml import etree

from benchmarks.made_census import census
from roundtable.intake.cin.document import PIECE_BYTES
from roundtable.intake.cin.reader import read
from roundtable.intake.cin.rows import Rows
from roundtable.intake.cin.scan import Scanner
from roundtable.intake.cin.shape import Shape
from roundtable.intake.cin.walk import Walker
from roundtable.intake.extract_problems import ProblemGroup
from roundtable.intake.extracts import CannotRead, Extract
from roundtable.intake.formats.specification import specifications

SAMPLE = Path("tests/data/intake/cin_census/BAR_cin_2022.xml")
HEAD = """<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2026</Year>
<ReferenceDate>2026-03-31</ReferenceDate></CollectionDetails><Source><LEA>873</LEA></Source></Header><Children>"""
TAIL = "</Children></Message>"
CHILD = """
<Child><ChildIdentifiers><LAchildID>{id}</LAchildID><PersonBirthDate>2015-03-27</PersonBirthDate><Sex>F</Sex>
</ChildIdentifiers><ChildCharacteristics><Ethnicity>WBRI</Ethnicity></ChildCharacteristics>
<CINdetails><CINreferralDate>2025-06-01</CINreferralDate><ReferralSource>6</ReferralSource>
<ReferralNFA>0</ReferralNFA>{more}</CINdetails></Child>"""


def message(*children: str) -> str:
    return HEAD + "".join(children) + TAIL


def child(identifier: str = "A1", more: str = "") -> str:
    return CHILD.format(id=identifier, more=more)


def read_text(folder: Path, text: str | bytes) -> Extract:
    path = folder / "return.xml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path, folder / "out")


def rows_of(extract: Extract, key: str) -> list[dict[str, object]]:
    return pq.read_table(extract.table(key)).to_pylist()


def problem(extract: Extract, kind: str) -> ProblemGroup:
    return next(group for group in extract.problems if group.id == kind)


def test_sample_return_becomes_linked_tables(tmp_path: Path) -> None:
    extract = read(SAMPLE, tmp_path)

    assert extract.year == "2021-22"
    assert extract.specification == "cin_census_2023"
    assert "There is no specification for 2021-22: it was read by that of 2022-23" in extract.notes[0]
    assert extract.counts["factors"] == 2
    (enquiry,) = rows_of(extract, "section47")
    assert enquiry["child"] == "DfEX0000001"
    assert enquiry["started"] == date(1970, 2, 2)
    assert enquiry["conference_date"] == date(1970, 2, 11)
    assert enquiry["conference_not_required"] is False
    assert (enquiry["children_no"], enquiry["cin_details_no"], enquiry["section47_no"]) == (1, 1, 1)
    assert (enquiry["_source"], enquiry["_row"]) == ("BAR_cin_2022.xml", 56)
    (detail,) = rows_of(extract, "cin_details")
    assert detail["conference_date"] == date(1970, 2, 6)  # the element of the same name, one level up
    assert rows_of(extract, "reviews")[0]["held"] == date(1971, 2, 15)
    assert not extract.problems


def same(one: Rows, other: Rows) -> None:
    for key, rows in one.lists.items():
        assert rows.count == other.lists[key].count, key
        assert rows.lines.tolist() == other.lists[key].lines.tolist(), key
        assert {k: v.tolist() for k, v in rows.links.items()} == {
            k: v.tolist() for k, v in other.lists[key].links.items()
        }, key
        for column, values in rows.values.items():
            assert values.equals(other.lists[key].values[column]), (key, column)
    assert sorted(map(str, one.odd)) == sorted(map(str, other.odd))


@pytest.mark.parametrize("year", [2024, 2026])
def test_the_quick_way_reads_what_the_ordinary_way_reads(tmp_path: Path, year: int) -> None:
    path = tmp_path / "made.xml"
    census(path, children=300, seed=year, year=year)
    # Values that are odd in a plain piece.
    swaps = [
        ("<ReferralNFA>0<", "<ReferralNFA>maybe<"),
        ("<Ethnicity>WBRI<", "<Ethnicity> wbri <"),
        ("<Ethnicity>ABAN<", "<Ethnicity>XXXX<"),
        ("<NumberOfPreviousCPP>0<", "<NumberOfPreviousCPP>120<"),
        (f"<CINreferralDate>{year - 1}-05-1", f"<CINreferralDate>{year - 1}-13-1"),
        ("<CPPstartDate>", "<CPPstartDate> "),
        ("<ReferralSource>6<", "<ReferralSource><"),
        ("<UPNunknown>UN1</UPNunknown>", "<UPN></UPN>"),
    ]
    text = path.read_text()
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new, 5)
    data = text.encode()
    shape = Shape.of(next(s for s in specifications("cin_census") if s.version == str(year)))
    begin, end = data.index(b"<Child>"), data.rfind(b"</Child>") + len(b"</Child>")

    quick = Scanner(shape).scan(data[begin:end], data[:begin].count(b"\n") + 1)
    walker = Walker(shape)
    for element in etree.fromstring(data)[1]:
        walker.child(element)

    assert quick is not None
    same(quick, walker.rows())
    assert {odd.id for odd in quick.odd} >= {"not-yes-or-no", "other-case", "unknown-code", "date-not-real"}


@pytest.mark.parametrize(
    "more",
    [
        "<Unheard>1</Unheard>",
        "<PrimaryNeedCode>N1</PrimaryNeedCode><PrimaryNeedCode>N2</PrimaryNeedCode>",
        "<PrimaryNeedCode>N1</PrimaryNeedCode> stray",
        "<PrimaryNeedCode note='x'>N1</PrimaryNeedCode>",
        "<PrimaryNeedCode/>",
        "<Section47/>",
        "<Assessments><CINreferralDate>2025-06-01</CINreferralDate></Assessments>",
        "<Assessments><FactorsIdentifiedAtAssessment></FactorsIdentifiedAtAssessment></Assessments>",
        "<PrimaryNeedCode>N&#49;</PrimaryNeedCode>",
        "<PrimaryNeedCode>Né</PrimaryNeedCode>",
        "<Assessments></Section47>",
        "<CINreferralDate><Section47></CINreferralDate></Section47>",
        "</CINdetails><CINdetails",
        "<CPPreviewDate>2025-07-01</CPPreviewDate>",
        "<PrimaryNeedCode>N1</ReferralSource>",
        "<PrimaryNeedCode>N1\x01</PrimaryNeedCode>",
    ],
)
def test_the_quick_way_says_nothing_of_what_is_not_plain(more: str) -> None:
    shape = Shape.of(specifications("cin_census")[-1])
    assert Scanner(shape).scan(child().encode(), 1) is not None

    assert Scanner(shape).scan(child(more=more).encode(), 1) is None


def test_identifiers_are_kept_to_the_letter_but_for_space_around(tmp_path: Path) -> None:
    extract = read_text(tmp_path, message(child("007"), child(" A 8 "), child("   "), child("")))

    assert [row["child"] for row in rows_of(extract, "children")] == ["007", "A 8", None, None]
    assert [row["child"] for row in rows_of(extract, "cin_details")] == ["007", "A 8", None, None]


def test_many_pieces_number_their_rows_through(tmp_path: Path) -> None:
    path = tmp_path / "made.xml"
    census(path, children=4000, seed=3)
    assert path.stat().st_size > 2 * PIECE_BYTES

    extract = read(path, tmp_path / "out")

    plans = pq.read_table(extract.table("child_protection_plans")).to_pylist()
    details = {row["cin_details_no"]: row for row in rows_of(extract, "cin_details")}
    assert [row["child_protection_plans_no"] for row in plans] == list(range(1, len(plans) + 1))
    assert all(details[row["cin_details_no"]]["child"] == row["child"] for row in plans)
    assert all(details[row["cin_details_no"]]["children_no"] == row["children_no"] for row in plans)
    lines = path.read_text().splitlines()
    assert all("<ChildProtectionPlans>" in lines[int(str(row["_row"])) - 1] for row in plans)


COMMENTED = message(
    child("A1"), child("A2").replace("<CINdetails>", "<!-- </Child><Child> --><CINdetails>"), child("A3")
)


@pytest.mark.parametrize(
    "text",
    [
        COMMENTED.encode(),
        message(child("A1"), "<!-- " + child("no") + " -->", child("A2"), child("A3")).encode(),
        HEAD.encode()
        + b"<!-- <Child> -->"
        + message(child("A1"), child("A2"), child("A3")).removeprefix(HEAD).encode(),
        message(child("A1"), child("A2"), child("<![CDATA[A3]]>")).encode(),
        message(child("A1"), child("A2"), "<?aside </Child> ?>", child("A3")).encode(),
        ('<?xml version="1.0" encoding="utf-16"?>' + message(child("A1"), child("A2"), child("A3"))).encode(
            "utf-16"
        ),
        (
            '\ufeff<?xml version="1.0" encoding="utf-8"?>\n' + message(child("A1"), child("A2"), child("A3"))
        ).encode(),
        message(child("A1"), child("A2"), child("A3"))
        .replace("<Message>", '<Message xmlns="urn:made-up">')
        .encode(),
        message(child("A1"), child("A2"), child("A3"))
        .replace("</", "</c:")
        .replace("<", "<c:")
        .replace("<c:/c:", "</c:")
        .replace("<c:Message>", '<c:Message xmlns:c="urn:made-up">')
        .encode(),
        message(child("A1"), child("A2"), child("A3")).replace("<Child>", '<Child number="1">').encode(),
    ],
    ids=[
        "comment",
        "whole-child-commented",
        "comment-first",
        "cdata",
        "aside",
        "utf-16",
        "mark",
        "namespace",
        "prefix",
        "attribute",
    ],
)
def test_other_ways_of_writing_the_same_return(tmp_path: Path, text: bytes) -> None:
    extract = read_text(tmp_path, text)

    assert [row["child"] for row in rows_of(extract, "children")] == ["A1", "A2", "A3"]
    assert [row["referral_date"] for row in rows_of(extract, "cin_details")] == [date(2025, 6, 1)] * 3
    assert extract.year == "2025-26"
    assert not extract.problems


def test_windows_letters_are_read_as_the_file_says(tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="windows-1252"?>' + message(child("Zoë1"))

    assert rows_of(read_text(tmp_path, text.encode("cp1252")), "children")[0]["child"] == "Zoë1"


def test_lines_are_those_of_the_file_also_after_an_aside(tmp_path: Path) -> None:
    path = tmp_path / "made.xml"
    census(path, children=4000, seed=5)
    parts = path.read_text().split("    <Child>\n")
    parts[3000] = "<!-- an aside -->\n" + parts[3000]
    text = "    <Child>\n".join(parts)
    path.write_text(text)

    extract = read(path, tmp_path / "out")

    lines = text.splitlines()
    assert extract.counts["children"] == 4000
    for row in itertools.islice(rows_of(extract, "children"), 0, 3600, 50):
        assert lines[int(str(row["_row"])) - 1].strip() == "<Child>"


def test_what_is_strange_is_said_with_its_line(tmp_path: Path) -> None:
    extract = read_text(
        tmp_path,
        message(
            child("A1", "\n<CINclosureDate>2025-02-31</CINclosureDate>"),
            child("A2", "\n<PreProceedings>1</PreProceedings>"),
            child("A3", "<PrimaryNeedCode>N1</PrimaryNeedCode><PrimaryNeedCode>N2</PrimaryNeedCode>"),
            child("A4", "<CINclosureDate>1066-10-14</CINclosureDate>"),
            child("A5", "<CINclosureDate>soon</CINclosureDate>"),
        ),
    )

    unreal = problem(extract, "date-not-real")
    assert unreal.message == "CIN closure date is a day that does not exist, and was left out."
    assert (unreal.examples[0].value, unreal.examples[0].row) == ("2025-02-31", 7)
    assert unreal.expected == "a date such as 2024-03-31"
    assert "PreProceedings does not belong there" in problem(extract, "unknown-element").message
    assert problem(extract, "second-value").count == 1
    assert rows_of(extract, "cin_details")[2]["primary_need"] == "N1"
    assert problem(extract, "date-out-of-range").examples[0].value == "1066-10-14"
    assert problem(extract, "not-a-date").examples[0].value == "soon"
    assert rows_of(extract, "cin_details")[4]["closed"] is None


def test_dates_written_day_first_are_read_and_said(tmp_path: Path) -> None:
    extract = read_text(tmp_path, message(child(more="<CINclosureDate>04/07/2025</CINclosureDate>")))

    assert rows_of(extract, "cin_details")[0]["closed"] == date(2025, 7, 4)
    assert extract.notes == ("Read CIN closure date written day first, such as 04/07/2025, as a date (1).",)


def test_a_return_without_its_year_is_read_by_the_latest_and_says_so(tmp_path: Path) -> None:
    text = (
        message(child())
        .replace("<Year>2026</Year>", "")
        .replace("<ReferenceDate>2026-03-31</ReferenceDate>", "")
    )

    extract = read_text(tmp_path, text)

    assert extract.notes == (
        "The return does not say its year: it was read by Children in need census 2025-26.",
    )
    assert problem(extract, "value-missing").list == "header"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "The file is empty"),
        (b"   \n ", "The file is empty"),
        (b"PK\x03\x04", "This is not XML"),
        (message(child("A1"), child("A2"))[:-150].encode(), "breaks off before its last element is closed"),
        (
            message(child("A1"), child("A2"))[: -len(TAIL)].encode(),
            "breaks off before its last element is closed",
        ),
        (
            message(child("A1")).replace("</Sex>", "</Sx>").encode(),
            "The element Sex is closed as if it were Sx",
        ),
        (message(child("A&b;")).encode(), "names something that it does not explain: &b;"),
        (message(child("A\xff1")).encode("latin-1"), "letters in another encoding"),
        (message().encode(), "no child at all"),
        (b"<Message><Header/></Message>", "no child at all"),
        (b"<html><Children><Child></Child></Children></html>", "outermost element is html"),
        (b'<!DOCTYPE Message [<!ENTITY a "aaaa">]>' + message(child("&a;")).encode(), "document type"),
        (
            b'<?xml version="1.0"?>\n<!DOCTYPE m SYSTEM "file:///etc/passwd">\n' + message(child()).encode(),
            "document type",
        ),
        ("<!DOCTYPE Message []>".encode("utf-16") + message(child()).encode("utf-16-le"), "document type"),
    ],
)
def test_what_is_no_whole_return_is_refused_and_leaves_nothing(
    tmp_path: Path, text: bytes, said: str
) -> None:
    with pytest.raises(CannotRead) as refused:
        read_text(tmp_path, text)

    assert said in refused.value.message
    assert refused.value.what_to_do
    assert refused.value.source == "return.xml"
    assert not list((tmp_path / "out").iterdir())


def test_a_late_error_names_its_line_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "made.xml"
    census(path, children=4000, seed=6)
    lines = path.read_text().splitlines()
    at = next(n for n, line in enumerate(lines) if "C000003500" in line)
    lines[at] = lines[at].replace("</LAchildID>", "</Wrong>")
    path.write_text("\n".join(lines))

    with pytest.raises(CannotRead, match=f"line {at + 1:,}"):
        read(path, tmp_path / "out")

    assert not list((tmp_path / "out").iterdir())


def test_progress_ends_at_the_files_size(tmp_path: Path) -> None:
    path = tmp_path / "made.xml"
    census(path, children=2000, seed=7)
    told: list[tuple[int, int]] = []

    read(path, tmp_path / "out", progress=lambda done, total: told.append((done, total)))

    assert told[-1] == (path.stat().st_size, path.stat().st_size)
