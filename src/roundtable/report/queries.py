"""Reading reports and what was published of them."""

from roundtable.foundation.figures.models import Publication
from roundtable.foundation.scope.models import ScopedQuerySet
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, check
from roundtable.report.models import Report, Section, SectionRevision


def reports(who: Principal) -> "ScopedQuerySet[Report]":
    check(who, Permission.SEE_REPORT)
    return Report.objects.seen_by(who)


def sections(who: Principal, report: Report) -> list[Section]:
    check(who, Permission.SEE_REPORT)
    return list(Section.objects.seen_by(who).filter(report_id=report.pk).order_by("place"))


def all_sections(who: Principal) -> "ScopedQuerySet[Section]":
    """Sections of every report, to find one in."""
    check(who, Permission.SEE_REPORT)
    return Section.objects.seen_by(who)


def revisions(who: Principal, section: Section) -> "ScopedQuerySet[SectionRevision]":
    check(who, Permission.SEE_REPORT)
    return SectionRevision.objects.seen_by(who).filter(section_id=section.pk)


def publications(who: Principal) -> "ScopedQuerySet[Publication]":
    """What was published, newest first, without the files."""
    return Publication.objects.seen_by(who).defer("html", "docx", "pdf", "figures", "cells")
