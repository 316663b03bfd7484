"""What the world sees: publications, and of those only what was made for whoever asks."""

from django.db.models import Q, QuerySet

from roundtable.foundation.figures.models import Publication
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal
from roundtable.foundation.scope.tripwire import permit

WHY = "what was published for the public is for everybody"


def _for(who: Principal) -> Q:
    """For everybody what is public; for those who may read the report of a partnership also what is its own."""
    everybody = Q(audience="public")
    if who.partnership_id is not None and who.may(Permission.SEE_REPORT):
        return everybody | Q(partnership_id=who.partnership_id)
    return everybody


def _without_files(found: "QuerySet[Publication]") -> "QuerySet[Publication]":
    return found.defer("html", "docx", "pdf", "figures", "cells")


def published(who: Principal, partnership: Partnership) -> list[Publication]:
    """A partnership's publications that `who` may open, newest first, withdrawn ones too, without their files."""
    with permit(WHY):
        return list(_without_files(Publication.objects.filter(_for(who), partnership_id=partnership.pk)))


def publication(who: Principal, partnership: Partnership, slug: str) -> Publication | None:
    """One publication with its files, or None where there is none that `who` may open."""
    with permit(WHY):
        found: Publication | None = Publication.objects.filter(
            _for(who), partnership_id=partnership.pk, slug=slug
        ).first()
        return found


def partnerships_with_publications() -> list[Partnership]:
    """Those of which the world can read something that was not withdrawn, by title."""
    with permit(WHY):
        theirs = Publication.objects.filter(audience="public", withdrawn_at__isnull=True)
        return list(Partnership.objects.filter(pk__in=theirs.order_by().values("partnership_id")))
