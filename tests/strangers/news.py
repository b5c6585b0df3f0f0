"""How a stranger would call what news offers: all read it, the staff of the network write it."""

from functools import partial

import make
from openiln.news import facade as news
from openiln.news.actions import announcing
from strangers.membership import about
from tenancy import INSIDE, NOTHING, PUBLIC, REFUSED, SEATLESS, Call, meets

ANNOUNCING = "openiln.news.actions.announcing"
FOLLOWING = "openiln.news.actions.following"
NEWS = "openiln.news.facade"
SEATLESS |= {
    f"{FOLLOWING}.ask_to_follow": "anyone may; it only mails the address itself",
    f"{FOLLOWING}.confirm_following": "the link is the permission: it cannot be guessed",
    f"{FOLLOWING}.end_following": "the same",
    f"{FOLLOWING}.suspend_following": "the mail server's word, about an address",
    f"{FOLLOWING}.forget_unconfirmed": "the clock's",
    f"{FOLLOWING}.mail_announcement": "inside the job of an action that was permitted",
}
INSIDE |= {f"{FOLLOWING}.erase_followers": "inside accounts' erasing"}
TOLD = {"title": "x", "text": "x"}

for name, build, act, words in (
    (
        "draft_announcement",
        make.northland,
        announcing.draft_announcement,
        {**TOLD, "audience": "public"},
    ),
    (
        "edit_announcement",
        make.draft,
        announcing.edit_announcement,
        {**TOLD, "audience": "public", "read": ""},
    ),
    (
        "publish_announcement",
        make.draft,
        announcing.publish_announcement,
        {"on": None, "read": ""},
    ),
    (
        "correct_announcement",
        make.announcement,
        announcing.correct_announcement,
        {**TOLD, "note": "x", "read": ""},
    ),
    ("take_back", make.announcement, announcing.take_back, {"reason": "x"}),
):
    meets(REFUSED, f"{ANNOUNCING}.{name}")(partial(about, build, act, **words))


@meets(PUBLIC, f"{NEWS}.latest")
def latest() -> Call:
    network_id = make.announcement().network_id
    return lambda seat: news.latest(network_id, seat, make.NOW, 3)


@meets(NOTHING, f"{NEWS}.follower_count")
def follower_count() -> Call:
    network_id = make.follower().network_id
    return lambda seat: news.follower_count(network_id, seat)
