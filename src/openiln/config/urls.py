"""Every address. The network is in the address: /ms-iln/commitments/."""

from django.urls import include, path

urlpatterns = [
    path("", include("openiln.pages.web.urls")),
    path("<slug:network_id>/", include("openiln.charters.web.urls")),
]
handler404 = "openiln.shell.errors.not_found"
handler403 = "openiln.shell.errors.forbidden"
handler400 = "openiln.shell.errors.bad_request"
handler500 = "openiln.shell.errors.server_error"
