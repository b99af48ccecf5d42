"""State that the last run of this stack left, as far as the program compares it with its files (ADR 0017)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from providers.clearml.keys.predecessors import RetiringPair

ResourceName = tuple[str, str]
"""Kind and name of a resource, such as `("Company", "acme")`."""


DESTROY_GUARD: ResourceName = ("TenantRegister", "protected")
"""The resource that `pulumi destroy` deletes first."""


@dataclass(frozen=True)
class PreviousRelease:
    """A Helm release in the state. `description` is that of its last change, None for Helm's own."""

    namespace: str
    name: str
    description: str | None = None


@dataclass(frozen=True)
class RootKeys:
    """A key pair in plain text, which appears in no message."""

    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class PreviousPair:
    """A key pair in the state. `name` is that of the resource, such as `acme/agent`; `user` is the id of its user.

    `expire` is None if the pair does not expire, or if the server did not report the time. `created` is None in a state
    of an older version. `key` is the fingerprint of the access key; `retiring` and `replaces` are the predecessors.
    """

    name: str
    user: str
    purpose: str
    label: str
    generation: int
    expire: datetime | None = None
    created: datetime | None = None
    key: str = ""
    retiring: tuple[RetiringPair, ...] = ()
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PreviousTenant:
    """What the state holds of one tenant. `company` and `admin` are ids, None if the state lacks them.

    `addresses` are the e-mail addresses of the login whitelist, `provider_id` is the id of the identity provider.
    `resources` are the tenant's resources on the ClearML server. `deletion` is the deletion mode of its company.
    """

    company: str | None = None
    admin: str | None = None
    admin_email: str | None = None
    admin_created: bool = True
    deletion: str | None = None
    delete_while_running: bool = False
    pairs: tuple[PreviousPair, ...] = ()
    domains: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    provider_id: str | None = None
    resources: frozenset[ResourceName] = frozenset()


@dataclass(frozen=True, kw_only=True)
class PreviousState:
    """The state before this run. `known` is false if it could not be read; the rest is empty then.

    `servers` are the identities of the servers that wrote the resources: none for a state of an older version, and
    more than one only between the steps of a move. `tenants` are by slug. `resources` are all resources of the stack.
    `registered` are the slugs in the tenant register, which a removal leaves first. `root` is the generated
    root key pair of this stack's server, the only secret here, for the preflight before the platform is made.
    `identifiers` are those of clusters by the name of their provider. `restores` is how often the MIG mode of a node
    was restored, by node. `namespaces` are the metadata of Kubernetes namespaces by name, `namespace_uids` their uids.
    `releases` are by the name of their resource.
    """

    known: bool = True
    servers: frozenset[str] = frozenset()
    tenants: Mapping[str, PreviousTenant] = field(default_factory=dict)
    resources: frozenset[ResourceName] = frozenset()
    registered: frozenset[str] = frozenset()
    root: RootKeys | None = field(default=None, repr=False)
    namespaces: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    namespace_uids: frozenset[str] = frozenset()
    identifiers: Mapping[str, str] = field(default_factory=dict)
    restores: Mapping[str, int] = field(default_factory=dict)
    releases: Mapping[str, PreviousRelease] = field(default_factory=dict)

    def is_interrupted(self, tenant: str | None) -> bool:
        """Whether the last run has not completed a tenant's workers, or with None the platform.

        A destroy or a removal first deletes the guard, which was created last.
        """
        guard = DESTROY_GUARD if tenant is None else ("RunningGuard", tenant)
        return self.known and guard not in self.resources

    @property
    def companies(self) -> Mapping[str, str]:
        """Company id by slug, as far as the state has them."""
        return {slug: tenant.company for slug, tenant in self.tenants.items() if tenant.company is not None}


UNKNOWN_STATE = PreviousState(known=False)
