"""XML that is no return, or one that would eat the machine; and returns of children who cannot be."""

from collections.abc import Callable
from pathlib import Path

from tests.intake.hostile.case import FINE, PROBLEMS, UNREADABLE, Case, case
from tests.intake.hostile.no_lists import holding

HEAD = """<?xml version="1.0" encoding="utf-8"?>
<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2026</Year>
<ReferenceDate>2026-03-31</ReferenceDate></CollectionDetails><Source><SourceLevel>L</SourceLevel><LEA>873</LEA>
<SoftwareCode>Local Authority</SoftwareCode><SerialNo>001</SerialNo><DateTime>2026-05-01T11:00:00</DateTime></Source>
</Header>
<Children>"""
TAIL = "</Children></Message>"
_CHILD = """
<Child><ChildIdentifiers><LAchildID>{id}</LAchildID><UPNunknown>UN1</UPNunknown>{birth}<Sex>F</Sex></ChildIdentifiers>
<ChildCharacteristics><Ethnicity>WBRI</Ethnicity><Disabilities><Disability>NONE</Disability></Disabilities></ChildCharacteristics><CINdetails><CINreferralDate>{referred}</CINreferralDate>
<ReferralSource>6</ReferralSource><PrimaryNeedCode>N1</PrimaryNeedCode><ReferralNFA>0</ReferralNFA><Assessments>
<AssessmentActualStartDate>2025-06-02</AssessmentActualStartDate><AssessmentAuthorisationDate>2025-06-20</AssessmentAuthorisationDate>
<FactorsIdentifiedAtAssessment><AssessmentFactors>2B</AssessmentFactors></FactorsIdentifiedAtAssessment></Assessments>{more}
</CINdetails></Child>"""
_ONE, _TWO = {"children": 1}, {"children": 2}
_LAUGHS = (
    '<!DOCTYPE Message [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 20}">' for n in range(9))
    + "]>"
)
_QUADRATIC = f'<!DOCTYPE Message [<!ENTITY a "{"ha" * 50_000}">]>'


def child(
    identifier: str = "A1", more: str = "", birth: str = "2015-03-27", referred: str = "2025-06-01"
) -> str:
    born = f"<PersonBirthDate>{birth}</PersonBirthDate>" if birth else ""
    return _CHILD.format(id=identifier, more=more, birth=born, referred=referred)


def xml(text: str | bytes, name: str = "census.xml") -> Callable[[Path], Path]:
    return holding(name, text if isinstance(text, bytes) else text.encode())


def census(*children: str) -> Callable[[Path], Path]:
    return xml(HEAD + "".join(children) + TAIL)


def _typed(doctype: str, inside: str) -> Callable[[Path], Path]:
    """A return with a document type, which uses what it declares."""
    return xml(
        HEAD.replace("<Message>", f"{doctype}<Message>")
        + child(more=f"<CINclosureDate>{inside}</CINclosureDate>")
        + TAIL
    )


def _long_child(folder: Path) -> Path:
    return census(child(more="<!-- x -->" + "<Section47/>" * 4_000_000))(folder)


def _many(inside: str, count: int) -> Callable[[Path], Path]:
    return xml(HEAD + inside * count + child() + TAIL)


def _of_903(text: str) -> Callable[[Path], Path]:
    return xml(text, "return.xml")


_903 = "<EXPSSDA903><CHILD><HEADER><CHILD_ID>1</CHILD_ID><SEX>1</SEX><DOB>01/02/2010</DOB></HEADER>"

CASES: tuple[Case, ...] = (
    case("a return in which nothing is wrong", census(child()), FINE, "No errors", rows=_ONE),
    # No return
    case(
        "XML with another root", xml("<catalogue><book/></catalogue>"), UNREADABLE, "begins with <catalogue>"
    ),
    case(
        "a root that only looks right",
        xml("<message><Header/></message>"),
        UNREADABLE,
        "begins with <message>",
    ),
    case(
        "a return in a namespace of its own",
        xml(HEAD.replace("<Message>", '<Message xmlns="urn:other">') + child() + TAIL),
        FINE,
        "No errors",
        rows=_ONE,
    ),
    case(
        "a return under a prefix",
        xml('<x:Message xmlns:x="urn:x"><x:Header/><x:Children/></x:Message>'),
        UNREADABLE,
        "holds no child",
    ),
    case(
        "a prefix that nobody declared",
        census(child().replace("ReferralSource>", "Referral:Source>")),
        UNREADABLE,
        "has a prefix",
        "does not declare",
    ),
    case("a return without children", census(), UNREADABLE, "holds no child at all"),
    case("a root and nothing in it", xml("<Message/>"), UNREADABLE, "holds no child at all"),
    case(
        "a web page called XML",
        xml("<!DOCTYPE html><html><body><p>Sorry</body></html>"),
        UNREADABLE,
        "web page",
    ),
    case("nothing but a declaration", xml('<?xml version="1.0"?>'), UNREADABLE, "breaks off"),
    case("an opened sign and nothing else", xml("<"), UNREADABLE, "line 1", "not written to its end"),
    # Not whole
    case(
        "a return that breaks off in a child",
        xml(HEAD + child() + child("A2")[:300]),
        UNREADABLE,
        "line 1",
        "not written to its end",
    ),
    case("a return without its last tag", xml(HEAD + child() + "</Children>"), UNREADABLE, "breaks off"),
    case(
        "a tag that is not closed",
        xml(HEAD + child().replace("</Assessments>", "") + TAIL),
        UNREADABLE,
        "Assessments is closed as if it were CINdetails.",
    ),
    case(
        "two returns in one file",
        xml(HEAD + child() + TAIL + HEAD + child("A2") + TAIL),
        UNREADABLE,
        "Another document begins there",
    ),
    case(
        "a mark of encoding in the middle",
        xml(HEAD + "\ufeff" + child() + TAIL),
        FINE,
        "No errors",
        rows=_ONE,
    ),
    case("letters behind the end", xml(HEAD + child() + TAIL + "the end"), UNREADABLE, "not whole XML"),
    case(
        "noughts in a return", xml((HEAD + child() + TAIL).replace("WBRI", "WB\0RI")), UNREADABLE, "not allow"
    ),
    case(
        "a return in Windows-1252 that says UTF-8",
        xml((HEAD + child("Zoë") + TAIL).encode("cp1252")),
        UNREADABLE,
        "letters in another encoding than it says",
    ),
    case(
        "a return in an encoding that there is not",
        xml((HEAD + child() + TAIL).replace("utf-8", "klingon")),
        UNREADABLE,
        "not whole XML",
    ),
    case(
        "a return in UTF-16",
        xml((HEAD.replace("utf-8", "utf-16") + child() + TAIL).encode("utf-16")),
        FINE,
        "No errors",
        rows=_ONE,
    ),
    case(
        "a return in UTF-16 without its mark",
        xml((HEAD.replace("utf-8", "utf-16") + child() + TAIL).encode("utf-16-le")),
        FINE,
        "No errors",
        rows=_ONE,
    ),
    case(
        "a return in UTF-7",
        xml((HEAD.replace("utf-8", "utf-7") + child() + TAIL).encode("utf-7")),
        FINE,
        "No errors",
        rows=_ONE,
    ),
    # Poison
    case("a million laughs", _typed(_LAUGHS, "&j;"), UNREADABLE, "document type", megabytes=300),
    case(
        "a blow-up by one long entity",
        _typed(_QUADRATIC, "&a;" * 20_000),
        UNREADABLE,
        "document type",
        megabytes=300,
    ),
    case(
        "an entity from another file",
        _typed('<!DOCTYPE Message [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "&a;"),
        UNREADABLE,
        "document type",
    ),
    case(
        "an entity from elsewhere",
        _typed('<!DOCTYPE Message [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;]>', "x"),
        UNREADABLE,
        "document type",
    ),
    case(
        "a document type from elsewhere",
        _typed('<!DOCTYPE Message SYSTEM "http://127.0.0.1:9/x.dtd">', "x"),
        UNREADABLE,
        "document type",
    ),
    case(
        "an entity that nobody declares",
        census(child(more="<CINclosureDate>&when;</CINclosureDate>")),
        UNREADABLE,
        "does not explain: &when;",
    ),
    case(
        "an inclusion of another file",
        census(
            child(
                more='<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'
            )
        ),
        FINE,
        "No errors",
        rows=_ONE,
    ),
    # Size
    case(
        "elements a hundred thousand deep",
        xml(HEAD + "<a>" * 100_000),
        UNREADABLE,
        "deeper than those of any return",
        megabytes=300,
    ),
    case(
        "elements a thousand deep in a child",
        census(child(more="<a>" * 1000 + "</a>" * 1000)),
        UNREADABLE,
        "deeper than those",
    ),
    case(
        "an attribute of twenty megabytes",
        census(child(more=f'<Section47 x="{"y" * 20_000_000}"/>')),
        UNREADABLE,
        "longer than any of a return",
    ),
    case(
        "a text of twenty megabytes",
        census(child(more=f"<CINclosureDate>{'1' * 20_000_000}</CINclosureDate>")),
        PROBLEMS,
        "1111…",
        rows=_ONE,
    ),
    case(
        "a name of a megabyte",
        census(child(more=f"<{'x' * 1_000_000}/>")),
        UNREADABLE,
        "longer than any of a return",
    ),
    case("a flood of comments", _many("<!-- x -->", 500_000), FINE, "No errors", rows=_ONE),
    case("a flood of instructions", _many("<?x y?>", 500_000), FINE, "No errors", rows=_ONE),
    case("a flood of elements that are none of ours", _many("<x/>", 200_000), FINE, "No errors", rows=_ONE),
    case("a child of forty megabytes", _long_child, UNREADABLE, "32 megabytes"),
    # Odd and whole
    case(
        "values in CDATA", census(child().replace("WBRI", "<![CDATA[WBRI]]>")), FINE, "No errors", rows=_ONE
    ),
    case(
        "the end of a child in a comment",
        census(child(more="<!-- </Child> -->"), child("A2")),
        FINE,
        "No errors",
        rows=_TWO,
    ),
    case(
        "the end of a child in CDATA",
        census(child(more="<CINclosureDate><![CDATA[</Child>]]></CINclosureDate>")),
        PROBLEMS,
        "</Child>",
        rows=_ONE,
    ),
    case("a thirteenth month", census(child(referred="2025-13-01")), PROBLEMS, "2025-13-01", rows=_ONE),
    case(
        "a date of 1899 and one of 2999",
        census(child(birth="1899-12-30"), child("A2", referred="2999-01-01")),
        PROBLEMS,
        "1899",
        "2999",
        rows=_TWO,
    ),
    # Children who cannot be
    case(
        "an adult of 47", census(child(birth="1978-05-05")), FINE, "born on 5 May 1978, is over 25", rows=_ONE
    ),
    case(
        "a child born in the future",
        census(child(birth="2031-01-01")),
        PROBLEMS,
        "before",
        "born or is expected, 1 January 2031",
        rows=_ONE,
    ),
    case(
        "a child without a birth",
        census(child(birth="")),
        FINE,
        "either a date of birth or an expected one",
        rows=_ONE,
    ),
    case("one child twice", census(child(), child()), PROBLEMS, "A1", rows=_TWO),
    # The other return
    case("an SSDA903 return that breaks off", _of_903(_903), UNREADABLE, "broken in line 1"),
    case(
        "an SSDA903 return with laughs",
        _of_903(_LAUGHS.replace("Message", "EXPSSDA903") + _903 + "&j;</CHILD></EXPSSDA903>"),
        UNREADABLE,
        "document type",
    ),
    case("an SSDA903 return without children", _of_903("<EXPSSDA903/>"), UNREADABLE, "child"),
    case(
        "an SSDA903 return of a hundred thousand levels",
        _of_903("<EXPSSDA903>" + "<CHILD>" * 100_000),
        UNREADABLE,
        "broken in line 1",
    ),
    case(
        "an SSDA903 return with a thirteenth month",
        _of_903(_903.replace("01/02/2010", "01/13/2010") + "</CHILD></EXPSSDA903>"),
        PROBLEMS,
        "01/13/2010",
        rows={"header": 1},
    ),
)
