"""How a stranger would call what charters offers: everyone reads (MS-58), the operator loads."""

import make
from openiln.charters import actions, facade
from tenancy import PUBLIC, REFUSED, SEATLESS, Call, asks, calls, meets

SEATLESS |= {
    "openiln.charters.facade.check_files": "reads files of the caller's own",
    "openiln.charters.facade.compare": "compares two values",
    "openiln.charters.facade.manual_of_keys": "words",
    "openiln.charters.facade.read_file": "reads a file of the caller's own",
    "openiln.charters.facade.read_text": "reads a file of the caller's own",
}


@meets(REFUSED, "openiln.charters.actions.load_charter")
def _() -> Call:
    return calls(actions.load_charter, text=make.charter_text(), at=make.NOW)


@meets(REFUSED, "openiln.charters.facade.load_charter")
def _() -> Call:
    return calls(facade.load_charter, text=make.charter_text(), at=make.NOW)


@meets(PUBLIC, "openiln.charters.facade.networks_today")
def _() -> Call:
    make.charter()
    return asks(facade.networks_today, make.NOW)


@meets(PUBLIC, "openiln.charters.facade.find_network")
def _() -> Call:
    return asks(facade.find_network, make.charter().network.slug, make.TODAY)


@meets(PUBLIC, "openiln.charters.facade.network_today")
def _() -> Call:
    return asks(facade.network_today, make.charter().network.slug, make.NOW)


@meets(PUBLIC, "openiln.charters.facade.find_version")
def _() -> Call:
    return asks(facade.find_version, make.charter().public_id)


@meets(PUBLIC, "openiln.charters.facade.judged_year")
def _() -> Call:
    return asks(facade.judged_year, make.charter().network.slug, make.TODAY)


SEATLESS["openiln.charters.facade.words_said"] = "words"
SEATLESS["openiln.charters.facade.year_begins"] = "words"


@meets(PUBLIC, "openiln.charters.facade.versions_of")
def _() -> Call:
    network_id = make.charter().network.slug
    return lambda seat: facade.versions_of(seat, network_id)
