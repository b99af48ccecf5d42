"""What customers have on a server, and what one step has taken from them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Loss:
    """One object that is gone or belongs to another. `company` is the one that had it."""

    kind: str
    id: str
    company: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind} {self.id} of company {self.company}: {self.what}"


@dataclass(frozen=True)
class Objects:
    """All customers' objects by id, from a dump of the simulator. Built-in users and their keys are left out."""

    companies: Mapping[str, Row]
    users: Mapping[str, Row]
    keys: Mapping[str, Row]
    queues: Mapping[str, Row]
    domains: frozenset[tuple[str, str]]
    """Company and domain."""
    entries: frozenset[tuple[str, str]]
    """Company and whitelisted address."""

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> "Objects":
        users = {row["id"]: row for row in state["users"] if not row["builtin"]}
        return cls(
            companies={row["id"]: row for row in state["companies"]},
            users=users,
            keys={row["access_key"]: row for row in state["credentials"] if row["user"] in users},
            queues={row["id"]: row for row in state["queues"]},
            domains=frozenset((row["company"], row["domain"]) for row in state["domains"]),
            entries=frozenset((row["company"], row["email"]) for row in state["whitelist"]),
        )

    @property
    def ids(self) -> frozenset[str]:
        """Ids of all companies, users, key pairs and queues, and of whitelist entries as company and address."""
        entries = (f"{company} {email}" for company, email in self.entries)
        return frozenset((*self.companies, *self.users, *self.keys, *self.queues, *entries))

    def company_of_key(self, access_key: str) -> str:
        return str(self.users[self.keys[access_key]["user"]]["company"])

    def people(self, company: str) -> list[Row]:
        """Users of a company that are no part of the server itself."""
        return [row for row in self.users.values() if row["company"] == company and not _is_internal(row)]

    def lost(self, later: "Objects") -> Iterator[Loss]:
        """Everything that these have and `later` lacks, or has in other hands."""
        for id_, company in self.companies.items():
            now = later.companies.get(id_)
            if company["active"] and (now is None or not now["active"]):
                yield Loss("company", id_, id_, f"{company['name']} was deleted")
            elif now is not None and now["name"] != company["name"]:
                yield Loss("name", id_, id_, f"{company['name']} was renamed to {now['name']}")
        yield from self._lost_users(later)
        yield from self._lost_keys(later)
        for id_, queue in self.queues.items():
            if id_ not in later.queues or later.queues[id_]["company"] != queue["company"]:
                yield Loss("queue", id_, queue["company"], f"{queue['name']} is gone or moved")
            elif later.queues[id_]["tags"] != queue["tags"]:
                yield Loss("tags", id_, queue["company"], f"{queue['tags']} became {later.queues[id_]['tags']}")
        for company_id, domain in self.domains - later.domains:
            yield Loss("domain", domain, company_id, "is gone or moved")
        for company_id, email in self.entries - later.entries:
            yield Loss("entry", email, company_id, "is gone or moved")

    def _lost_users(self, later: "Objects") -> Iterator[Loss]:
        for id_, user in self.users.items():
            now = later.users.get(id_)
            if now is None or (now["company"], now["email"]) != (user["company"], user["email"]):
                yield Loss("user", id_, user["company"], f"{user['email'] or user['name']} is gone or moved")

    def _lost_keys(self, later: "Objects") -> Iterator[Loss]:
        for access_key, key in self.keys.items():
            now = later.keys.get(access_key)
            if now is None or now["user"] != key["user"]:
                yield Loss("key", access_key, self.company_of_key(access_key), f"{key['label']} is gone or moved")


def _is_internal(user: Row) -> bool:
    return not user["email"] or str(user["email"]).endswith(".internal")
