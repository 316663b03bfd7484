"""Every address. What belongs to a partnership begins with its slug."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("components/", include("roundtable.foundation.web.urls")))
