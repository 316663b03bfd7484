"""A CIN census return mapped to the lists of indicators."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.made_census import census
from roundtable.intake.cin.lists import to_lists
from roundtable.intake.cin.reader import read
from roundtable.intake.extracts import Extract
from roundtable.measures.lists.model import ARROW_TYPES, COLUMNS, Lists, ListsError

RETURN = """<Message><Header><CollectionDetails><Collection>CIN</Collection>{year}</CollectionDetails>
<Source><LEA>873</LEA></Source></Header><Children>
<Child><ChildIdentifiers><LAchildID>A1</LAchildID><PersonBirthDate>2015-03-27</PersonBirthDate>
<GenderCurrent>2</GenderCurrent></ChildIdentifiers><ChildCharacteristics><Ethnicity>WBRI</Ethnicity>
<Disabilities><Disability>NONE</Disability></Disabilities></ChildCharacteristics>
<CINdetails><CINreferralDate>2023-06-01</CINreferralDate><ReferralSource>6</ReferralSource>
<PrimaryNeedCode>N1</PrimaryNeedCode><DateOfInitialCPC>2023-07-10</DateOfInitialCPC>
<Assessments><AssessmentActualStartDate>2023-06-02</AssessmentActualStartDate>
<AssessmentAuthorisationDate>2023-06-30</AssessmentAuthorisationDate><FactorsIdentifiedAtAssessment>
<AssessmentFactors>3B</AssessmentFactors><AssessmentFactors>3B</AssessmentFactors>
<AssessmentFactors>4B</AssessmentFactors></FactorsIdentifiedAtAssessment></Assessments>
<Section47><S47ActualStartDate>2023-06-05</S47ActualStartDate><DateOfInitialCPC>2023-06-20</DateOfInitialCPC>
<ICPCnotRequired>false</ICPCnotRequired></Section47>
<Section47><S47ActualStartDate>2023-09-05</S47ActualStartDate><ICPCnotRequired>true</ICPCnotRequired></Section47>
<ReferralNFA>false</ReferralNFA><ChildProtectionPlans><CPPstartDate>2023-06-20</CPPstartDate>
<InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse><LatestCategoryOfAbuse>EMO</LatestCategoryOfAbuse>
<NumberOfPreviousCPP>1</NumberOfPreviousCPP><Reviews><CPPreviewDate>2023-09-15</CPPreviewDate>
<CPPreviewDate>2024-03-01</CPPreviewDate></Reviews></ChildProtectionPlans></CINdetails></Child>
<Child><ChildIdentifiers><ExpectedPersonBirthDate>2024-05-01</ExpectedPersonBirthDate>
<GenderCurrent>0</GenderCurrent></ChildIdentifiers><ChildCharacteristics><Ethnicity>NOBT</Ethnicity>
</ChildCharacteristics><CINdetails><CINreferralDate>2024-02-01</CINreferralDate><ReferralSource>3B</ReferralSource>
<ReferralNFA>true</ReferralNFA></CINdetails></Child></Children></Message>"""


def extract_of(folder: Path, year: str = "<ReferenceDate>2024-03-31</ReferenceDate>") -> Extract:
    path = folder / "return.xml"
    path.write_text(RETURN.format(year=year))
    return read(path, folder / "out")


def rows(lists: Lists, key: str) -> list[dict[str, object]]:
    path = lists.tables[key]
    assert isinstance(path, Path)
    return pq.read_table(path).to_pylist()


def test_a_return_becomes_lists(tmp_path: Path) -> None:
    lists = to_lists(extract_of(tmp_path))

    one, two = rows(lists, "children")
    assert one == {
        "authority": "E10000003",
        "child": "A1",
        "birth": date(2015, 3, 27),
        "expected_birth": None,
        "sex": "F",
        "ethnicity": "WBRI",
        "disabled": False,
        "died": None,
    }
    assert (two["child"], two["sex"], two["disabled"]) == ("record 2", "U", None)
    assert [row["no_further_action"] for row in rows(lists, "referrals")] == [False, True]
    assert {(row["assessment_ended"], row["factor"]) for row in rows(lists, "factors")} == {
        (date(2023, 6, 30), "3B"),
        (date(2023, 6, 30), "4B"),
    }
    assert len(rows(lists, "factors")) == 2  # one said twice is one
    assert [row["conference_required"] for row in rows(lists, "section47")] == [True, False]
    assert {(row["section47_started"], row["held"]) for row in rows(lists, "conferences")} == {
        (date(2023, 6, 5), date(2023, 6, 20)),
        (None, date(2023, 7, 10)),
    }
    (plan,) = rows(lists, "plans")
    assert (plan["referral_date"], plan["latest_category"], plan["previous_plans"]) == (
        date(2023, 6, 1),
        "EMO",
        1,
    )
    assert [row["held"] for row in rows(lists, "plan_reviews")] == [date(2023, 9, 15), date(2024, 3, 1)]


def test_lists_cover_the_census_year_and_no_contacts(tmp_path: Path) -> None:
    lists = to_lists(extract_of(tmp_path))

    window = lists.coverage.window("plans")
    assert window is not None
    assert (window.start, window.end) == (date(2023, 4, 1), date(2024, 3, 31))
    assert "contacts" not in lists
    assert lists.coverage.window("contacts") is None
    assert lists.sources == ("return.xml",)


def test_columns_are_those_of_the_model(tmp_path: Path) -> None:
    path = tmp_path / "made.xml"
    census(path, children=50, seed=1)

    lists = to_lists(read(path, tmp_path / "out"))

    for key, rows_of in lists.tables.items():
        assert isinstance(rows_of, Path)
        for column in pq.read_schema(rows_of):
            assert pa.types.is_null(column.type) or column.type == ARROW_TYPES[COLUMNS[key][column.name]], (
                column
            )


def test_a_return_without_its_year_is_not_mapped(tmp_path: Path) -> None:
    with pytest.raises(ListsError, match="does not say its year"):
        to_lists(extract_of(tmp_path, year=""))
