"""Finds releases that the state has and an interrupted destroy or removal uninstalled, and has them installed again.

Such a release has the same inputs as before, so Pulumi would leave it as it is. A new description makes Pulumi update
it; before the update, `components.helm.recovery` prepares Helm's history. The description must stay in later runs, as
its removal would be a change too.
"""

import asyncio
from collections.abc import Container
from datetime import UTC, datetime

import pulumi
from pulumi import ResourceTransformationArgs, ResourceTransformationResult

from components.helm.history import PLACEHOLDER, add_placeholder, revisions
from components.shared.kubectl import Kubectl, KubectlError
from components.shared.previous import PreviousRelease, PreviousState

RELEASE = "kubernetes:helm.sh/v3:Release"


async def find_lost_releases(kubectl: Kubectl, namespaces: Container[str], previous: PreviousState) -> frozenset[str]:
    """Names of the resources of lost releases in a cluster.

    `namespaces` are this stack's namespaces that exist. Only releases of interrupted runs are looked up. One without a
    history gets an empty one, except in a preview: Helm neither upgrades nor
    uninstalls a release that it does not find.
    """
    releases = {
        resource: release
        for resource, release in previous.releases.items()
        if release.namespace in namespaces and previous.is_interrupted(_tenant(resource))
    }
    lost = await asyncio.gather(*(_is_lost(kubectl, release) for release in releases.values()))
    return frozenset(resource for resource, is_lost in zip(releases, lost, strict=True) if is_lost)


async def _is_lost(kubectl: Kubectl, release: PreviousRelease) -> bool:
    """Whether a release must be installed again; a preview that may not read Secrets takes it as it is, and warns."""
    try:
        history = await revisions(kubectl, release.namespace, release.name)
    except KubectlError as error:
        if not (pulumi.runtime.is_dry_run() and error.is_forbidden):
            raise
        unknown = "this preview may not read whether an interrupted run uninstalled it"
        pulumi.log.warn(f"release {release.namespace}/{release.name}: {unknown}; `pulumi up` installs it again if so")
        return False
    if not history and not pulumi.runtime.is_dry_run():
        await add_placeholder(kubectl, release.namespace, release.name)
    return not history or history[-1].is_uninstalling or history[-1].is_placeholder


def describe_releases(lost: frozenset[str], previous: PreviousState) -> None:
    """Give lost releases a new description, and all others the one that they have."""
    described = {resource: one.description for resource, one in previous.releases.items() if one.description}
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    described |= dict.fromkeys(lost, f"{PLACEHOLDER} {moment}")
    if not described:
        return

    def describe(args: ResourceTransformationArgs) -> ResourceTransformationResult | None:
        if args.type_ != RELEASE or args.name not in described:
            return None
        return ResourceTransformationResult({**args.props, "description": described[args.name]}, args.opts)

    pulumi.runtime.register_stack_transformation(describe)


def _tenant(resource: str) -> str | None:
    """The tenant of a release: its resource is called `<tenant>/<part>`, those of the platform have no slash."""
    tenant, slash, _ = resource.partition("/")
    return tenant if slash else None
