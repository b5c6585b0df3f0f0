"""A whole charter in plain words, section by section: what the page and `iln charter show` say."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from openiln.charters.rules import sentences as say
from openiln.charters.rules.charter import Charter
from openiln.charters.rules.commitments import Clause, Menu, Side, Strength
from openiln.charters.rules.community import Sight
from openiln.charters.rules.designations import Designation
from openiln.charters.rules.joining import Approval, RatingDrop, Tier
from openiln.charters.rules.waivers import ProtectedArea, WaiverRules


@dataclass(frozen=True)
class Item:
    """One thing that a section says: `tag` is a word or two, `notes` are whole sentences."""

    text: str
    tag: str = ""
    notes: tuple[str, ...] = ()
    is_firm: bool = True


@dataclass(frozen=True)
class Section:
    """A part of the outline; `id` is its place on the page."""

    id: str
    title: str
    intro: str
    items: tuple[Item, ...]


def outline(charter: Charter) -> tuple[Section, ...]:
    """Every section that has something to say."""
    sections = [
        _promised(charter),
        *_menus(charter),
        _steward(charter),
        *_waivers(charter),
        *_designations(charter),
        *_joining(charter),
        _goals(charter),
        _together(charter),
        _terms(charter),
        _grants(charter),
        _sight(charter),
    ]
    return tuple(section for section in sections if section.items)


def _promises(
    charter: Charter, clauses: Sequence[Clause], *, id_: str, title: str, intro: str
) -> Section:
    """A section of promises; where all are firm, that is said once and not beside each."""
    if all(clause.strength is Strength.REQUIRED for clause in clauses):
        items = tuple(replace(_promise(charter, clause), tag="") for clause in clauses)
        return Section(id_, title, f"{intro} All of it is firm.", items)
    return Section(id_, title, intro, tuple(_promise(charter, clause) for clause in clauses))


def _promise(charter: Charter, clause: Clause) -> Item:
    is_firm = clause.strength is Strength.REQUIRED
    said = (say.say_obligation(o, charter.words) for o in charter.obligations_of(clause))
    notes = tuple(dict.fromkeys(note for note in said if note))
    return Item(clause.text, "Firm" if is_firm else "An effort", notes, is_firm)


def _promised(charter: Charter) -> Section:
    member = charter.words.member
    return _promises(
        charter,
        charter.clauses_owed(),
        id_="members",
        title=f"What each {member} promises",
        intro=f"Every {member} of the network signs this.",
    )


def _menus(charter: Charter) -> Iterator[Section]:
    member = charter.words.member
    for menu in charter.menus:
        clauses = charter.clauses_offered(menu)
        intro = f"Each {member} {_how_many(menu)}"
        yield _promises(charter, clauses, id_=menu.id, title=menu.name, intro=intro)


def _how_many(menu: Menu) -> str:
    if menu.number_is_stated:
        return f"takes on at least {menu.at_least} of these {len(menu.of)}."
    return "takes on some of these. How many is not stated."


def _steward(charter: Charter) -> Section:
    return _promises(
        charter,
        charter.clauses_of(Side.STEWARD),
        id_="agency",
        title=f"What {charter.steward} promises",
        intro=f"{say.capital(charter.network.steward)} runs the network.",
    )


def _waivers(charter: Charter) -> Iterator[Section]:
    if charter.waivers is None:
        return
    nouns = charter.words.waiver
    rules = charter.waivers
    yield Section(
        "waivers", say.capital(nouns.many), rules.text, tuple(_of_waivers(charter, rules))
    )
    yield _never(rules, f"never-{nouns.one}", f"What no {nouns} may touch")


def _of_waivers(charter: Charter, rules: WaiverRules) -> Iterator[Item]:
    yield Item(say.say_authority(rules.authority, charter.words.waiver), "Who grants")
    yield Item(rules.purpose, "What for")
    levels = [level.replace("-", " ") for level in rules.levels]
    yield Item(f"{say.capital(say.join(levels, 'or'))}.", "Of what")
    yield Item(say.say_term(rules.term), "How long")
    for waivable in rules.expected:
        yield Item(waivable.text, "Expected")
    for lessons in rules.lessons:
        yield Item(lessons.into, "What it leads to", (f"{say.capital('; '.join(lessons.says))}.",))


def _never(rules: WaiverRules, id: str, title: str) -> Section:  # noqa: A002 -- a section's word
    intro = "A person judges each rule, and the judgement is recorded."
    return Section(id.replace(" ", "-"), title, intro, tuple(map(_protected, rules.protected)))


def _protected(area: ProtectedArea) -> Item:
    notes = [f"{'; '.join(area.citations)}."] if area.citations else []
    notes += [f"But for {'; '.join(area.but_for)}."] if area.but_for else []
    notes += [say.say_exception(e) for e in area.exceptions]
    return Item(area.text, "", tuple(notes))


def _designations(charter: Charter) -> Iterator[Section]:
    for one in charter.designations:
        items = (*_of_designation(charter, one), *_exemptions(charter, one))
        yield Section(one.id, one.name, "", (Item(one.text, "What it is"), *items))
        if one.exemptions:
            title = f"What no {charter.words.exemption} may touch"
            yield _never(one.exemptions, f"never-{one.id}", title)


def _of_designation(charter: Charter, one: Designation) -> Iterator[Item]:
    if one.requires.membership_years:
        years = one.requires.membership_years
        span = "one year" if years == 1 else f"{years} years"
        yield Item(say.capital(f"{span} in the network before applying."), "First")
    votes = {vote.id: vote for vote in charter.votes}
    for vote in one.requires.votes:
        yield Item(votes[vote].name, "Vote", (say.say_vote(votes[vote]),))
    for step in one.steps:
        by = (f"By {say.day_of_year(step.due)}.",) if step.due else ()
        yield Item(step.name, "Step", by)
    if one.cap:
        yield Item(say.say_cap(one.cap, charter.words), "How many")
    if one.term:
        yield Item(say.say_term(one.term), "How long")
    for trigger in one.triggers:
        yield Item(say.say_trigger(trigger, charter.steward), "Afterwards")


def _exemptions(charter: Charter, one: Designation) -> Iterator[Item]:
    if one.exemptions:
        nouns = charter.words.exemption
        notes = (
            say.say_term(one.exemptions.term),
            say.say_authority(one.exemptions.authority, nouns),
        )
        yield Item(one.exemptions.text, say.capital(nouns.many), notes)


def _joining(charter: Charter) -> Iterator[Section]:
    names = {d.id: d.name for d in charter.designations}
    for tier in charter.tiers:
        routes = [Item(say.say_route(route, names), "Way in") for route in tier.routes]
        intro = "Any one of the ways in is enough. "
        intro = intro if len(tier.routes) > 1 else ""
        fee = "Membership costs nothing." if not charter.network.charges_fee else "A fee is asked."
        items = (*routes, *_signing(charter, tier))
        yield Section(f"joining-{tier.id}", f"Joining: {tier.name.lower()}", intro + fee, items)


def _signing(charter: Charter, tier: Tier) -> Iterator[Item]:
    votes = {vote.id: vote for vote in charter.votes}
    signatories = {s.id: s for s in charter.signatories}
    letter = charter.words.letter
    signing = [signatories[s] for s in tier.signatories]
    names = [s.name for s in signing]
    notes = [f"{s.name}: {say.say_vote(votes[s.vote])}" for s in signing if s.vote]
    yield Item(f"The {letter} is signed by: {say.join(names, 'and')}.", "Who signs", tuple(notes))
    if tier.approved_by is Approval.STEWARD:
        yield Item(f"{charter.steward} approves each {charter.words.member}.", "Approval")
    drops = {
        RatingDrop.KEEPS: "A later drop in rating does not end a membership.",
        RatingDrop.REVIEWED: f"After a later drop in rating, {charter.steward} reviews it.",
        RatingDrop.ENDS: "A later drop in rating ends the membership.",
    }
    if any(hasattr(route, "rating") for route in tier.routes):
        yield Item(drops[tier.rating_drop], "Afterwards")


def _goals(charter: Charter) -> Section:
    items = tuple(Item(goal.text) for goal in charter.goals)
    return Section("goals", "What the network is for", _means(charter), items)


def _means(charter: Charter) -> str:
    return f"Innovation here means: {charter.innovation.means}" if charter.innovation else ""


def _together(charter: Charter) -> Section:
    def items() -> Iterable[Item]:
        for group in charter.groups:
            themes = [f"From year {t.from_year}: {t.text}" for t in group.themes]
            texts = [group.text] if group.text else []
            yield Item(group.name, say.capital(group.meets.replace("-", " ")), (*texts, *themes))
        if charter.partners:
            names = say.join([partner.name for partner in charter.partners], "and")
            yield Item(f"Others take part too: {names}.")
        if charter.reach:
            by = say.join([key.replace("-", " ") for key in charter.reach.by], "and")
            yield Item(charter.reach.concern, "", (f"Whom we reach is reported by {by}.",))

    return Section("groups", "Working together", "", tuple(items()))


def _terms(charter: Charter) -> Section:
    items = []
    for vocabulary in charter.vocabularies:
        notes = (
            [f"{'; '.join(term.name for term in vocabulary.terms)}."] if vocabulary.terms else []
        )
        notes += (
            [f"It grows: {charter.words.member.many} comment on it."] if vocabulary.living else []
        )
        items.append(Item(vocabulary.name, "", tuple(notes)))
    return Section("terms", "How we describe our work", "", tuple(items))


def _grants(charter: Charter) -> Section:
    items = []
    for grant in charter.grants:
        limits = ["For members alone."] if grant.for_members_alone else []
        limits += ["Where the money allows."] if grant.where_possible else []
        items.append(Item(f"{grant.name}: {grant.text}", "", tuple(limits)))
    return Section("grants", "Money", "", tuple(items))


def _sight(charter: Charter) -> Section:
    sees = {
        Sight.PUBLIC: "everyone",
        Sight.MEMBERS: f"the network's {charter.words.member.many}",
        Sight.OWN_AND_STEWARD: f"the {charter.words.member} itself and {charter.steward}",
    }
    privacy, member = charter.privacy, charter.words.member
    rows = (
        (f"Which {member.many} take part", Sight.PUBLIC),
        (f"{say.capital(charter.words.practice.many)} and outcomes, at most", privacy.practices),
        ("News", privacy.news),
        ("Resources", privacy.resources),
        (f"Each {member}'s own {charter.words.standing}", privacy.member_standing),
    )
    items = [Item(f"{what}: {sees[sight]}.") for what, sight in rows]
    items.append(Item(f"No figure is shown for fewer than {privacy.smallest_group} students."))
    return Section("sight", "Who sees what", "", tuple(items))
