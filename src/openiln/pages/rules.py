"""What stopped and what did not arrive, in the words of those who must do something about it. Pure.

The names of errors and of the parts of the program are for whoever runs the server: they stand
apart, and never beside what a person wrote.
"""

from collections.abc import Mapping
from dataclasses import dataclass

ASK = "If it stops once more, tell whoever keeps this site running."
SEND_ANEW = "Send it again. If it fails once more, tell whoever keeps this site running."


@dataclass(frozen=True)
class Explained:
    """A thing in plain words: what it is or what happened, and what follows or what to do."""

    what: str
    then: str


UPKEEP = "Nobody misses anything: what is out of date only lies about a little longer."
LISTS = "Until it is done, lists and maps may show what was so yesterday."
STOPPED: Mapping[str, Explained] = {
    "openiln.files.tasks.sweep_orphaned_files": Explained("Clearing away files of no use", UPKEEP),
    "openiln.jobs.tasks.forget_delivered_news": Explained("Clearing away what is done", UPKEEP),
    "openiln.jobs.tasks.forget_ended_limits": Explained("Clearing away what is counted", UPKEEP),
    "openiln.jobs.tasks.forget_finished_jobs": Explained("Clearing away finished jobs", UPKEEP),
    "openiln.mail.tasks.forget_messages": Explained("Clearing away old mail", UPKEEP),
    "openiln.news.tasks.forget_unconfirmed": Explained(
        "Clearing away addresses that nobody confirmed", UPKEEP
    ),
    "openiln.mail.bounces.look_again": Explained(
        "Noting that a mail came back",
        "Until it is done, that mail does not stand among those that did not arrive.",
    ),
    "openiln.mail.tasks.send_message": Explained(
        "Sending a mail", "Until it is done, whom it is for has not had it."
    ),
    "openiln.membership.tasks.follow_rules": Explained(
        "Asking letters in preparation for what new rules ask",
        "Until it is done, a letter may still ask for the signatures of the old rules.",
    ),
    "openiln.membership.tasks.renew_lists": Explained("Bringing the lists up to date", LISTS),
    "openiln.membership.tasks.renew_lists_by_import": Explained(
        "Bringing the lists up to date with the directory", LISTS
    ),
    "openiln.membership.tasks.tell_who_follows": Explained(
        "Telling those who registered interest that they can join now",
        "Until it is done, they have not been written to.",
    ),
    "openiln.news.tasks.begin_mailing": Explained(
        "Beginning to mail an announcement to those who follow by mail",
        "Until it is done, none of them has had it by mail.",
    ),
    "openiln.news.tasks.mail_batch": Explained(
        "Mailing an announcement to those who follow by mail",
        "Until it is done, some of them have not had it by mail.",
    ),
    "openiln.news.tasks.mail_no_more": Explained(
        "Ending the mail to an address at which none arrives",
        "Until it is done, announcements are still mailed there.",
    ),
}
"""By the dotted name of the job, or of what was to hear the news."""

_UNKNOWN = Explained("Work in the background", "What waits for it is not known here.")
_DATABASE = "The place where everything is stored did not answer in time."
_WHY = {
    "DoesNotExist": "What it was about is no longer there.",
    "OperationalError": _DATABASE,
    "InterfaceError": _DATABASE,
    "LeaseRanOut": "It took too long each time, and was broken off.",
    "The worker ended before the handler did.": "It took too long each time, and was broken off.",
    "No handler of this name is registered.": (
        "The part of the program that was to do it is no longer there."
    ),
}
_MISTYPED = Explained(
    "No mail arrives at this address: it is mistyped, or the mailbox is gone or full.",
    "Ask for the right address by telephone, and correct it.",
)
_REFUSED = Explained(
    "Their mail system refused it, as it does with mail that it does not trust.",
    "Ask their technical staff to let the mail of this site in, then send it again.",
)
_LATE = Explained(
    "Their mail system did not take it in time. The address may well be right.", SEND_ANEW
)
_OUR_MAIL = Explained(
    "This site could not reach its own mail service. The address may well be right.", SEND_ANEW
)
_MAIL = {
    "bounced": _MISTYPED,
    "invalid": _MISTYPED,
    "timed_out": _LATE,
    "refused_for_now": _LATE,
    "AnymailRecipientsRefused": _MISTYPED,
    "SMTPRecipientsRefused": _MISTYPED,
    "blocked": _REFUSED,
    "rejected": _REFUSED,
    "spam": _REFUSED,
    "unsubscribed": Explained(
        "They have told their mail service that they want no mail from this site.",
        "Call them: only they can undo it there.",
    ),
    "ConnectionRefusedError": _OUR_MAIL,
    "SMTPAuthenticationError": _OUR_MAIL,
    "SMTPConnectError": _OUR_MAIL,
    "SMTPServerDisconnected": _OUR_MAIL,
    "TimeoutError": _OUR_MAIL,
    "gaierror": _OUR_MAIL,
}
_MAIL_UNKNOWN = Explained("The mail service said nothing that tells why.", SEND_ANEW)


def what_stopped(name: str) -> Explained:
    """What a job or a handler of this dotted name does, and what its stopping means."""
    return STOPPED.get(name, _UNKNOWN)


def why_it_stopped(failure: str) -> str:
    """Why, of the name of an error or the outbox's own sentence."""
    return _WHY.get(failure, "The program came upon something that it was not made for.")


def why_no_mail(failure: str) -> Explained:
    """Why a message did not arrive, of a provider's code or the name of an error; what to do."""
    return _MAIL.get(failure, _MAIL_UNKNOWN)
