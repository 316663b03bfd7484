"""The first page of a partnership."""

from django.urls import path

from roundtable.foundation.web.views_home import home

urlpatterns = [path("", home, name="home")]
