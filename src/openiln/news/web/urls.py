"""Addresses of a network's news."""

from django.urls import URLPattern, path

from openiln.news.web import feed, following, reading, writing

app_name = "news"
NEWS = "<slug:network_id>/news/"
ONE = f"{NEWS}<slug:announcement_id>/"
urlpatterns: list[URLPattern] = [
    path(NEWS, reading.news, name="news"),
    path(f"{NEWS}feed.xml", feed.atom, name="feed"),
    path(f"{NEWS}follow/", following.follow, name="follow"),
    path(f"{NEWS}follow/<slug:token>/", following.confirm, name="confirm"),
    path(f"{NEWS}leave/<slug:token>/", following.leave, name="leave"),
    path(f"{NEWS}write/", writing.draft, name="draft"),
    path(ONE, reading.announcement, name="announcement"),
    path(f"{ONE}edit/", writing.edit, name="edit"),
    path(f"{ONE}publish/", writing.publish, name="publish"),
    path(f"{ONE}correct/", writing.correct, name="correct"),
    path(f"{ONE}take-back/", writing.take_back, name="take_back"),
]
