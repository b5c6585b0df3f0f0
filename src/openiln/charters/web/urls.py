"""Addresses below a network's own."""

from django.urls import path

from openiln.charters.web import views

app_name = "charters"
urlpatterns = [
    path("commitments/", views.commitments, name="commitments"),
]
