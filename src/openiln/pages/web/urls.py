"""Addresses of the first pages, and of those that show several contexts."""

from django.urls import path

from openiln.pages.web import (
    contacts,
    history,
    home,
    profile,
    queue,
    settings,
    troubles,
    work,
)

app_name = "pages"
urlpatterns = [
    path("", home.home, name="home"),
    path("work/", work.landing, name="landing"),
    path("<slug:network_id>/work/", work.work, name="work"),
    path("<slug:network_id>/contacts/", contacts.contacts, name="contacts"),
    path("<slug:network_id>/queue/", queue.queue, name="queue"),
    path("<slug:network_id>/troubles/", troubles.troubles, name="troubles"),
    path("<slug:network_id>/troubles/send-again/", troubles.send_again, name="send_again"),
    path("<slug:network_id>/troubles/set-aside/", troubles.set_aside, name="set_aside"),
    path("<slug:network_id>/troubles/run-again/", troubles.run_again, name="run_again"),
    path("<slug:network_id>/troubles/deliver-again/", troubles.deliver_again, name="deliver_again"),
    path("<slug:network_id>/history/", history.history, name="history"),
    path("<slug:network_id>/settings/", settings.settings, name="settings"),
    path("<slug:network_id>/members/<slug:organisation_id>/", profile.member, name="member"),
    path("<slug:network_id>/", home.network, name="network"),
]
