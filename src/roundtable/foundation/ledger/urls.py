"""The ledger of a partnership."""

from django.urls import path

from roundtable.foundation.ledger import views

urlpatterns = [
    path("", views.ledger, name="ledger"),
    path("<int:sequence>/", views.entry, name="ledger-entry"),
]
