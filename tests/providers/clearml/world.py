"""A simulated ClearML server with one tenant, and providers bound to it as the plugin binds them."""

from dataclasses import dataclass
from typing import Any, TypeVar

from pulumi.dynamic import CreateResult, ReadResult, UpdateResult

from providers.clearml.api.client import Client
from providers.clearml.api.connection import Connection
from providers.clearml.api.member import Member
from providers.clearml.shared.base import NounProvider
from tests.sandbox.clearml.process import Simulator

N = TypeVar("N", bound=NounProvider[Any, Any])


def connection(server: Simulator, **changes: Any) -> Connection:
    """A connection as the server's built-in user of role system, as in the vendor's guides."""
    pair = server.supervisor
    values = {"host": server.url, "access_key": pair.access_key, "secret_key": pair.secret_key, "timeout_seconds": 5}
    return Connection.model_validate(values | changes)


def bind(kind: type[N], client: Client) -> N:
    """A provider after `configure`."""
    provider = kind()
    provider.client = client
    return provider


def outs(result: CreateResult | ReadResult | UpdateResult) -> dict[str, Any]:
    """The outputs of a verb; a verb without outputs would erase the resource's state."""
    assert result.outs is not None
    return dict(result.outs)


@dataclass(frozen=True)
class World:
    """A simulator, a client of it, and a company with an admin."""

    simulator: Simulator
    client: Client
    member: Member

    @property
    def membership(self) -> dict[str, Any]:
        """The inputs that every resource inside a company has."""
        return {"tenant": "acme", "member": self.member.model_dump()}

    def provider(self, kind: type[N]) -> N:
        return bind(kind, self.client)


def new_member(client: Client, name: str, email: str) -> Member:
    """A new company and its admin."""
    company = client.create_company(name)
    user = client.create_user(company, {"name": "Admin", "email": email, "role": "admin"})
    return Member(user=user, company=company)
