"""Every resource class with inputs for all its properties, its creating call, and the resulting objects."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from providers.clearml.company import CompanyProvider
from providers.clearml.credentials import CredentialsProvider
from providers.clearml.login_domains import LoginDomainsProvider
from providers.clearml.login_whitelist import LoginWhitelistProvider
from providers.clearml.queue import QueueProvider
from providers.clearml.service_user import ServiceUserProvider
from providers.clearml.shared.base import NounProvider
from providers.clearml.sso import SsoProvider
from providers.clearml.user import UserProvider
from providers.clearml.user_group import UserGroupProvider
from tests.live.tenants.holdings import Holdings
from tests.providers.clearml.world import World

LABEL = "clearml-platform:test:acme:agent:g1"
CLAIM = "clearml-platform:test:n"


@dataclass(frozen=True)
class Noun:
    """`wanted` makes the inputs for a world and its number; `gained` lists what the company then has in addition.

    A resource that is a company creates a new one. `company` is the beginning of its name; the number follows.
    """

    provider: type[NounProvider[Any, Any]]
    creating: str
    wanted: Callable[[World, int], dict[str, Any]]
    gained: Callable[[int], dict[str, list[str]]]
    company: str = "Company "
    endpoint: str = "auto"

    def __str__(self) -> str:
        return self.creating

    def added_to(self, had: Holdings, number: int) -> Holdings:
        """The expected objects on the server after one create."""
        more = {field: sorted(getattr(had, field) + names) for field, names in self.gained(number).items()}
        return replace(had, companies=1, **more)


def _company(world: World, number: int) -> dict[str, Any]:
    return {
        "tenant": "acme",
        "name": f"New {number}",
        "admin_email": f"new@n{number}.example",
        "label": f"clearml-platform:test:n{number}:",
        "deletion": "delete",
        "allowed_users": 5,
        "features": ["reports", "applications"],
        "cookie_domain": "new.example",
    }


def _user(world: World, number: int) -> dict[str, Any]:
    return {
        "tenant": "acme",
        "company": world.member.company,
        "email": f"Ada@c{number}.example",
        "name": "Ada",
        "family_name": "Lovelace",
    }


def _credentials(world: World, number: int) -> dict[str, Any]:
    return world.membership | {"purpose": "agent", "generation": 1, "label": LABEL, "expires_in_days": 30}


def _queue(world: World, number: int) -> dict[str, Any]:
    return world.membership | {"name": "default", "display_name": "Half a GPU", "tags": ["gpu", "b", "gpu"]}


def _service_user(world: World, number: int) -> dict[str, Any]:
    return world.membership | {"name": "ci", "label": "clearml-platform:test:acme:", "run_as_owner": True}


def _user_group(world: World, number: int) -> dict[str, Any]:
    return world.membership | {"name": "scientists", "description": "They", "users": [f"Admin@c{number}.example"]}


def _domains(world: World, number: int) -> dict[str, Any]:
    return world.membership | {"domains": [f"B{number}.example", f"a{number}.example"]}


def _whitelist(world: World, number: int) -> dict[str, Any]:
    return world.membership | {"users": [f"Bob@p{number}.example"], "admins": [f"cto@p{number}.example"]}


def _sso(world: World, number: int) -> dict[str, Any]:
    return {
        "tenant": "acme",
        "company": world.member.company,
        "external_tenant": f"idp-{number}",
        "group_mapping": {"staff": "users"},
        "admin_groups": ["owners", "admins"],
        "provider": "keycloak",
        "provider_id": f"acme-{number}",
        "configuration": {"realm": "acme"},
        "client_secret": "throw-away",
    }


QUEUE = Noun(QueueProvider, "queues.create", _queue, lambda _: {"queues": ["default"]})
CREDENTIALS = Noun(CredentialsProvider, "auth.create_credentials", _credentials, lambda _: {"keys": [LABEL]})
SERVICE_USER = Noun(
    ServiceUserProvider,
    "auth.create_service_user",
    _service_user,
    # The pair that the server creates with the user stays as proof of ownership until the user's own pair exists.
    lambda _: {"services": ["ci"], "keys": ["clearml-platform:test:acme:unfinished"]},
)
NOUNS = (
    Noun(CompanyProvider, "system.create_company", _company, lambda _: {}, CLAIM),
    Noun(CompanyProvider, "tenants.create_tenant", _company, lambda _: {}, CLAIM, endpoint="tenants"),
    Noun(UserProvider, "auth.create_user", _user, lambda n: {"people": [f"ada@c{n}.example"]}),
    CREDENTIALS,
    QUEUE,
    SERVICE_USER,
    Noun(
        UserGroupProvider,
        "permissions.add_or_update_user_group",
        _user_group,
        lambda _: {"groups": ["scientists"]},
    ),
    Noun(
        LoginDomainsProvider,
        "login.set_domains",
        _domains,
        lambda n: {"domains": [f"a{n}.example", f"b{n}.example"]},
    ),
    Noun(
        LoginWhitelistProvider,
        "login.add_whitelist_entries",
        _whitelist,
        lambda n: {"whitelist": [f"bob@p{n}.example", f"cto@p{n}.example"]},
    ),
    Noun(SsoProvider, "sso.save_provider_configuration", _sso, lambda n: {"sso": [f"acme-{n}"]}),
)
