"""What became of a text, as a writer reads it."""

from datetime import UTC, datetime

from roundtable.report.differences import DiffLine, Piece, Revision, changes, difference


def test_nothing_changed_is_nothing() -> None:
    assert difference("One.\n\nTwo.", "One.\r\n\r\nTwo.\n") == []


def test_reworded_paragraph_is_told_word_by_word() -> None:
    before, after = "Fewer children came to us this year.", "More children came to us this year."
    assert difference(before, after) == [
        DiffLine(
            "reworded",
            pieces=(
                Piece("taken out", "Fewer"),
                Piece("put in", "More"),
                Piece("kept", "children came to us this year."),
            ),
        )
    ]


def test_other_words_altogether_are_one_out_and_one_in() -> None:
    assert difference("Fewer came.", "We do not know why.") == [
        DiffLine("taken out", "Fewer came."),
        DiffLine("put in", "We do not know why."),
    ]


def test_paragraphs_that_stay_are_counted() -> None:
    found = difference("A.\n\nB.\n\nC.", "A.\n\nB.\n\nC.\n\nD.")
    assert found == [DiffLine("kept", "3 paragraphs the same"), DiffLine("put in", "D.")]


def test_no_word_is_lost_in_a_difference() -> None:
    before = "We saw 3 things.\nAnd one more of them.\nThe end of it."
    after = "We saw three things.\nThe end of it all.\nAnd a coda."
    out, came = [], []
    for line in difference(before, after):
        for piece in line.pieces or (Piece(line.kind, line.text),):
            out += piece.text.split() if piece.kind in {"kept", "taken out"} else []
            came += piece.text.split() if piece.kind in {"kept", "put in"} else []
    assert sorted(out) == sorted(before.split())
    assert sorted(came) == sorted(after.split())


def test_first_revision_puts_everything_in() -> None:
    at = datetime(2016, 5, 1, tzinfo=UTC)
    newest = Revision(2, "Bea", at, "One.\nTwo.")
    oldest = Revision(1, "Ann", at, "One.")
    second, first = changes([newest, oldest])
    assert first.lines == (DiffLine("put in", "One."),)
    assert second.lines == (DiffLine("kept", "1 paragraph the same"), DiffLine("put in", "Two."))
    assert changes([]) == []
