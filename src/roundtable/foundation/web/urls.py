from django.urls import path

from roundtable.foundation.web import views

app_name = "web"
urlpatterns = [
    path("", views.components, name="components"),
    path("record/", views.record, name="components-record"),
    path("list/", views.listing, name="components-list"),
]
