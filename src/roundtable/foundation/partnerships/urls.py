"""Areas of a partnership."""

from django.urls import path

from roundtable.foundation.partnerships import views

urlpatterns = [
    path("", views.areas, name="areas"),
    path("add/", views.add, name="areas-add"),
    path("<int:pk>/", views.change, name="areas-change"),
    path("<int:pk>/neighbours/", views.neighbours, name="areas-neighbours"),
]
