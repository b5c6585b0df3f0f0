"""What happened to each district, and how many days ago: every state that the rules have.

Who joined long ago did so under the earlier rules (800 days ago and more), who joined of late under
today's (399 days and less); no letter is drawn up between, when the rules changed.
"""

from typing import TypeAlias

from openiln.demo.northland import deeds
from openiln.demo.northland.deeds import Deed, Staff

Story: TypeAlias = list[tuple[int, Deed]]
"""Deeds, each with how many days ago it was done."""

STATEMENTS = (
    "We begin with our middle schools: students set their own goals and show what they can do.",
    "Our high school opens its day: apprenticeships count, and so does what is learned there.",
    "Small and far apart as our schools are, we will share teachers by video and visit often.",
    "Teachers of all our schools plan together one afternoon a week, and open their classrooms.",
)
SIGNATORIES = ("superintendent", "administrators", "teachers", "board")


def letter(days: int, number: int) -> Story:
    """From the request to the last signature, so many days ago.

    A third of the boards sign on paper, a fifth of the teachers by a mailed link.
    """
    board = deeds.sign_on_paper if number % 3 == 0 else deeds.sign
    teachers = deeds.sign_by_link if number % 5 == 1 else deeds.sign
    return [
        (days + 22, deeds.arrive),
        (days + 20, deeds.ask),
        (days + 18, deeds.write(STATEMENTS[number % len(STATEMENTS)])),
        (days + 14, deeds.sign("superintendent")),
        (days + 13, deeds.sign("administrators")),
        (days + 11, teachers("teachers")),
        (days + 1, board("board")),
    ]


def sent_in(days: int, number: int) -> Story:
    """A letter that waits since so many days."""
    return [*letter(days, number), (days, deeds.send_in)]


def joined(staff: Staff, days: int, number: int) -> Story:
    """A member since so many days, with a roster of this year and, where it can, of the last."""
    last_year: Story = [(370, deeds.enrol(3 + number % 3))] if days > 370 else []
    return [
        *sent_in(days + 6, number),
        (days, staff.approve),
        *last_year,
        (1, deeds.enrol(3 + number % 4, days_later=1)),
    ]


def renewed(days: int) -> Story:
    """A member's letter drawn up anew, signed and sent in."""
    signed = [(days + 5 - place, deeds.sign(name)) for place, name in enumerate(SIGNATORIES, 1)]
    return [(days + 6, deeds.renew), *signed, (days, deeds.send_in)]


def at_home(staff: Staff) -> Story:
    """What more there is of the member whose people the sign-in page offers."""
    return [
        (1420, deeds.fill_up),
        (700, staff.designate(None)),
        *renewed(300),
        (4, deeds.invite_teacher),
    ]


def members(staff: Staff) -> dict[str, Story]:
    """Members since different days, and what came after."""
    old: dict[str, tuple[int, Story]] = {
        "Birch County": (1450, at_home(staff)),
        "Amberwick": (1430, [(690, staff.designate(1826)), *renewed(320)]),
        "Ashmere": (1400, [(1000, staff.designate(900)), *renewed(350)]),
        "Bellwether": (1360, renewed(210)),
        "Bramblegate": (1300, [(20, deeds.succeed)]),
        "Candlewick": (1240, [(110, deeds.succeed), (95, deeds.reaffirm)]),
        "Cindermoor": (1200, [(30, deeds.renew), (25, deeds.sign("superintendent"))]),
        "Cloverhythe": (1110, renewed(340)),
        "Copperlea": (1090, [(650, staff.designate(None))]),
        "Dapplemere": (1050, [(61, deeds.succeed)]),
        "Dewhollow": (980, []),
        "Dovemarsh": (930, []),
        "Driftmoor": (870, renewed(120)),
        "Eiderby": (800, []),
    }
    late = {
        "Elmsgrave": 370,
        "Emberlyn": 340,
        "Fallowmere": 300,
        "Featherstow": 260,
        "Fennelby": 200,
        "Foxglove County": 150,
        "Glimmerby": 80,
        "Goldcrest County": 8,
    }
    stories = {
        name: [*joined(staff, days, number), *more]
        for number, (name, (days, more)) in enumerate(old.items())
    }
    stories |= {
        name: joined(staff, days, number) for number, (name, days) in enumerate(late.items())
    }
    reason = "Two of its schools already run the network's middle-school model."
    stories["Fernwater"] = [(260, staff.except_for(reason)), *joined(staff, 220, 1)]
    stories["Galingale"] = [(200, staff.invite), *joined(staff, 160, 2)]
    return stories


def in_hand(staff: Staff) -> dict[str, Story]:
    """Letters in preparation, sent in and waiting, sent back."""
    return {
        "Gorsefield": [(3, deeds.arrive), (2, deeds.ask)],
        "Gullhaven": [
            *letter(9, 1)[:4],
            (12, deeds.sign_on_paper("board")),
        ],
        "Hallowbrook": [*letter(5, 2)[:4], (4, deeds.mail_link("teachers"))],
        "Hazelmoor": letter(2, 3),
        "Hearthby": [
            *sent_in(1106, 4),
            (1100, staff.approve),
            (250, deeds.end("Could not keep up the meetings after a merger of its schools.")),
            (15, deeds.ask),
            (13, deeds.sign("superintendent")),
        ],
        "Heronsmere": sent_in(3, 0),
        "Honeywick": sent_in(12, 1),
        "Icefern": sent_in(40, 2),
        "Inglemoor": [
            *sent_in(30, 1),
            (18, staff.send_back("The teachers' signature names one school. Who speaks for all?")),
        ],
        "Juniper Reach": [
            *sent_in(70, 3),
            (66, staff.send_back("Your own words speak of a waiver. Leave that to a request.")),
            (50, deeds.write("We begin with one school, and tell the others what we learn.")),
            (45, deeds.sign("superintendent")),
        ],
    }


def interested(days: int) -> Story:
    """A district that follows the network since so many days."""
    return [(days + 1, deeds.arrive), (days, deeds.register_interest)]


def outside(staff: Staff) -> dict[str, Story]:
    """Interest, invitations, an exception not yet used; declined, withdrawn, ended."""
    return {
        "Kelpwater": interested(5),
        "Kittiwake": interested(33),
        "Lanternby": interested(140),
        "Larkmoor": interested(390),
        "Lichenfield": [*interested(60), (21, staff.invite)],
        "Marram County": [(10, staff.invite)],
        "Merrowby": [*interested(90), (6, staff.except_for("The only district of its island."))],
        "Mistlethorpe": [
            *sent_in(100, 1),
            (85, staff.decline("The board's resolution was withdrawn. Ask again with a new one.")),
        ],
        "Mossgate": [
            *sent_in(220, 2),
            (215, staff.decline("A merger with another district is under way. Ask again after.")),
        ],
        "Nettlewick": [*letter(130, 1)[:4], (125, deeds.withdraw)],
        "North Amberwick": [*interested(310), (200, deeds.withdraw)],
        "Oakenhythe": [
            *sent_in(1306, 1),
            (1300, staff.approve),
            (180, deeds.end("Merged into Amberwick School District.")),
        ],
        "Osprey Reach": [
            *sent_in(366, 2),
            (360, staff.approve),
            (45, deeds.end("The new board chose another program.")),
        ],
    }


def stories(staff: Staff) -> dict[str, Story]:
    """Every district of which there is something to tell, by its short name."""
    return members(staff) | in_hand(staff) | outside(staff)
