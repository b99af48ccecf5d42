"""State that the last run of this stack left, as far as the program compares it with its files (ADR 0017)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

ResourceName = tuple[str, str]
"""Kind and name of a resource, such as `("Company", "acme")`."""


@dataclass(frozen=True, kw_only=True)
class PreviousPair:
    """A key pair in the state. `name` is that of the resource, such as `acme/agent`; `user` is the id of its user.

    `expire` is None if the pair does not expire, or if the server did not report the time.
    """

    name: str
    user: str
    purpose: str
    label: str
    generation: int
    expire: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PreviousTenant:
    """What the state holds of one tenant. `company` and `admin` are ids, None if the state lacks them.

    `addresses` are the e-mail addresses of the login whitelist. `resources` are the tenant's resources on the ClearML
    server. `deletion` is the deletion mode of its company.
    """

    company: str | None = None
    admin: str | None = None
    admin_email: str | None = None
    deletion: str | None = None
    pairs: tuple[PreviousPair, ...] = ()
    domains: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    resources: frozenset[ResourceName] = frozenset()


@dataclass(frozen=True, kw_only=True)
class PreviousState:
    """The state before this run. `known` is false if it could not be read; the rest is empty then.

    `servers` are the identities of the servers that wrote the resources: none for a state of an older version, and
    more than one only between the steps of a move. `tenants` are by slug. `resources` are all resources of the stack.
    """

    known: bool = True
    servers: frozenset[str] = frozenset()
    tenants: Mapping[str, PreviousTenant] = field(default_factory=dict)
    resources: frozenset[ResourceName] = frozenset()

    @property
    def companies(self) -> Mapping[str, str]:
        """Company id by slug, as far as the state has them."""
        return {slug: tenant.company for slug, tenant in self.tenants.items() if tenant.company is not None}


UNKNOWN_STATE = PreviousState(known=False)
