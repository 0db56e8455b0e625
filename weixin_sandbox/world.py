"""Everybody and everything in the sandbox: corps with their contact book, and the WeChat users outside."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from weixin_sandbox import ids
from weixin_sandbox.models import (
    App,
    ContactWay,
    Customer,
    Department,
    Media,
    Member,
    Relation,
    Tag,
    TagGroup,
    Token,
    WelcomeCode,
)


@dataclass(slots=True)
class Corp:
    """One company: its contact book, apps, tags, codes, media and customer relations."""

    corpid: str
    name: str
    apps: dict[int, App] = field(default_factory=dict)
    departments: dict[int, Department] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    tag_groups: dict[str, TagGroup] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)
    ways: dict[str, ContactWay] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    tokens: dict[str, Token] = field(default_factory=dict)
    current_tokens: dict[int, str] = field(default_factory=dict)
    welcome_codes: dict[str, WelcomeCode] = field(default_factory=dict)
    customers: dict[str, str] = field(default_factory=dict)


class Book:
    """Look-ups over a corp's relations, kept beside the plain list the state file stores."""

    def __init__(self, corp: Corp) -> None:
        self.of_user: defaultdict[str, dict[str, Relation]] = defaultdict(dict)
        self.of_external: defaultdict[str, dict[str, Relation]] = defaultdict(dict)
        for relation in corp.relations:
            self._index(relation)

    def find(self, userid: str, external_userid: str) -> Relation | None:
        """The relation whatever its state, or None."""
        return self.of_external[external_userid].get(userid) if external_userid in self.of_external else None

    def _index(self, relation: Relation) -> None:
        self.of_user[relation.userid][relation.external_userid] = relation
        self.of_external[relation.external_userid][relation.userid] = relation

    def put(self, corp: Corp, relation: Relation) -> None:
        """Add a new relation to the corp and to the look-ups."""
        corp.relations.append(relation)
        self._index(relation)


@dataclass(slots=True)
class World:
    """All corps and customers of one seed. `counter` numbers whatever needs a fresh id."""

    seed: int
    kind: str
    corps: dict[str, Corp] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    counter: int = 0
    _books: dict[str, Book] = field(default_factory=dict, repr=False)

    def fresh(self, prefix: str, *, length: int) -> str:
        """A new identifier that starts with `prefix`; the n-th one of a seed is always the same."""
        self.counter += 1
        return prefix + ids.derive(self.seed, prefix, self.counter, length=length)

    def book(self, corp: Corp) -> Book:
        """The relation look-ups of a corp."""
        book = self._books.get(corp.corpid)
        if book is None:
            book = self._books[corp.corpid] = Book(corp)
        return book

    def external_userid(self, corp: Corp, customer_id: str) -> str:
        """The customer's name for this corp, remembered so that the corp can find the way back."""
        value = "wm" + ids.derive(self.seed, corp.corpid, customer_id, length=30)
        corp.customers[value] = customer_id
        return value

    def add_customer(self, name: str, gender: int) -> Customer:
        """A new WeChat user."""
        customer = Customer(id=f"cust_{len(self.customers) + 1}", name=name, gender=gender)
        self.customers[customer.id] = customer
        return customer

    def corp_of_member(self, userid: str) -> Corp | None:
        """The first corp that has this member."""
        return next((corp for corp in self.corps.values() if userid in corp.members), None)

    def app(self, agentid: int) -> tuple[Corp, App] | None:
        """The app with this agentid together with its corp."""
        for corp in self.corps.values():
            if agentid in corp.apps:
                return corp, corp.apps[agentid]
        return None

    def ways(self) -> Iterator[tuple[Corp, ContactWay]]:
        """Every contact way of every corp, oldest first within a corp."""
        for corp in self.corps.values():
            for way in corp.ways.values():
                yield corp, way


def departments_under(corp: Corp, root: int) -> set[int]:
    """`root` and every department below it."""
    found = {root}
    grew = True
    while grew:
        below = {d.id for d in corp.departments.values() if d.parentid in found} - found
        found |= below
        grew = bool(below)
    return found


def personal_qr(world: World, corp: Corp, userid: str) -> str:
    """The text inside a member's own QR card."""
    return "https://work.weixin.qq.com/u/vm" + ids.derive(world.seed, corp.corpid, "card", userid, length=20)
