"""Addresses of the dashboard and of figures, under a partnership's dataset."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
