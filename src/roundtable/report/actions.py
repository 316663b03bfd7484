"""Writing a report and letting an edition out."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from roundtable.foundation.figures.models import Publication
from roundtable.foundation.ledger.actions import record
from roundtable.foundation.ledger.models import Head
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.scope.actions import Rejected, action, nothing_changed
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, check
from roundtable.measures.periods import Period
from roundtable.report.models import Report, Section, SectionRevision


@action("report.start")
def start_report(*, by: Principal, partnership: Partnership, period: str, title: str, regime: str) -> Report:
    check(by, Permission.WRITE_REPORT)
    slug = str(Period.parse(period)).replace(" ", "-").lower()
    if Report.objects.filter(partnership=partnership, slug=slug).exists():
        raise Rejected(f"There is a report for {period} already.", "period")
    report = Report.objects.create(
        partnership=partnership, slug=slug, period=period, title=title, regime=regime
    )
    record(by, "report.start", "report", slug, f"started the report {title}", partnership_id=partnership.pk)
    return report


@action("report.add_section")
def add_section(
    *, by: Principal, report: Report, key: str, title: str, text: str = "", editions: tuple[str, ...] = ()
) -> Section:
    """Add a section at the end."""
    check(by, Permission.WRITE_REPORT)
    there = Section.objects.filter(report=report, key=key).first()
    if there is not None and there.taken_out_at:
        raise Rejected(
            f"There was a section called {there.title}, which was taken out. Put it back from the report’s page, "
            "or choose another title.",
            "title",
        )
    if there is not None:
        raise Rejected(f"There is a section called {title} already.", "title")
    last = Section.objects.filter(report=report).order_by("-place").values_list("place", flat=True).first()
    section = Section.objects.create(
        partnership_id=report.partnership_id, report=report, key=key, title=title, text=text,
        place=(last or 0) + 1, editions=list(editions), changed_by=by.label,
    )  # fmt: skip
    _keep(by, section)
    record(
        by,
        "report.add_section",
        "report",
        report.slug,
        f"added the section {title}",
        partnership_id=report.partnership_id,
    )
    return section


@action("report.write")
def write_section(*, by: Principal, section: Section, text: str, title: str, seen_revision: int) -> Section:
    """Save a section. Somebody else's change since `seen_revision` is never overwritten."""
    check(by, Permission.WRITE_REPORT)
    now = Section.objects.select_for_update(of=("self",)).get(pk=section.pk)
    if now.taken_out_at:
        raise Rejected(
            f"{now.taken_out_by} took this section out while you were writing. Your text is kept below: "
            "put the section back first, in another window, then save again.",
            "text",
        )
    if now.revision != seen_revision:
        raise Rejected(
            f"{now.changed_by} changed this section while you were writing. Your text is kept below: "
            "compare it with theirs, and save again.",
            "text",
        )
    now.text, now.title, now.changed_by, now.revision = text, title, by.label, now.revision + 1
    now.save(update_fields=("text", "title", "changed_by", "revision", "changed_at"))
    _keep(by, now)
    slug = Report.objects.get(pk=now.report_id).slug
    record(
        by, "report.write", "report", slug, f"wrote the section {title}, revision {now.revision}",
        partnership_id=now.partnership_id, section=now.key,
    )  # fmt: skip
    return now


def _keep(by: Principal, section: Section) -> None:
    SectionRevision.objects.create(
        partnership_id=section.partnership_id, section=section, number=section.revision, text=section.text,
        written_at=timezone.now(), written_by=by.label,
    )  # fmt: skip


@action("report.reorder")
def reorder_sections(*, by: Principal, report: Report, keys: Sequence[str], seen: Sequence[str]) -> None:
    """Give the sections of a report a new order. `seen` is the order that it was made from."""
    check(by, Permission.WRITE_REPORT)
    now = _outline(report)
    before = [section.key for section in now]
    if before != list(seen) or sorted(before) != sorted(keys):
        raise Rejected(
            "Somebody changed the outline while you were looking at it. Below is how it is now: order it again."
        )
    if before == list(keys):
        nothing_changed()
        return
    by_key = {section.key: section for section in now}
    _renumber([by_key[key] for key in keys])
    moved = _moved(before, list(keys))
    said = (
        f"moved the section {by_key[moved].title} from place {before.index(moved) + 1} to {list(keys).index(moved) + 1}"
        if moved
        else f"changed the order of the sections of {report.title}"
    )
    record(
        by, "report.reorder", "report", report.slug, said,
        partnership_id=report.partnership_id, before=before, after=list(keys),
    )  # fmt: skip


@action("report.take_out_section")
def take_out_section(*, by: Principal, section: Section) -> Section:
    """Take a section out of its report. Its text and its revisions are kept, and it can be put back."""
    check(by, Permission.WRITE_REPORT)
    report, _, now = _locked(section)
    if now.taken_out_at:
        raise Rejected(f"{now.taken_out_by} took this section out already.")
    now.taken_out_at, now.taken_out_by = timezone.now(), by.label
    now.save(update_fields=("taken_out_at", "taken_out_by"))
    record(
        by, "report.take_out_section", "report", report.slug, f"took out the section {now.title}; its text is kept",
        partnership_id=now.partnership_id, section=now.key, revision=now.revision,
    )  # fmt: skip
    return now


@action("report.put_back_section")
def put_back_section(*, by: Principal, section: Section) -> Section:
    """Put a section back that was taken out, behind those that stand before its old place."""
    check(by, Permission.WRITE_REPORT)
    report, others, now = _locked(section)
    if not now.taken_out_at:
        raise Rejected("This section is in the report already.")
    place = sum(other.place < now.place for other in others) + 1
    now.taken_out_at, now.taken_out_by = None, ""
    now.save(update_fields=("taken_out_at", "taken_out_by"))
    _renumber([*others[: place - 1], now, *others[place - 1 :]])
    record(
        by, "report.put_back_section", "report", report.slug, f"put back the section {now.title} in place {place}",
        partnership_id=now.partnership_id, section=now.key,
    )  # fmt: skip
    return now


def _outline(report: Report) -> list[Section]:
    """The sections in their order, nobody else changing it until this is done."""
    Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    return list(Section.objects.filter(report=report, taken_out_at__isnull=True).order_by("place"))


def _locked(section: Section) -> tuple[Report, list[Section], Section]:
    """A section as it is now, with its report and the sections that stand in it."""
    report = Report.objects.get(pk=section.report_id)
    others = _outline(report)
    return report, others, Section.objects.select_for_update(of=("self",)).get(pk=section.pk)


def _renumber(order: Sequence[Section]) -> None:
    for place, section in enumerate(order, start=1):
        if section.place != place:
            Section.objects.filter(pk=section.pk).update(place=place)


def _moved(before: list[str], after: list[str]) -> str:
    """The one section whose move makes one order of the other; empty where more were moved."""
    for key in after:
        if [k for k in before if k != key] == [k for k in after if k != key]:
            return key
    return ""


@action("report.publish")
def publish(
    *, by: Principal, report: Report, edition: str, audience: str, rules: str,
    figures: list[dict[str, Any]], cells: list[dict[str, Any]], html: str, docx: bytes, pdf: bytes,
) -> Publication:  # fmt: skip
    """Freeze an edition at its permanent address. A second publication of it gets an address of its own."""
    check(by, Permission.PUBLISH_REPORT)
    earlier = Publication.objects.filter(
        partnership_id=report.partnership_id, kind="annual report", period=report.period, edition=edition
    ).count()
    slug = f"annual-report-{report.slug}-{edition}" + (f"-{earlier + 1}" if earlier else "")
    # The entry comes first: the publication holds the ledger's head as it is with its own line in it.
    record(
        by, "report.publish", "publication", slug, f"published the {edition} edition of {report.title}",
        partnership_id=report.partnership_id, rules=rules, figures=len(figures),
    )  # fmt: skip
    head = Head.objects.get(partnership_id=report.partnership_id)
    return Publication.objects.create(
        partnership_id=report.partnership_id, slug=slug, title=report.title, kind="annual report",
        period=report.period, edition=edition, audience=audience, rules=rules, figures=figures, cells=cells,
        html=html, docx=docx, pdf=pdf, ledger_sequence=head.sequence, ledger_chain=head.chain,
        published_at=timezone.now(), published_by=by.label,
    )  # fmt: skip


@action("report.withdraw")
def withdraw(*, by: Principal, publication: Publication, reason: str) -> Publication:
    """Take a publication back. Its address stays, and says that it was withdrawn and why."""
    check(by, Permission.PUBLISH_REPORT)
    if not reason.strip():
        raise Rejected("Say why the publication is withdrawn.", "reason")
    publication.withdrawn_at, publication.withdrawn_by = timezone.now(), by.label
    publication.withdrawn_reason = reason
    publication.save(update_fields=("withdrawn_at", "withdrawn_by", "withdrawn_reason"))
    record(
        by, "report.withdraw", "publication", publication.slug, f"withdrew {publication.slug}: {reason}",
        partnership_id=publication.partnership_id,
    )  # fmt: skip
    return publication
