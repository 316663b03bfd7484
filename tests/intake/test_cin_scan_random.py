"""The quick way against the ordinary one on pieces that chance has spoilt: the same rows, or nothing said at all."""

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from benchmarks.made_census import Years, child_xml
from roundtable.intake.cin.rows import Rows
from roundtable.intake.cin.scan import Scanner
from roundtable.intake.cin.shape import Shape
from roundtable.intake.cin.walk import Walker
from roundtable.intake.formats.specification import specifications

SHAPE = Shape.of(specifications("cin_census")[-1])
SCANNER = Scanner(SHAPE)
# What XML is made of, whole and in bits, and what stands in a return.
BITS = [
    *(
        "<",
        ">",
        "/",
        "</",
        "/>",
        "&",
        "&amp;",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?x ?>",
        " ",
        "\n",
        "\t",
        "\x00",
        "é",
        '"',
    ),
    *(
        "<Child>",
        "</Child>",
        "<CINdetails>",
        "</CINdetails>",
        "<Section47>",
        "</Section47>",
        "<Reviews>",
        "</Reviews>",
    ),
    *("<Reviews></Reviews>", "<CPPreviewDate>2025-06-01</CPPreviewDate>", "<CPPreviewDate></CPPreviewDate>"),
    *(
        "<ReferralNFA>1</ReferralNFA>",
        "<Sex>F</Sex>",
        "<Unheard>1</Unheard>",
        "2025-02-30",
        "x",
        "1",
        "31/12/2025",
    ),
]


@st.composite
def spoilt_pieces(draw: st.DrawFn) -> str:
    """Children as they should be, then up to four cuts, insertions and moves."""
    years = Years.of(draw(st.integers(0, 10_000)), 2026)
    text = "".join(child_xml(years.child(number)) for number in range(draw(st.integers(1, 3))))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(text)))
        until = draw(st.integers(at, min(len(text), at + 60)))
        text = text[:at] + draw(st.sampled_from(["", *BITS])) + text[draw(st.sampled_from([at, until])) :]
    return text


def ordinary(piece: str) -> Rows | None:
    """What the ordinary way reads, None for what is no XML or holds something beside children."""
    try:
        root = etree.fromstring(f"<Children>{piece}</Children>".encode())
    except (etree.XMLSyntaxError, ValueError):
        return None
    if any(element.tag != "Child" for element in root) or (root.text or "").strip():
        return None
    walker = Walker(SHAPE)
    for child in root:
        walker.child(child)
    return walker.rows()


@settings(max_examples=300, deadline=None)
@given(spoilt_pieces())
def test_the_quick_way_never_says_anything_else(piece: str) -> None:
    quick = SCANNER.scan(piece.encode(), 1)

    if quick is None:
        return
    slow = ordinary(piece)
    assert slow is not None
    for key, rows in quick.lists.items():
        other = slow.lists[key]
        assert rows.lines.tolist() == other.lines.tolist(), key
        assert {k: v.tolist() for k, v in rows.links.items()} == {
            k: v.tolist() for k, v in other.links.items()
        }, key
        for column, values in rows.values.items():
            assert values.to_pylist() == other.values[column].to_pylist(), (key, column)
    assert sorted(map(str, quick.odd)) == sorted(map(str, slow.odd))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5))
def test_the_quick_way_reads_whole_children(seed: int, many: int) -> None:
    years = Years.of(seed, 2026)

    read = SCANNER.scan("".join(child_xml(years.child(number)) for number in range(many)).encode(), 1)

    assert read is not None
    assert read.lists["children"].count == many
