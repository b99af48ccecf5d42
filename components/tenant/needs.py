"""Turns tenant files and the previous state into what the preflight compares with the server."""

from collections.abc import Mapping

import pulumi

from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.stack.settings import StackSettings
from components.shared.names import label_prefix
from components.shared.previous import PreviousState, PreviousTenant
from components.tenant.earlier import account_guard
from components.tenant.key_pairs import enabled_pairs, recorded_pairs
from providers.clearml.preflight.needs import (
    NOTHING_RECORDED,
    NewServiceUser,
    RecordedPair,
    RecordedTenant,
    StackNeeds,
    TenantNeeds,
)

GUARD = ("TenantRegister", "protected")
"""The resource that `pulumi destroy` deletes first."""


def stack_needs(settings: StackSettings, previous: PreviousState, *, patient: bool) -> StackNeeds:
    """What the stack asks of the server. Without a state existing tenants would look new, so none is checked."""
    recorded = {slug: _recorded(tenant) for slug, tenant in previous.tenants.items()}
    tenants = settings.tenants if previous.known else ()
    return StackNeeds(
        tenants=tuple(_needs(tenant, recorded.get(tenant.slug, NOTHING_RECORDED), previous) for tenant in tenants),
        recorded=recorded,
        servers=previous.servers,
        interrupted=frozenset(tenant.slug for tenant in tenants if was_interrupted(tenant, previous)),
        patient=patient,
    )


def was_interrupted(tenant: TenantSettings, previous: PreviousState) -> bool:
    """Whether a destroy or a removal may have begun to delete the tenant.

    A destroy deletes the guard before anything else, and a removal takes the tenant out of the register before its
    resources. Later, resources are missing that every run creates. An interrupted creation looks the same.
    """
    recorded = previous.tenants.get(tenant.slug)
    if recorded is None or recorded.company is None:
        return False
    missing = _resources(tenant, previous) - recorded.resources
    return GUARD not in previous.resources or tenant.slug not in previous.registered or bool(missing)


def urgent_changes(settings: StackSettings, previous: PreviousState) -> list[str]:
    """Slugs of the tenants that this run suspends or removes, which problems of other tenants must not prevent."""
    active = {tenant.slug for tenant in settings.tenants if tenant.state == "active"}
    return sorted(slug for slug, recorded in previous.tenants.items() if slug not in active and _has_access(recorded))


def _has_access(recorded: PreviousTenant) -> bool:
    return bool(recorded.pairs or recorded.domains or recorded.addresses)


def _resources(tenant: TenantSettings, previous: PreviousState) -> frozenset[tuple[str, str]]:
    """Resources that a destroy or a removal deletes one by one; queues, users and groups go with the company."""
    slug, active = tenant.slug, tenant.state == "active"
    enabled = enabled_pairs(tenant.credentials, recorded_pairs(previous, slug, None), has_gateway=False)
    pairs = [("Credentials", f"{slug}/{purpose}") for purpose in enabled if active]
    rules = {
        "LoginDomains": tenant.login.manages_domains,
        "LoginWhitelist": bool(tenant.login.users or tenant.login.admins),
        "SsoConfiguration": tenant.login.sso is not None,
    }
    used = [(kind, slug) for kind, is_used in rules.items() if is_used and active]
    return frozenset([*pairs, *used, ("User", slug), account_guard(slug)])


def _needs(tenant: TenantSettings, recorded: RecordedTenant, previous: PreviousState) -> TenantNeeds:
    resources = previous.resources
    login, active = tenant.login, tenant.state == "active"
    roles = {"login.users": login.users, "login.admins": login.admins}
    addresses = {email: setting for setting, emails in roles.items() for email in emails}
    return TenantNeeds(
        slug=tenant.slug,
        file=f"tenants/{pulumi.get_stack()}/{tenant.slug}.yaml",
        name=tenant.name,
        label=label_prefix(tenant.slug),
        admin_email=tenant.admin.email,
        adopt=tenant.adopt,
        admin_adopt=tenant.admin.adopt,
        protected=tenant.deletion == "protect",
        domains=login.domains if active else (),
        addresses=addresses if active else {},
        new_queues={
            name: queue.adopt
            for name, queue in tenant.workers.queues.items()
            if ("Queue", f"{tenant.slug}/{name}") not in resources
        },
        new_service_users=_new_service_users(tenant, previous),
        new_groups=tuple(
            name
            for name, group in tenant.groups.items()
            if not group.existing and ("UserGroup", f"{tenant.slug}/{name}") not in resources
        ),
        new_roles=_new_roles(tenant, recorded) if active else {},
        recorded=recorded,
    )


def _new_service_users(tenant: TenantSettings, previous: PreviousState) -> tuple[NewServiceUser, ...]:
    return tuple(
        NewServiceUser(key=key, name=user.name or key, adopt=user.adopt)
        for key, user in tenant.service_users.items()
        if ("ServiceUser", f"{tenant.slug}/{key}") not in previous.resources
    )


def _new_roles(tenant: TenantSettings, recorded: RecordedTenant) -> Mapping[str, str]:
    login = tenant.login
    roles = dict.fromkeys(login.users, "user") | dict.fromkeys(login.admins, "admin")
    return {email: role for email, role in roles.items() if email not in (*recorded.addresses, *login.adopt)}


def _recorded(tenant: PreviousTenant) -> RecordedTenant:
    return RecordedTenant(
        company=tenant.company,
        admin=tenant.admin,
        admin_email=tenant.admin_email,
        pairs=tuple(RecordedPair(name=pair.name, user=pair.user, label=pair.label) for pair in tenant.pairs),
        domains=tenant.domains,
        addresses=tenant.addresses,
        provider_id=tenant.provider_id,
    )
