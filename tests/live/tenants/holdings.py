"""Lists the objects of a tenant in a simulator, duplicates included, to check for exactly one of each."""

from dataclasses import dataclass, field

from tests.sandbox.clearml.process import Simulator

APP_QUEUE = "app-agents"
"""The queue that the server creates with every company."""
USUAL_PURPOSES = ("agent",)


@dataclass(frozen=True)
class Holdings:
    """Objects of all existing companies of one name. Lists are sorted and keep duplicates."""

    companies: int = 1
    people: list[str] = field(default_factory=list)
    """E-mail addresses of users."""
    keys: list[str] = field(default_factory=list)
    """Labels of live key pairs."""
    queues: list[str] = field(default_factory=list)
    domains: list[str] = field(default_factory=list)
    whitelist: list[str] = field(default_factory=list)
    sso: list[str] = field(default_factory=list)
    services: list[str] = field(default_factory=list)
    """Names of service users."""
    groups: list[str] = field(default_factory=list)
    """Names of groups of users."""


def holdings(server: Simulator, name: str) -> Holdings:
    """The objects of the existing companies of exactly this name."""
    held = server.state()
    ids = {row["id"] for row in held["companies"] if row["name"] == name and row["active"]}
    people = {row["id"]: row["email"] or "" for row in held["users"] if row["company"] in ids and not row["builtin"]}
    return Holdings(
        companies=len(ids),
        people=sorted(email for email in people.values() if email and not email.endswith(".internal")),
        keys=sorted(row["label"] or "" for row in held["credentials"] if row["user"] in people),
        queues=sorted(q["name"] for q in held["queues"] if q["company"] in ids and q["name"] != APP_QUEUE),
        domains=sorted(row["domain"] for row in held["domains"] if row["company"] in ids),
        whitelist=sorted(row["email"] for row in held["whitelist"] if row["company"] in ids),
        sso=sorted(row["id"] for row in held["sso"] if row["company"] in ids),
        groups=sorted(row["name"] for row in held["groups"] if row["company"] in ids),
        services=sorted(row["name"] for row in held["users"] if row["company"] in ids and row["service"]),
    )


def key_labels(slug: str, **generations: int) -> list[str]:
    """The labels of a tenant's key pairs; the default generation is 1."""
    wanted = dict.fromkeys(USUAL_PURPOSES, 1) | generations
    return sorted(f"clearml-platform:test:{slug}:{purpose}:g{number}" for purpose, number in wanted.items())


NOTHING = Holdings(companies=0)
