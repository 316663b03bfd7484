"""Addresses that need no sign-in."""

from django.urls import path

from roundtable.website import views

urlpatterns = [
    path("", views.front, name="website-front"),
    path("about/", views.about, name="website-about"),
    path("accessibility/", views.accessibility, name="website-accessibility"),
    path("<slug:partnership>/published/", views.published, name="website-published"),
    path("<slug:partnership>/published/<slug:publication>/", views.publication, name="website-publication"),
    path("<slug:partnership>/published/<slug:publication>.json", views.figures, name="website-figures"),
    path(
        "<slug:partnership>/published/<slug:publication>.<slug:form>", views.download, name="website-download"
    ),
]
