"""Errors to plant in made-up CIN census returns: each breaks the rule that it is named after, and says whether it could."""

from collections.abc import Callable
from datetime import date, timedelta

from benchmarks.made_census import Child, Detail, Fields, Plant, Years, upn


def _iso(text: str | None) -> date:
    return date.fromisoformat(str(text))


def _moved(text: str | None, days: int) -> str:
    return (_iso(text) + timedelta(days=days)).isoformat()


def _field(name: str, value: str | None) -> Plant:
    """Put a value into the identifiers, or take it out."""

    def plant(child: Child, years: Years) -> bool:
        child.identifiers[name] = value
        return True

    return plant


def _detail(change: Callable[[Detail, Years], bool]) -> Plant:
    """Change the first case that can be changed so."""

    def plant(child: Child, years: Years) -> bool:
        return any(change(detail, years) for detail in child.details)

    return plant


def _in_detail(name: str, value: str | None, when: Callable[[Fields], bool] = lambda fields: True) -> Plant:
    def change(detail: Detail, years: Years) -> bool:
        if not when(detail.fields):
            return False
        detail.fields[name] = value
        return True

    return _detail(change)


def _in_row(
    rows: Callable[[Detail], list[Fields]], name: str, value: Callable[[Fields, Detail], str | None]
) -> Plant:
    """Change a field of the first row of a module."""

    def change(detail: Detail, years: Years) -> bool:
        found = rows(detail)
        if not found:
            return False
        found[0][name] = value(found[0], detail)
        return True

    return _detail(change)


def _assessments(detail: Detail) -> list[Fields]:
    return [fields for fields, _ in detail.assessments]


def _plans(detail: Detail) -> list[Fields]:
    return [fields for fields, _ in detail.plans]


def _need_plans(detail: Detail) -> list[Fields]:
    return detail.cin_plans


def _enquiries(detail: Detail) -> list[Fields]:
    return detail.section47


def _open(fields: Fields) -> bool:
    return fields["ReferralNFA"] == "0"


def _factors(change: Callable[[list[str]], list[str]]) -> Plant:
    def plant(detail: Detail, years: Years) -> bool:
        for _, factors in detail.assessments:
            if factors:
                factors[:] = change(factors)
                return True
        return False

    return _detail(plant)


def _reviews(value: Callable[[Detail], str | None]) -> Plant:
    def plant(detail: Detail, years: Years) -> bool:
        for _, reviews in detail.plans:
            if reviews:
                reviews[0] = value(detail)
                return True
        return False

    return _detail(plant)


def _second_assessment(detail: Detail, years: Years) -> bool:
    if not detail.assessments or detail.assessments[0][0]["AssessmentAuthorisationDate"] is None:
        return False
    fields, factors = detail.assessments[0]
    started = _moved(fields["AssessmentActualStartDate"], 2)
    detail.assessments.append(({**fields, "AssessmentActualStartDate": started}, list(factors)))
    return True


def _second_enquiry(detail: Detail, years: Years) -> bool:
    if not detail.section47 or detail.section47[0]["DateOfInitialCPC"] is None:
        return False
    first = detail.section47[0]
    detail.section47.append({**first, "S47ActualStartDate": _moved(first["S47ActualStartDate"], 1)})
    return True


def _second_protection_plan(detail: Detail, years: Years) -> bool:
    if not detail.plans or detail.plans[0][0]["CPPendDate"]:
        return False
    fields, _ = detail.plans[0]
    detail.plans.append(
        ({**fields, "CPPstartDate": _moved(fields["CPPstartDate"], 5), "CPPendDate": None}, [])
    )
    return True


def _second_need_plan(detail: Detail, years: Years) -> bool:
    if not detail.cin_plans:
        return False
    row = detail.cin_plans[0]
    detail.cin_plans.append({**row, "CINPlanStartDate": _moved(row["CINPlanStartDate"], 1)})
    return True


def _conference_twice(detail: Detail, years: Years) -> bool:
    if not detail.section47 or detail.section47[0]["DateOfInitialCPC"] is None:
        return False
    detail.fields["DateOfInitialCPC"] = detail.section47[0]["DateOfInitialCPC"]
    return True


def _assessment_left_open(detail: Detail, years: Years) -> bool:
    if not detail.assessments or not detail.fields["CINclosureDate"]:
        return False
    fields, factors = detail.assessments[0]
    fields["AssessmentAuthorisationDate"] = None
    factors.clear()
    return True


def _assessment_of_another_year(detail: Detail, years: Years) -> bool:
    if not detail.assessments:
        return False
    fields, factors = detail.assessments[0]
    fields |= {
        "AssessmentActualStartDate": _moved(years.first.isoformat(), -20),
        "AssessmentAuthorisationDate": None,
    }
    factors.clear()
    return True


def _closed_unassessed(detail: Detail, years: Years) -> bool:
    if not detail.fields["CINclosureDate"]:
        return False
    detail.fields["ReasonForClosure"] = "RC8"
    detail.assessments.clear()
    return True


def _factors_too_early(detail: Detail, years: Years) -> bool:
    if not detail.assessments or not detail.assessments[0][1]:
        return False
    detail.assessments[0][0]["AssessmentAuthorisationDate"] = None
    return True


def _stopped_with_plan(detail: Detail, years: Years) -> bool:
    if not detail.plans and not detail.cin_plans:
        return False
    detail.fields["ReferralNFA"] = "1"
    return True


def _open_need_plan_beside_protection(detail: Detail, years: Years) -> bool:
    if not detail.plans or detail.plans[0][0]["CPPendDate"]:
        return False
    started = detail.plans[0][0]["CPPstartDate"]
    detail.cin_plans.append({"CINPlanStartDate": _moved(started, 3), "CINPlanEndDate": None})
    return True


def _need_plan_before_protection(detail: Detail, years: Years) -> bool:
    if not detail.plans:
        return False
    fields, reviews = detail.plans[0]
    started = detail.fields["CINreferralDate"]
    ended = _moved(reviews[0] or fields["CPPstartDate"], 5) if reviews else _moved(fields["CPPstartDate"], 5)
    detail.cin_plans.append({"CINPlanStartDate": started, "CINPlanEndDate": ended})
    return True


def _two_open_enquiries(detail: Detail, years: Years) -> bool:
    if not detail.section47 or detail.section47[0]["DateOfInitialCPC"]:
        return False
    detail.section47[0]["ICPCnotRequired"] = "0"
    detail.section47.append(
        {**detail.section47[0], "S47ActualStartDate": _moved(years.first.isoformat(), -9)}
    )
    return True


def _two_open_assessments(detail: Detail, years: Years) -> bool:
    if not detail.assessments or detail.assessments[0][0]["AssessmentAuthorisationDate"]:
        return False
    fields, _ = detail.assessments[0]
    detail.assessments.append(
        ({**fields, "AssessmentActualStartDate": _moved(fields["AssessmentActualStartDate"], 1)}, [])
    )
    return True


def _later_stopped_referral(child: Child, years: Years) -> bool:
    last = child.details[-1].fields
    if last["CINclosureDate"] or last["ReferralNFA"] != "0":
        return False
    stopped: Fields = {"CINreferralDate": years.last.isoformat(), "ReferralSource": "6", "ReferralNFA": "1"}
    child.details.append(Detail(stopped))
    return True


def _second_open_case(child: Child, years: Years) -> bool:
    last = child.details[-1].fields
    if last["CINclosureDate"] or last["ReferralNFA"] != "0":
        return False
    child.details.append(Detail({**last, "CINreferralDate": years.last.isoformat()}))
    return True


def _overlapping_case(child: Child, years: Years) -> bool:
    last = child.details[-1]
    if not last.fields["CINclosureDate"]:
        return False
    referred = _moved(last.fields["CINclosureDate"], -3)
    if referred <= str(last.fields["CINreferralDate"]):
        return False
    child.details.append(Detail({**last.fields, "CINreferralDate": referred}))
    return True


def _dies(days_after_referral: int) -> Plant:
    def plant(child: Child, years: Years) -> bool:
        child.identifiers["PersonDeathDate"] = _moved(
            child.details[0].fields["CINreferralDate"], days_after_referral
        )
        return child.identifiers["PersonBirthDate"] is not None

    return plant


def _identifier(change: Callable[[str], str]) -> Plant:
    def plant(child: Child, years: Years) -> bool:
        child.identifiers["LAchildID"] = change(str(child.identifiers["LAchildID"]))
        return True

    return plant


def _wrong_check_letter(child: Child, years: Years) -> bool:
    number = child.identifiers["UPN"]
    if not number:
        return False
    child.identifiers["UPN"] = ("B" if number[0] == "A" else "A") + number[1:]
    return True


def _disabilities(*codes: str) -> Plant:
    def plant(child: Child, years: Years) -> bool:
        child.disabilities[:] = codes
        return True

    return plant


def _no_ethnicity(child: Child, years: Years) -> bool:
    child.ethnicity = None
    return True


PLANTS: dict[str, Plant] = {
    "1103": _in_row(
        _assessments, "AssessmentActualStartDate", lambda row, d: _moved(d.fields["CINreferralDate"], -2)
    ),
    "1104": _in_row(_enquiries, "DateOfInitialCPC", lambda row, d: _moved(d.fields["CINreferralDate"], -7)),
    "1105": _in_row(_plans, "CPPstartDate", lambda row, d: _moved(d.fields["CINreferralDate"], -3)),
    "1510": _wrong_check_letter,
    "1530": lambda child, years: not child.identifiers.update(UPN=upn(years.chance, "999")),
    "1540": _field("UPN", "A8011234X1234"),
    "1550": _field("UPN", "A80112345678I"),
    "1520": _field("UPN", "H801200001001"),
    "1560Q": _field("FormerUPN", "H80120000"),
    "1570": _identifier(lambda known: f"{known}{known}{known}"),
    "1580": _identifier(lambda known: f"{known}-1"),
    "2884": _detail(_conference_twice),
    "2885": _in_row(_plans, "CPPstartDate", lambda row, d: _moved(row["CPPstartDate"], 1)),
    "2889": _in_row(_enquiries, "S47ActualStartDate", lambda row, d: _moved(d.fields["CINreferralDate"], -4)),
    "2991Q": _detail(lambda detail, years: bool(detail.section47) and not detail.assessments.clear()),
    "4000": _detail(_stopped_with_plan),
    "4001": _detail(_open_need_plan_beside_protection),
    "4003": _detail(_need_plan_before_protection),
    "4010": _in_row(_need_plans, "CINPlanStartDate", lambda row, d: None),
    "4011": _in_row(_need_plans, "CINPlanEndDate", lambda row, d: _moved(row["CINPlanStartDate"], -1)),
    "4012Q": _in_row(_need_plans, "CINPlanEndDate", lambda row, d: row["CINPlanStartDate"]),
    "4013": _in_row(_need_plans, "CINPlanEndDate", lambda row, d: "2026-04-20"),
    "4014": _detail(_second_need_plan),
    "4015": _in_row(_need_plans, "CINPlanStartDate", lambda row, d: _moved(d.fields["CINreferralDate"], -1)),
    "4180": _field("Sex", "X"),
    "4220": _no_ethnicity,
    "8520": _field("PersonBirthDate", "2030-01-01"),
    "8525Q": _field("PersonBirthDate", None),
    "8540": _disabilities(),
    "8545Q": _dies(-2000),
    "8555Q": _dies(-1),
    "8565": _in_row(_assessments, "AssessmentAuthorisationDate", lambda row, d: "2026-03-31"),
    "8568": _in_detail("ReferralNFA", None),
    "8585Q": _in_detail("ReasonForClosure", "RC2", lambda fields: bool(fields["CINclosureDate"])),
    "8600": _in_detail("CINreferralDate", None),
    "8608": _in_row(_assessments, "AssessmentActualStartDate", lambda row, d: "2026-03-31"),
    "8610": _in_detail("PrimaryNeedCode", None, _open),
    "8614": _detail(_factors_too_early),
    "8620": _in_detail("CINclosureDate", "2026-05-01", lambda fields: bool(fields["CINclosureDate"])),
    "8630": _in_detail("CINclosureDate", "2025-04-01", lambda fields: bool(fields["CINclosureDate"])),
    "8640": _in_detail("ReasonForClosure", "RC10", lambda fields: bool(fields["CINclosureDate"])),
    "8650": _in_detail("PrimaryNeedCode", "N10", _open),
    "8696": _in_row(_assessments, "AssessmentAuthorisationDate", lambda row, d: "2026-04-20"),
    "8715": _in_row(_enquiries, "DateOfInitialCPC", lambda row, d: "2026-04-20"),
    "8730": _in_row(_plans, "NumberOfPreviousCPP", lambda row, d: None),
    "8736": _detail(_assessment_of_another_year),
    "8720": _in_row(_plans, "CPPstartDate", lambda row, d: None),
    "8740": _detail(_two_open_enquiries),
    "8750": lambda child, years: (
        not child.identifiers.update(PersonBirthDate=None, ExpectedPersonBirthDate="2026-05-01", Sex="F")
    ),
    "8770Q": _field("UPN", None),
    "8772": _field("UPNunknown", "UN7"),
    "8775Q": _field("PersonBirthDate", "1999-05-01"),
    "8790": _disabilities("NONE", "MOB"),
    "8794": _disabilities("MOB", "MOB"),
    "8805": _in_detail("ReasonForClosure", None, lambda fields: bool(fields["CINclosureDate"])),
    "8810": _in_detail(
        "ReasonForClosure", "RC7", lambda fields: not fields["CINclosureDate"] and _open(fields)
    ),
    "8815": _second_open_case,
    "8816": _later_stopped_referral,
    "8820": _overlapping_case,
    "8825Q": _detail(_closed_unassessed),
    "8831": _in_detail("ReferralNFA", "1", _open),
    "8840": _in_row(_plans, "CPPendDate", lambda row, d: row["CPPstartDate"]),
    "8841": _reviews(lambda d: d.plans[0][0]["CPPstartDate"]),
    "8842Q": _reviews(lambda d: None),
    "8863Q": _detail(_second_assessment),
    "8866": _in_detail("ReferralSource", "11"),
    "8867": _detail(_assessment_left_open),
    "8868": _in_row(_enquiries, "ICPCnotRequired", lambda row, d: "0"),
    "8869": _factors(lambda factors: ["21", "1A"]),
    "8870Q": _in_row(_enquiries, "InitialCPCtarget", lambda row, d: "2025-11-16"),
    "8875": _in_row(_enquiries, "DateOfInitialCPC", lambda row, d: "2025-11-15"),
    "8890": _detail(_second_enquiry),
    "8896": _detail(_two_open_assessments),
    "8897Q": _factors(lambda factors: ["99"]),
    "8898": _factors(lambda factors: [factors[0], factors[0]]),
    "8905": _in_row(_plans, "InitialCategoryOfAbuse", lambda row, d: None),
    "8910": _in_row(_plans, "LatestCategoryOfAbuse", lambda row, d: "XXX"),
    "8925": _in_row(_plans, "CPPendDate", lambda row, d: _moved(row["CPPstartDate"], -3)),
    "8930": _in_row(_plans, "CPPendDate", lambda row, d: "2026-04-20"),
    "8935": _detail(_second_protection_plan),
    "8945Q": _factors(lambda factors: ["18A"]),
    "8950Q": _factors(lambda factors: ["19A"]),
    "8873Q": _factors(lambda factors: ["21"]),
}
