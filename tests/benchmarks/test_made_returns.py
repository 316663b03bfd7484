"""Made-up returns: the same from the same seed, clean where nothing is planted, and broken where it is."""

from pathlib import Path

from benchmarks.made_903 import PLANTS, ssda903
from benchmarks.made_census import census
from roundtable.intake.extract_problems import Severity
from roundtable.intake.read_extract import read_extract
from roundtable.intake.rules import check


def test_one_seed_makes_one_return(tmp_path: Path) -> None:
    for name in ("one", "two"):
        census(tmp_path / f"{name}.xml", children=50, seed=4)
        ssda903(tmp_path / name, children=50, seed=4)

    assert (tmp_path / "one.xml").read_bytes() == (tmp_path / "two.xml").read_bytes()
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_a_clean_return_of_looked_after_children_has_no_errors(tmp_path: Path) -> None:
    ssda903(tmp_path / "return", children=300, seed=2)

    extract = read_extract([tmp_path / "return"], tmp_path / "out", year="2024-25")

    assert not extract.has_errors
    assert [group.id for group in check(extract) if group.severity is Severity.ERROR] == []
    assert extract.counts["episodes"] > 300


def test_planted_errors_are_found(tmp_path: Path) -> None:
    planted = ssda903(tmp_path / "return", children=800, seed=3, share=0.4)

    found = {
        group.id for group in check(read_extract([tmp_path / "return"], tmp_path / "out", year="2024-25"))
    }

    assert {name for name, many in planted.items() if many} == set(PLANTS)
    assert set(PLANTS) <= found
