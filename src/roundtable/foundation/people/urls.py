"""People and agencies of a partnership."""

from django.urls import path

from roundtable.foundation.people import views

urlpatterns = [
    path("", views.people, name="people"),
    path("invite/", views.invite, name="people-invite"),
    path("who-may-do-what/", views.who_may, name="people-who-may"),
    path("agencies/", views.agencies, name="people-agencies"),
    path("<int:pk>/", views.grant, name="people-grant"),
    path("<int:pk>/write/", views.write, name="people-write"),
    path("<int:pk>/suspend/", views.suspend, name="people-suspend"),
    path("<int:pk>/resume/", views.resume, name="people-resume"),
    path("<int:pk>/end/", views.end, name="people-end"),
    path("<int:pk>/leave/", views.leave, name="people-leave"),
]
