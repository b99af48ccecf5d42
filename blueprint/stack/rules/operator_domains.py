"""Refuses the operator's own e-mail domain as a login domain: the operator's people would become users of the tenant.

The operator's domains follow from the server's address, its base domain and its supervisor. A domain that the server
itself routes to the operator's company is refused later, by the resource (providers.clearml.login.routing).
"""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from blueprint.catalog.lookalikes import domain_appearance
from blueprint.catalog.mail_domains import is_public_suffix, registered_domain
from blueprint.settings.checking.problems import Problem
from blueprint.settings.platform.api import ApiSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.tenant.login import PRIVATE_DOMAIN
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.settings.words.names import parse_domain


def operator_domain_problems(
    api: ApiSettings | None, platform: PlatformSettings | None, tenants: Mapping[str, TenantSettings]
) -> Iterator[Problem]:
    """Find every login domain that is the operator's. `tenants` are by file."""
    if not any(tenant.login.domains for tenant in tenants.values()):
        return
    own = _operator_domains(api, platform)
    for file, tenant in tenants.items():
        for index, domain in enumerate(tenant.login.domains):
            looks = domain_appearance(domain)
            if looks in own and domain not in tenant.login.confirmed_domains:
                what = "the operator's own domain" if domain in own else "which looks like the operator's own domain"
                found = f"'{domain}', {what} ({own[looks]})"
                yield Problem(file, f"login.domains[{index}]", found, PRIVATE_DOMAIN)


def _operator_domains(api: ApiSettings | None, platform: PlatformSettings | None) -> Mapping[str, str]:
    """Domains of the operator in the form that look-alikes share, each with the setting that it follows from."""
    sources = {} if api is None else {"clearml:api.host": urlsplit(api.host).hostname or ""}
    control_plane = None if platform is None else platform.control_plane
    if control_plane is not None:
        sources["clearml:controlPlane.baseDomain"] = control_plane.base_domain
        if control_plane.server.supervisor is not None:
            sources["clearml:controlPlane.server.supervisor.email"] = control_plane.server.supervisor.email.split("@")[
                1
            ]
    names = {setting: {host, registered_domain(host)} for setting, host in sources.items() if parse_domain(host)}
    own = {name: setting for setting, each in names.items() for name in each if not is_public_suffix(name)}
    return {domain_appearance(name): setting for name, setting in own.items()}
