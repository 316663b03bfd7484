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
    """The sections of a report in their order, without those that were taken out."""
    return outline(who, report)[0]


def outline(who: Principal, report: Report) -> tuple[list[Section], list[Section]]:
    """The sections of a report in their order, and those that were taken out, the latest first."""
    check(who, Permission.SEE_REPORT)
    found = list(Section.objects.seen_by(who).filter(report_id=report.pk).order_by("place"))
    out = sorted(
        ((s.taken_out_at, s) for s in found if s.taken_out_at), key=lambda pair: pair[0], reverse=True
    )
    return [s for s in found if not s.taken_out_at], [section for _, section in out]


def all_sections(who: Principal) -> "ScopedQuerySet[Section]":
    """Sections of every report, those taken out with them, to find one in."""
    check(who, Permission.SEE_REPORT)
    return Section.objects.seen_by(who)


def revisions(who: Principal, section: Section) -> "ScopedQuerySet[SectionRevision]":
    check(who, Permission.SEE_REPORT)
    return SectionRevision.objects.seen_by(who).filter(section_id=section.pk)


def publications(who: Principal) -> "ScopedQuerySet[Publication]":
    """What was published, newest first, without the files."""
    return Publication.objects.seen_by(who).defer("html", "docx", "pdf", "figures", "cells")
