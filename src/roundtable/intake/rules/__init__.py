"""Checks of what an extract says, beyond its form: rules as data, run over whole lists at once.

`check(extract)` gives what does not agree, each kind as a group with its count and first places.
"""

from roundtable.intake.rules.engine import Checked, Hit, check, checked_by_rules
from roundtable.intake.rules.model import Rule, RuleSet, rule_set

__all__ = ["Checked", "Hit", "Rule", "RuleSet", "check", "checked_by_rules", "rule_set"]
