"""Addresses of the first pages, and of those that show several contexts."""

from django.urls import path

from openiln.pages.web import profile, views

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("<slug:network_id>/members/<slug:organisation_id>/", profile.member, name="member"),
    path("<slug:network_id>/", views.network, name="network"),
]
