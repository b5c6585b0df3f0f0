"""Addresses of joining a network. A mailed link stands before every network's own addresses."""

from django.urls import URLPattern, path

from openiln.membership.web import (
    by_link,
    deciding,
    exemplars,
    joining,
    letters,
    members,
    printing,
    roster,
    signing,
    statuses,
    views,
)

app_name = "membership"
ONE = "<slug:network_id>/memberships/<slug:membership_id>/"
urlpatterns: list[URLPattern] = [
    path("sign/<slug:token>/", by_link.by_link, name="by_link"),
    path("<slug:network_id>/join/", joining.start, name="start"),
    path("<slug:network_id>/join/ask/", joining.ask, name="ask"),
    path("<slug:network_id>/join/follow/", joining.follow, name="follow"),
    path("<slug:network_id>/join/invite/", deciding.invite, name="invite"),
    path("<slug:network_id>/join/exception/", deciding.exception, name="exception"),
    path("<slug:network_id>/joining/", views.enter, name="enter"),
    path("<slug:network_id>/receipts/<slug:receipt_id>/", views.receipt, name="receipt"),
    path("<slug:network_id>/exemplars/", exemplars.exemplars, name="exemplars"),
    path("<slug:network_id>/members/", members.members, name="members"),
    path(ONE, views.membership, name="membership"),
    path(f"{ONE}print/", printing.letter, name="print"),
    path(f"{ONE}versions/", views.versions, name="versions"),
    path(f"{ONE}scans/<slug:signature_id>/", views.scan, name="scan"),
    path(f"{ONE}answers/<slug:answer_id>/", views.answer_file, name="answer_file"),
    path(f"{ONE}words/", letters.words, name="words"),
    path(f"{ONE}vote/<slug:vote>/", letters.vote, name="vote"),
    path(f"{ONE}send-in/", letters.send_in, name="send_in"),
    path(f"{ONE}renew/", letters.renew, name="renew"),
    path(f"{ONE}withdraw/", letters.withdraw, name="withdraw"),
    path(f"{ONE}end/", letters.end, name="end"),
    path(f"{ONE}sign/<slug:signatory>/", signing.sign, name="sign"),
    path(f"{ONE}link/<slug:signatory>/", signing.link, name="link"),
    path(f"{ONE}paper/<slug:signatory>/", signing.paper, name="paper"),
    path(f"{ONE}take-back/<slug:signature_id>/", signing.take_back, name="take_back"),
    path(f"{ONE}re-affirm/", signing.reaffirm, name="reaffirm"),
    path(f"{ONE}signed-by/<slug:signature_id>/", signing.recognise, name="recognise"),
    path(f"{ONE}approve/", deciding.approve, name="approve"),
    path(f"{ONE}send-back/", deciding.send_back, name="send_back"),
    path(f"{ONE}decline/", deciding.decline, name="decline"),
    path(f"{ONE}status/", statuses.designation, name="designation"),
    path(f"{ONE}status/<slug:held_id>/", statuses.end_designation, name="end_designation"),
    path(
        f"{ONE}status/<slug:held_id>/take-back/",
        statuses.take_back_designation,
        name="take_back_designation",
    ),
    path(f"{ONE}people/", roster.roster, name="roster"),
    path(f"{ONE}people/<slug:participant_id>/remove/", roster.remove, name="remove_participant"),
]
