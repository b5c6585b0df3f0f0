"""The letter as a PDF with lines to sign on, for whoever signs on paper."""

from pathlib import Path

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from openiln.documents.pdf import render_pdf
from openiln.kernel.days import day_in_words
from openiln.kernel.errors import OutOfDate
from openiln.membership.actions.moving import check_state
from openiln.membership.queries import in_force
from openiln.membership.queries.letters import Folder
from openiln.membership.rules.signatures import signatories
from openiln.membership.rules.states import Step as Moves
from openiln.membership.web.steps import Step, folder_of, membership_of, refuse
from openiln.shell.audience import SeatedRequest, seated

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "membership" / "letter.typ"


@seated
def letter(request: SeatedRequest, network_id: str, membership_id: str) -> HttpResponse:
    """The exact text, and a place for each signature that is missing, while it can be signed."""
    found = membership_of(request, network_id, membership_id)
    folder = folder_of(found)
    try:
        check_state(found, Moves.SIGN)
    except OutOfDate as refusal:
        return refuse(request, found, Step("Print the letter", "", ""), refusal)
    noun = folder.charter.words.letter.one
    written = folder.letter.written_at.replace(microsecond=0)  # as a PDF says times
    made = render_pdf(
        TEMPLATE,
        title=f"{noun[:1].upper()}{noun[1:]} of {found.organisation}",
        content=content_of(folder),
        at=written,
    )
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"letter-{found.organisation}-{folder.letter.number}.pdf"
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


def content_of(folder: Folder) -> dict[str, object]:
    """What the paper says, as JSON can say it: those who have signed are not asked again."""
    given = {signature.signatory for signature in folder.signatures}
    return {
        "letter": folder.letter.text.strip().split("\n\n"),
        "number": folder.letter.number,
        "written": day_in_words(in_force.local_day(folder.charter, folder.letter.written_at)),
        "sha256": folder.letter.sha256,
        "asked": [
            asked.name
            for asked in signatories(folder.charter, folder.tier)
            if asked.id not in given
        ],
    }
