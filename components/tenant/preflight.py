"""Checks the ClearML server before any resource is registered, in `pulumi preview` and in `pulumi up` (ADR 0018).

The checks only read: the server must be ClearML Enterprise and accept the key pair; names, e-mails, domains and ids of
the tenant files must be free or the tenant's own.
"""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import pulumi
from pulumi import ResourceTransformationArgs, ResourceTransformationResult

from blueprint.features.effective import features_of
from blueprint.stack.settings import StackSettings
from components.shared.connection import EnvironmentKeys, KeyPairInputs, connection_inputs, connection_keys
from components.shared.previous import PreviousState
from components.tenant.expiry import expiry_warnings
from components.tenant.needs import stack_needs, urgent_changes
from providers.clearml.preflight.inspect import PreflightFindings, inspect
from providers.clearml.preflight.server import ServerUnusable
from providers.clearml.shared.lost import LOST, Lost

READY = ("ApiReady", "server")
"""In the state once a server of this stack has been ready."""


async def preflight(
    settings: StackSettings, secrets: KeyPairInputs, previous: PreviousState, now: datetime | None = None
) -> None:
    """Warn of key pairs that end, then check the server.

    Raises pulumi.RunError with one line per problem. If the run suspends or removes a tenant, problems are warnings:
    those of other tenants must not prevent it, and each tenant is refused by itself later. A server that this stack
    makes may be down before the run, so it is checked only if it answers. A stack that has no tenants and had none
    needs no server.
    """
    for line in expiry_warnings(settings.tenants, previous, now or datetime.now(UTC)):
        pulumi.log.warn(line)
    if not settings.api.preflight or not (settings.tenants or previous.tenants):
        return
    own = _makes_server(settings)
    if own and READY not in previous.resources:
        pulumi.log.info("the ClearML server is not checked before the run: this stack has not installed it yet")
        return
    await _check(settings, _keys(secrets, previous), previous, own=own)


async def _check(settings: StackSettings, keys: KeyPairInputs, previous: PreviousState, *, own: bool) -> None:
    inputs = await connection_inputs(settings.api, keys)
    try:
        findings = await asyncio.to_thread(inspect, inputs, stack_needs(settings, previous, patient=not own))
    except ServerUnusable as error:
        if not own:
            raise pulumi.RunError(str(error)) from None
        pulumi.log.info(f"the ClearML server of this stack is not checked before the run: {error}")
        return
    for line in (*findings.unknown, *_too_new(settings, findings.version)):
        pulumi.log.warn(f"preflight: {line}")
    urgent = urgent_changes(settings, previous)
    if findings.problems and not urgent:
        raise pulumi.RunError(_report(settings, findings))
    for line in findings.problems:
        pulumi.log.warn(f"preflight: {line} (the run goes on, because it suspends or removes {', '.join(urgent)})")
    if findings.lost:
        _mark(findings.lost)


def _makes_server(settings: StackSettings) -> bool:
    platform = settings.platform
    return settings.makes_platform and platform is not None and platform.control_plane is not None


def _keys(secrets: KeyPairInputs, previous: PreviousState) -> KeyPairInputs:
    """The key pair for the calls: as for the provider, but a generated one comes from the state."""
    keys = connection_keys(secrets)
    if isinstance(keys, EnvironmentKeys) or keys.access_key is not None or previous.root is None:
        return keys
    return _StateKeys(previous.root.access_key, previous.root.secret_key)


class _StateKeys:
    """A key pair of the state."""

    def __init__(self, access_key: str, secret_key: str) -> None:
        self.access_key = pulumi.Output.secret(access_key)
        self.secret_key = pulumi.Output.secret(secret_key)


def _too_new(settings: StackSettings, version: str) -> Iterator[str]:
    """Features in tenant files that came with a later server than this one."""
    for tenant in settings.tenants if version else ():
        sources = features_of(settings, tenant, version).sources
        for name in filter(sources.too_new, sources.enable):
            file = f"tenants/{settings.stack}/{tenant.slug}.yaml"
            yield f"{file}: features.enable: the server has version {version}, which lacks {name}"


def _report(settings: StackSettings, findings: PreflightFindings) -> str:
    count = len(findings.problems)
    heading = f"{count} problem{'' if count == 1 else 's'} on {settings.api.host}; nothing was changed:"
    return "\n".join((heading, *findings.problems))


def _mark(lost: Iterable[Lost]) -> None:
    """Give lost resources the input by which they refuse the run, unless it has refreshed them."""
    by_name = {one.resource: one for one in lost}

    def mark(args: ResourceTransformationArgs) -> ResourceTransformationResult | None:
        one = by_name.get((args.type_.rsplit(":", 1)[-1], args.name))
        if one is None:
            return None
        return ResourceTransformationResult({**args.props, LOST: one.model_dump(mode="json")}, args.opts)

    pulumi.runtime.register_stack_transformation(mark)
