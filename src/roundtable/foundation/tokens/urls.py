"""Addresses of one's tokens, under a partnership's account."""

from django.urls import path

from roundtable.foundation.tokens import views

urlpatterns = [
    path("", views.tokens, name="tokens"),
    path("make/", views.make, name="tokens-make"),
    path("<int:pk>/made/", views.made, name="tokens-made"),
    path("<int:pk>/revoke/", views.revoke, name="tokens-revoke"),
]
