"""CSV that is broken, enormous or in letters that nobody expects."""

import codecs
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.intake.extracts import REFERRAL_HEADINGS, referral
from tests.intake.hostile.case import FINE, PROBLEMS, UNREADABLE, Case, case
from tests.intake.hostile.no_lists import holding

HEAD = ",".join(REFERRAL_HEADINGS)
_ONE = {"referrals": 1}
_TWO = {"referrals": 2}


def line(**changes: Any) -> str:
    return ",".join(referral(**changes))


def text(
    *lines: str, encoding: str = "utf-8", end: str = "\n", name: str = "list 3.csv"
) -> Callable[[Path], Path]:
    return holding(name, (end.join(lines) + end).encode(encoding))


def listed(*changes: dict[str, Any]) -> Callable[[Path], Path]:
    """A list of referrals, each with something else than usual."""
    return text(HEAD, *(line(**one) for one in changes))


def _swapped(sign: str, lines: Sequence[str]) -> list[str]:
    return [one.replace(",", sign) for one in lines]


def _million_rows(folder: Path) -> Path:
    path = folder / "list 3.csv"
    many = 1_000
    block = "".join(line(child=f"C{n}", date=f"{n % 28 + 1:02}/03/2016") + "\n" for n in range(many))
    with path.open("w", encoding="utf-8") as out:
        out.write(HEAD + "\n")
        for thousand in range(1_000_000 // many):
            out.write(block.replace("C", f"C{thousand}x"))
    return path


def _million_wrong(folder: Path) -> Path:
    path = folder / "list 3.csv"
    block = "".join(line(child=f"C{n}", date=f"3{n % 8 + 2}/13/{n:04}") + "\n" for n in range(1000, 3000))
    with path.open("w", encoding="utf-8") as out:
        out.write(HEAD + "\n" + block * 100)
    return path


def _million_columns(folder: Path) -> Path:
    return text(",".join(f"c{n}" for n in range(1_000_000)), "1," * 999_999)(folder)


def _million_headings_later(folder: Path) -> Path:
    return text(HEAD, *[line()] * 100, "1," * 1_000_000)(folder)


def _endless_line(folder: Path) -> Path:
    return holding("list 3.csv", HEAD.encode() + b"x" * 60_000_000)(folder)


CASES: tuple[Case, ...] = (
    # Quotation marks and the signs that part cells
    case(
        "a quotation mark that is not closed",
        text(HEAD, line(), line(worker='"Ann'), line()),
        UNREADABLE,
        "a quotation mark is opened and not closed",
        "Row 3",
    ),
    case(
        "a quotation mark closed in the middle of a cell",
        text(HEAD, line(worker='"Ann"Other')),
        UNREADABLE,
        "a quotation mark is opened and not closed, or closed inside a cell",
    ),
    case("semicolons", text(*_swapped(";", [HEAD, line()])), FINE, "Nothing is wrong", rows=_ONE),
    case("tabs", text(*_swapped("\t", [HEAD, line()])), FINE, "Nothing is wrong", rows=_ONE),
    case(
        "headings with commas and rows with semicolons",
        text(HEAD, *_swapped(";", [line(), line()])),
        UNREADABLE,
        "no row has the headings",
    ),
    case(
        "line breaks within cells",
        text(HEAD, line(worker='"Ann\nExample"'), line(child="C2")),
        FINE,
        "Nothing is wrong",
        rows=_TWO,
    ),
    case(
        "commas behind every row",
        text(HEAD + ",,,", line() + ",,,", line(child="C2") + ",,,"),
        FINE,
        "Nothing is wrong",
        rows=_TWO,
    ),
    case(
        "a row with a cell too many",
        text(HEAD, line() + ",astray", line(child="C2")),
        PROBLEMS,
        "more cells than the headings",
        "row 2",
        rows=_ONE,
    ),
    case(
        "a row with cells too few",
        text(HEAD, line(), "C2,F"),
        PROBLEMS,
        "fewer cells than the headings",
        "row 3",
    ),
    case("headings and nothing else", text(HEAD), FINE, "0 rows", rows={"referrals": 0}),
    case(
        "headings and blank rows",
        text(HEAD, *["," * 10] * 500, *[""] * 500),
        FINE,
        "0 rows",
        rows={"referrals": 0},
    ),
    case(
        "no headings",
        text(line(), line(child="C2")),
        UNREADABLE,
        "No list was recognised",
        "no row has the headings",
    ),
    case(
        "two rows of headings",
        text(HEAD, HEAD.upper(), line()),
        FINE,
        "Left out rows that say the headings again",
        rows=_ONE,
    ),
    case(
        "headings that come twice",
        text(f"{HEAD},Date of Referral", line() + ",01/01/2001"),
        PROBLEMS,
        "Two columns say the same: “Date of Referral” and “Date of Referral”. The first was read.",
        rows=_ONE,
    ),
    # Letters
    case(
        "UTF-16 with its mark",
        text("\ufeff" + HEAD, line(), encoding="utf-16-le"),
        FINE,
        "as UTF-16 text",
        rows=_ONE,
    ),
    case(
        "UTF-16, the other way round",
        text("\ufeff" + HEAD, line(), encoding="utf-16-be"),
        FINE,
        "as UTF-16 text",
        rows=_ONE,
    ),
    case(
        "UTF-16 without its mark", text(HEAD, line(), encoding="utf-16-le"), FINE, "as UTF-16 text", rows=_ONE
    ),
    case(
        "UTF-16 that breaks off in a letter",
        holding("a.csv", (HEAD + "\n" + line()).encode("utf-16")[:-1]),
        UNREADABLE,
        "neither a workbook nor text",
    ),
    case("UTF-32", text(HEAD, line(), encoding="utf-32"), UNREADABLE, "neither a workbook nor text"),
    case(
        "letters of a mainframe",
        text(HEAD, line(), encoding="cp500"),
        UNREADABLE,
        "neither a workbook nor text",
    ),
    case(
        "two encodings in one file",
        holding(
            "list 3.csv",
            "\n".join([HEAD, line(team="Équipe")]).encode()
            + b"\n"
            + line(child="C2", team="Équipe").encode("cp1252"),
        ),
        FINE,
        "two encodings are mixed",
        rows=_TWO,
    ),
    case(
        "noughts among the letters", text(HEAD, line(team="H\0ub")), UNREADABLE, "neither a workbook nor text"
    ),
    case(
        "a mark of encoding in the middle",
        text(HEAD, "\ufeff" + line(), "\ufeff" + line(child="C2")),
        FINE,
        "Nothing is wrong",
        rows=_TWO,
    ),
    case(
        "two files put together",
        holding(
            "list 3.csv",
            codecs.BOM_UTF8
            + f"{HEAD}\n{line()}\n".encode()
            + codecs.BOM_UTF8
            + f"{HEAD}\n{line(child='C2')}\n".encode(),
        ),
        FINE,
        "Left out rows that say the headings again",
        rows=_TWO,
    ),
    case(
        "letters that rule a terminal",
        text(HEAD, line(date="\x1b[2J\x1b]0;owned\x07", team="\x1b[31mHub")),
        UNREADABLE,
        "neither a workbook nor text",
    ),
    case(
        "an escape that rules a terminal",
        text(HEAD, line(date="\x1b[2J31/02/2016")),
        PROBLEMS,
        "is not a date",
        "�[2J31/02/2016",
        rows=_ONE,
    ),
    case(
        "marks of direction in headings and values",
        text(
            "\u200f" + HEAD.replace("Gender", "\u202eGender\u202c"),
            line(date="\u202e25/03/2016", sex="\u200fF"),
        ),
        PROBLEMS,
        "Date of Referral: the value is not a date",
        rows=_ONE,
    ),
    case(
        "line ends of an old Macintosh",
        text(HEAD, line(), line(child="C2"), end="\r"),
        FINE,
        "Nothing is wrong",
        rows=_TWO,
    ),
    # Size
    case("a million columns", _million_columns, UNREADABLE, "more than 1,000 columns"),
    case(
        "a million cells in one row",
        _million_headings_later,
        PROBLEMS,
        "more cells than the headings",
        rows={"referrals": 100},
    ),
    case(
        "a million rows",
        _million_rows,
        FINE,
        "1,000,000 rows",
        rows={"referrals": 1_000_000},
        seconds=60,
        megabytes=900,
    ),
    case(
        "two hundred thousand wrong dates",
        _million_wrong,
        PROBLEMS,
        "200,000 places",
        rows={"referrals": 200_000},
        seconds=60,
        megabytes=900,
    ),
    case("a line without an end", _endless_line, UNREADABLE, "more than 1,048,576 letters"),
    case(
        "a cell of 40,000 letters",
        text(HEAD, line(team="x" * 40_000), line(sex="F" * 40_000)),
        PROBLEMS,
        "Gender: the value is none of the codes",
        "FFFF…",
        rows=_TWO,
    ),
    case(
        "a cell of two million letters",
        text(HEAD, line(team="x" * 2_000_000)),
        UNREADABLE,
        "more than 1,048,576 letters",
        "Row 2",
    ),
    # Values
    case(
        "a date of 1899",
        listed({"date": "30/12/1899"}, {"birth": "1899-12-31"}),
        PROBLEMS,
        "before 1901",
        rows=_TWO,
    ),
    case("a date of 2999", listed({"date": "31/12/2999"}), PROBLEMS, "after 2099", "31/12/2999"),
    case(
        "29 February 1900, which only Excel has",
        listed({"date": "29/02/1900"}, {"date": "60"}),
        PROBLEMS,
        "there is no such day",
        "is not a date",
        rows=_TWO,
    ),
    case(
        "a thirteenth month",
        listed({"date": "2016-13-01"}, {"date": "01/13/13"}),
        PROBLEMS,
        "there is no such day",
        "2016-13-01",
        rows=_TWO,
    ),
    case(
        "dates as Americans write them",
        listed({"date": "03/25/2016"}, {"date": "04/05/2016"}),
        PROBLEMS,
        "only if the month stands first",
        "may be the wrong way round too",
        rows=_TWO,
    ),
    case(
        "figures of Arabic", listed({"date": "٢٥/٠٣/٢٠١٦", "age": "٦"}), FINE, "Nothing is wrong", rows=_ONE
    ),
    case(
        "figures that are none",
        listed({"date": "²⁵/03/2016", "age": "Ⅵ"}),
        PROBLEMS,
        "is not a date",
        "is not a number",
    ),
    case("an age below nought", listed({"age": "-3"}), FINE, "below nought", "“-3”"),
    case(
        "an age beyond all numbers",
        listed({"age": "9" * 400}, {"age": "1E400"}),
        PROBLEMS,
        "too large to be right",
    ),
    case(
        "an age that is no number",
        listed({"age": "NaN"}, {"age": "inf"}),
        PROBLEMS,
        "is not a number",
        "“inf”",
    ),
    case(
        "identifiers that a spreadsheet shortened",
        listed({"child": "1.23457E+11"}),
        PROBLEMS,
        "shortened the identifier",
    ),
    case(
        "formulas as text",
        listed({"child": "=cmd|' /C calc'!A0", "date": "=TODAY()"}),
        PROBLEMS,
        "is not a date",
        "=TODAY()",
    ),
    case(
        "a spreadsheet's errors as text",
        listed({"date": "#REF!"}, {"team": "#N/A"}),
        PROBLEMS,
        "a spreadsheet's error instead of a value",
        "“#REF!”",
    ),
    case(
        "several councils in one",
        text(f"Local authority,{HEAD}", f"Cambridgeshire,{line()}", f"874,{line(child='C2')}"),
        FINE,
        "Nothing is wrong",
        rows=_TWO,
    ),
    case(
        "a council that there is not",
        text(f"Local authority,{HEAD}", f"Fenshire,{line()}"),
        FINE,
        "Kept as written, being no local authority",
        "Fenshire",
    ),
)
