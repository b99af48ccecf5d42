"""Protects tenants against a deleted tenant file and against `pulumi destroy` (ADR 0006)."""

from collections.abc import Iterable, Mapping

import pulumi
from pulumi import Resource, ResourceOptions

from blueprint.stack.settings import StackSettings
from components.shared.previous import PreviousState
from components.tenant.tenant import Tenant
from providers.clearml.register import RegisterProps, TenantRegister, conflicts


def refuse_conflicts(settings: StackSettings, previous: PreviousState, server: str | None = None) -> None:
    """Compare files and server with the previous state, before anything is registered.

    `server` identifies the server of this connection; None if it is unknown. Raises pulumi.RunError with one line per
    conflict.
    """
    modes = {slug: tenant.deletion or "" for slug, tenant in previous.tenants.items()}
    old = RegisterProps.model_validate(_args(settings, modes))
    lines = [*conflicts(old, RegisterProps.model_validate(_register(settings, previous, server)))]
    if lines:
        raise pulumi.RunError("\n".join(lines))


def tenant_register(
    settings: StackSettings, provider: pulumi.ProviderResource, previous: PreviousState, server: str | None
) -> TenantRegister:
    """Record the stack's tenants. Raises pulumi.RunError as `refuse_conflicts` does."""
    refuse_conflicts(settings, previous, server)
    return TenantRegister("tenants", _register(settings, previous, server), ResourceOptions(provider=provider))


def destroy_guard(
    settings: StackSettings, tenants: Iterable[Tenant], others: Iterable[Resource], provider: pulumi.ProviderResource
) -> TenantRegister:
    """Register a protected resource that depends on everything protected.

    `pulumi destroy` deletes dependents first, so it stops here. Pulumi's protect on a company or a release alone would
    stop it too late, after keys, login rules and other tenants are deleted. A protected server protects all tenants on
    it, if this stack creates it. `others` are the platform, whose Redis the agents need, and the register.
    If nothing is protected, the guard remains without protection: a protected resource cannot leave the program.
    """
    control_plane = settings.platform.control_plane if settings.platform and settings.makes_platform else None
    server_protected = control_plane is not None and control_plane.deletion == "protect"
    protected = [tenant for tenant in tenants if server_protected or tenant.settings.deletion == "protect"]
    args = _args(settings, {tenant.settings.slug: "guarded" for tenant in protected})
    ends = [end for tenant in protected for end in tenant.ends]
    # Always depends on the register: otherwise `--continue-on-error` would unprotect the guard after a refused file.
    opts = ResourceOptions(provider=provider, depends_on=[*ends, *others], protect=server_protected or bool(protected))
    return TenantRegister("protected", args, opts)


def _args(settings: StackSettings, tenants: Mapping[str, str]) -> dict[str, object]:
    return {"directory": f"tenants/{settings.stack}", "tenants": dict(tenants)}


def _register(settings: StackSettings, previous: PreviousState, server: str | None) -> dict[str, object]:
    """The register's inputs."""
    modes = {tenant.slug: tenant.deletion for tenant in settings.tenants}
    adopted = {tenant.slug: tenant.adopt for tenant in settings.tenants if tenant.adopt is not None}
    formerly = {tenant.slug: tenant.formerly for tenant in settings.tenants if tenant.formerly is not None}
    facts: dict[str, object] = {"companies": {**adopted, **previous.companies}, "formerly": formerly}
    if server is not None:
        facts |= {"host": settings.api.host, "server": server, "recorded": sorted(previous.servers)}
    return _args(settings, modes) | facts
