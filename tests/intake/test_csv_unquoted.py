"""CSV taken whole blocks at once gives what row by row gives, whatever stands in the file."""

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roundtable.intake.tabular import csv_files, unquoted
from roundtable.intake.tabular.csv_files import open_csv
from roundtable.intake.tabular.sheets import Block
from roundtable.intake.tabular.unquoted import column_blocks, is_unquoted

HEAD = "CHILD,DOB,SEX\n"
PIECES = st.lists(
    st.sampled_from([
        "1,2,3\n", "1,2,3\r\n", ",,\n", "a,b\n", "a,b,c,d\n", "a,b,c,\n", "\n", "\r\n", " \n", 'a,"b\n,c",d\n',
        "é, NULL ,#N/A\n", "x,y,z\r", "\ufeffa,b,c\n", "1,2,3", "nan,'b',\t\n",
    ]),
    max_size=12,
)  # fmt: skip


def read(path: Path) -> tuple[list[list[str]], list[int], list[int]]:
    """All rows below the headings, and the numbers of those too short and too long."""
    rows: list[list[str]] = []
    short: list[int] = []
    long: list[int] = []
    for block in open_csv(path, "a.csv").blocks(2):
        assert block.first == len(rows) + 2
        rows += [list(row) for row in zip(*(column.to_pylist() for column in block.columns), strict=True)]
        short += block.short
        long += block.long
    return rows, short, long


@given(pieces=PIECES, chunk=st.integers(4, 40))
@settings(max_examples=300, deadline=None)
def test_whole_blocks_give_what_rows_give(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str], chunk: int
) -> None:
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_bytes((HEAD + "".join(pieces)).encode())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unquoted, "_CHUNK", chunk)
        patch.setattr(csv_files, "BATCH_ROWS", 3)
        patch.setattr(unquoted, "BATCH_ROWS", 2)
        at_once = read(path)
        patch.setattr(csv_files, "is_unquoted", lambda _: False)
        row_by_row = read(path)

    assert at_once == row_by_row


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a,b\n1,2\n", True),
        ("a,b\r\n1,2\r\n", True),
        ("\ufeffa,b\n1,2", True),
        ('a,b\n1,"2"\n', False),
        ("a,b\n\n1,2\n", False),
        ("\na,b\n", False),
        ("a,b\r1,2\r", False),
        ("a,b\n\ufeff1,2\n", False),
    ],
)
@pytest.mark.parametrize("chunk", [1, 2, 5, 1000])
def test_a_file_is_taken_at_once_only_where_its_lines_are_its_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, plain: bool, chunk: int
) -> None:
    monkeypatch.setattr(unquoted, "_CHUNK", chunk)
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode())

    assert is_unquoted(path) is plain


def test_rows_before_the_first_odd_one_are_taken_at_once_and_the_rest_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    many = 200_000
    path.write_text(HEAD + "1,02/03/2010,M\n" * many + "2,x\n" + "3,y,z\n" * 3, encoding="utf-8")

    blocks = list(open_csv(path, "a.csv").blocks(2))
    at_once = column_blocks(path, ",", 2, 3)
    taken = sum(len(columns[0]) for columns in at_once)

    assert 0 < taken < many
    assert sum(block.rows for block in blocks) == many + 4
    assert [row for block in blocks for row in block.short] == [many + 2]
    assert last_row(blocks[-1]) == ["3", "y", "z"]


def test_a_row_of_more_than_a_megabyte_is_left_to_the_slower_way(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEAD + "1,2,3\n" + "x" * (1 << 19) + "," + "y" * (3 << 18) + ",3\n", encoding="utf-8")

    (block,) = open_csv(path, "a.csv").blocks(2)

    assert block.columns[1].type == pa.string()
    assert [len(text) for text in last_row(block)] == [1 << 19, 3 << 18, 1]


def last_row(block: Block) -> list[str]:
    return [column[-1].as_py() for column in block.columns]
