"""Every address. What belongs to a partnership begins with its slug."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from roundtable.site.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("roundtable.website.urls")),
    path("", include("roundtable.foundation.people.urls_account")),
]
if settings.DEMO:
    urlpatterns.append(path("components/", include("roundtable.foundation.web.urls")))
urlpatterns += [
    path("api/v1/", api.urls),
    path("<slug:partnership>/", include("roundtable.foundation.web.urls_home")),
    path("<slug:partnership>/report/", include("roundtable.report.urls")),
    path("<slug:partnership>/dataset/", include("roundtable.report.urls_pack")),
    path("<slug:partnership>/dataset/", include("roundtable.dataset.urls")),
    path("<slug:partnership>/people/areas/", include("roundtable.foundation.partnerships.urls")),
    path("<slug:partnership>/people/", include("roundtable.foundation.people.urls")),
    path("<slug:partnership>/account/tokens/", include("roundtable.foundation.tokens.urls")),
    path("<slug:partnership>/ledger/", include("roundtable.foundation.ledger.urls")),
]
