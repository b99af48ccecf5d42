"""What a stack asks of the ClearML server, for the preflight to compare with what the server has."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class RecordedPair:
    """A key pair in the state: name of its resource, id of its user, and its label."""

    name: str
    user: str
    label: str


@dataclass(frozen=True, kw_only=True)
class RecordedTenant:
    """What the state holds of a tenant: ids of company and admin, key pairs and login rules."""

    company: str | None = None
    admin: str | None = None
    admin_email: str | None = None
    pairs: tuple[RecordedPair, ...] = ()
    domains: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    provider_id: str | None = None
    """Id of the tenant's identity provider, if the state has its resource."""


NOTHING_RECORDED = RecordedTenant()


@dataclass(frozen=True, kw_only=True)
class NewServiceUser:
    """A service user that the state does not have: its key in the tenant file, its name, and `adopt`."""

    key: str
    name: str
    adopt: str | None = None


@dataclass(frozen=True, kw_only=True)
class TenantNeeds:
    """What one tenant file asks for.

    `file` appears in messages. `label` is the prefix of the labels of the tenant's key pairs. `addresses` maps each
    e-mail address of the login rules to its setting, such as `login.users`. A suspended tenant has no login rules.
    `new_queues` (name → `adopt`), `new_service_users`, `new_groups` (names) and `new_roles` (address → role, without
    those to take over) are what the state does not have.
    """

    slug: str
    file: str
    name: str
    label: str
    admin_email: str
    adopt: str | None = None
    admin_adopt: str | None = None
    protected: bool = False
    domains: tuple[str, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)
    new_queues: Mapping[str, str | None] = field(default_factory=dict)
    new_service_users: tuple[NewServiceUser, ...] = ()
    new_groups: tuple[str, ...] = ()
    new_roles: Mapping[str, str] = field(default_factory=dict)
    recorded: RecordedTenant = NOTHING_RECORDED

    def problem(self, setting: str, text: str) -> str:
        """One line of the list of problems."""
        return f"{self.file}: {setting}: {text}"


@dataclass(frozen=True, kw_only=True)
class StackNeeds:
    """What a stack asks for.

    `recorded` is the state of all tenants by slug, with and without a file. `servers` identify the servers that wrote
    the state. `interrupted` are the slugs of tenants that an interrupted destroy or removal may have reached. With
    `patient` a server that does not answer is called again, as in all other calls.
    """

    tenants: tuple[TenantNeeds, ...]
    recorded: Mapping[str, RecordedTenant] = field(default_factory=dict)
    servers: frozenset[str] = frozenset()
    interrupted: frozenset[str] = frozenset()
    patient: bool = True
