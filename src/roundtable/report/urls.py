"""Addresses of the report, below the partnership's."""

from django.urls import path

from roundtable.report import views, views_outline, views_writing

urlpatterns = [
    path("", views.reports, name="report-reports"),
    path("start/", views.start, name="report-start"),
    path("published/<slug:publication>/withdraw/", views.take_back, name="report-withdraw"),
    path("<slug:report>/", views.report, name="report-report"),
    path("<slug:report>/add-section/", views.new_section, name="report-add-section"),
    path("<slug:report>/order/", views_outline.order, name="report-order"),
    path("<slug:report>/sections/<slug:section>/take-out/", views_outline.take_out, name="report-take-out"),
    path("<slug:report>/sections/<slug:section>/put-back/", views_outline.put_back, name="report-put-back"),
    path("<slug:report>/sections/<slug:section>/", views_writing.section, name="report-section"),
    path(
        "<slug:report>/sections/<slug:section>/revisions/", views_writing.revisions, name="report-revisions"
    ),
    path("<slug:report>/publish/<slug:edition>/", views.publish, name="report-publish"),
    path("<slug:report>/<slug:edition>.<slug:form>", views.download, name="report-download"),
    path("<slug:report>/<slug:edition>/", views.read, name="report-read"),
]
