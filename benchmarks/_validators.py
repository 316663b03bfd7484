"""Runs a public validator over a return and writes whom each of its rules names. For the validator's own Python, not ours.

usage: PYTHONPATH=CHECKOUT PYTHON _validators.py cin|903 FILE OUT.json [YEAR]
"""

import contextlib
import importlib
import io
import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

WHOLE_RETURN = "*"  # in place of children, where a rule is about the return


def cin(path, year):
    """Rule id → children that it names."""
    validator = importlib.import_module("cin_validator.cin_validator")
    rulesets = importlib.import_module("cin_validator.rules.ruleset_utils")
    tables = validator.process_data(validator.convert_data(ET.parse(path).getroot()))
    ran = validator.CinValidator(tables, rulesets.get_year_ruleset(year))
    said = _by_rule(ran.full_issue_df["rule_code"], ran.full_issue_df["child_id"])
    of_return = {str(code): [WHOLE_RETURN] for code in ran.multichild_issues["rule_code"]}
    return {str(rule.code): [] for rule in ran.ruleset_registry.values()} | said | of_return


def looked_after(folder, year):
    validator = importlib.import_module("lac_validator.lac_validator")
    report = importlib.import_module("lac_validator.report")
    rulesets = importlib.import_module("lac_validator.rules.ruleset_utils")
    files = [
        {"name": one.name, "description": "This year", "file_content": one.read_bytes()}
        for one in sorted(Path(folder).glob("*.csv"))
    ]
    registry = rulesets.get_year_ruleset(year)
    metadata = {"collectionYear": year, "localAuthority": "E08000025"}
    ran = validator.LacValidator(metadata=metadata, files=files, registry=registry)
    told = report.Report(ran.ds_results, registry)
    issues = validator.create_issue_df(told.report, told.error_report)
    none = {str(code): [] for code in registry if code not in ran.fails}
    return none | _by_rule(issues["rule_code"], issues["child_id"])


def _by_rule(codes, children):
    found = {}
    for code, child in zip(codes, children, strict=True):
        found.setdefault(str(code), set()).add(str(child))
    return {code: sorted(children) for code, children in found.items()}


if __name__ == "__main__":
    what, source, out, *year = sys.argv[1:]
    with contextlib.redirect_stdout(io.StringIO()):
        found = {"cin": cin, "903": looked_after}[what](source, year[0])
    Path(out).write_text(json.dumps(found))
