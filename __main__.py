"""Builds one stack: settings, clusters, platform, ClearML provider, tenants and exports."""

import pulumi

from blueprint.stack.load import load, secrets
from components import exports
from components.cluster.reach import reach
from components.lean_sdk import await_outputs, reduce_overhead
from components.platform.platform import create_platform
from components.platform.server import ready_server
from components.shared.connection import clearml_provider, connection_keys, server_identity
from components.shared.read_state import read_previous_state
from components.shared.server_time import server_time
from components.tenant.earlier import after_renames
from components.tenant.key_pairs import needs_time
from components.tenant.preflight import preflight
from components.tenant.register import destroy_guard, refuse_conflicts, tenant_register
from components.tenant.tenants import TenantContext, completed, create_tenants


async def main() -> pulumi.Inputs:
    """Register all resources and return the stack's outputs."""
    settings = load()
    secret = secrets()
    previous = after_renames(await read_previous_state(), settings.tenants)

    refuse_conflicts(settings, previous)
    now = await server_time(settings.api, needed=needs_time(settings.tenants, previous))
    await preflight(settings, secret, previous, now)
    clusters = await reach(settings, previous)
    platform = create_platform(settings, secret, clusters)
    keys = connection_keys(platform.root if platform and platform.root else secret)
    clearml = clearml_provider(settings.api, keys)
    server = ready_server(platform, settings.api, keys, clearml)

    identity = await server_identity(settings.api, keys) if previous.servers else None
    register = tenant_register(settings, clearml, previous, identity)
    context = TenantContext(
        settings=settings,
        secrets=secret,
        clearml=clearml,
        after=[register, *server],
        clusters=clusters,
        platform=platform,
        previous=previous,
        now=now,
    )
    tenants = await create_tenants(context)
    if platform is not None:
        await completed(tenants)
        platform.create_nodes()
    destroy_guard(settings, tenants, [register, *([platform] if platform else [])], clearml)

    outputs = await await_outputs(
        {
            "platform": exports.platform(settings, platform),
            "platformCredentials": pulumi.Output.secret(exports.platform_credentials(platform)),
            "tenants": exports.tenants(settings, tenants),
            "tenantCredentials": pulumi.Output.secret(exports.tenant_credentials(tenants)),
        }
    )
    if clusters is not None:
        clusters.require_known()
    return outputs


reduce_overhead()
pulumi.run(main)
