"""Addresses of the first pages, and of those that show several contexts."""

from django.urls import path

from openiln.pages.web import home, profile

app_name = "pages"
urlpatterns = [
    path("", home.home, name="home"),
    path("<slug:network_id>/members/<slug:organisation_id>/", profile.member, name="member"),
    path("<slug:network_id>/", home.network, name="network"),
]
