"""Addresses of the dashboard and of figures, under a partnership's dataset."""

from django.urls import path

from roundtable.dataset import views_figures, views_limits, views_sources

ONE = "figures/<str:key>/"

urlpatterns = [
    path("", views_figures.dashboard, name="dataset-dashboard"),
    path(ONE, views_figures.figure, name="dataset-figure"),
    path(f"{ONE}comment/", views_figures.comment, name="dataset-figure-comment"),
    path(f"{ONE}source/", views_sources.source, name="dataset-figure-source"),
    path(f"{ONE}limits/", views_limits.limits, name="dataset-figure-limits"),
    path(f"{ONE}limits/<int:decision>/undo/", views_limits.undo, name="dataset-figure-limits-undo"),
    path(f"{ONE}as-seen.csv", views_figures.figure_csv, name="dataset-figure-csv"),
    path(f"{ONE}tidy.csv", views_figures.figure_tidy, name="dataset-figure-tidy"),
]
