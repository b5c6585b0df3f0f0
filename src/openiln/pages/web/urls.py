"""Addresses that belong to no one network."""

from django.urls import path

from openiln.pages.web import views

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
]
