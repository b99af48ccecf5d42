"""Checks what must fit together across the parts of a platform: namespaces, archives with checksums, billing.

A rule within one part belongs to its model; a check that needs the cluster belongs to `components`.
"""

import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path

from blueprint.plan.charts.selection import chart_problems
from blueprint.settings.checking.places import NAMESPACE
from blueprint.settings.checking.problems import Problem
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.stack.rules.gpu_runtime import gpu_runtime_problems
from blueprint.stack.rules.restricted import restricted_problems


def platform_problems(file: str, platform: PlatformSettings) -> Iterator[Problem]:
    """Find every problem between the parts; `file` is the stack's configuration."""
    yield from _shared_namespaces(file, platform)
    yield from _archives(file, platform)
    yield from chart_problems(file, platform)
    yield from gpu_runtime_problems(file, platform)
    yield from restricted_problems(file, platform)
    if platform.billing.mode == "metering" and platform.control_plane is None:
        expected = f"a server in this stack ({NAMESPACE}:controlPlane): metering is one of its settings"
        yield Problem(file, f"{NAMESPACE}:billing.mode", "'metering'", expected)
    if platform.workers is not None and platform.control_plane is None:
        expected = f"the server of the workers ({NAMESPACE}:controlPlane): their addresses follow from it"
        yield Problem(file, f"{NAMESPACE}:workers", "workers without a server", expected)
    yield from _lifted_lock(file, platform)
    yield from _same_clusters(file, platform)


def namespaces(platform: PlatformSettings) -> Iterator[tuple[str, str]]:
    """List the namespaces of the platform, each with the key that names it."""
    gpu, redis, billing = platform.gpu, platform.redis, platform.billing
    if platform.control_plane is not None:
        yield "controlPlane.namespace", platform.control_plane.namespace
    if gpu is not None and gpu.operator is not None:
        yield "gpu.operator.namespace", gpu.operator.namespace
    if gpu is not None and gpu.cdmo is not None:
        yield "gpu.cdmo.namespace", gpu.cdmo.namespace
    if redis is not None and redis.mode == "shared":
        yield "redis.namespace", redis.namespace
    if billing.mode == "chart":
        yield "billing.namespace", billing.namespace


def _shared_namespaces(file: str, platform: PlatformSettings) -> Iterator[Problem]:
    """Find parts in one namespace: Pod Security levels and network policies differ between parts."""
    first: dict[str, str] = {}
    for path, name in namespaces(platform):
        holder = first.setdefault(name, path)
        if holder != path:
            found = f"'{name}', which {NAMESPACE}:{holder} has too"
            yield Problem(file, f"{NAMESPACE}:{path}", found, "a separate namespace for each part")


def _lifted_lock(file: str, platform: PlatformSettings) -> Iterator[Problem]:
    """Find a lock that was asked for and that another setting lifts; a lock by default is a warning only."""
    egress = platform.workers.egress if platform.workers is not None else None
    if egress is not None and egress.locked and "locked" in egress.model_fields_set and not platform.isolation.enabled:
        expected = f"false, or {NAMESPACE}:isolation.enabled: true: without isolation there are no policies"
        yield Problem(file, f"{NAMESPACE}:workers.egress.locked", "true", expected)


def _same_clusters(file: str, platform: PlatformSettings) -> Iterator[Problem]:
    """Find two names of one cluster, which would hide that two tenants have the same namespace."""
    first: dict[str, str] = {}
    clusters = {"cluster": platform.cluster, **{f"clusters.{name}": each for name, each in platform.clusters.items()}}
    for path, cluster in clusters.items():
        for key, value in (("context", cluster.context), ("identifier", cluster.identifier)):
            holder = path if value is None else first.setdefault(f"{key} {value}", path)
            if holder != path:
                found = f"'{value}', which {NAMESPACE}:{holder} has too"
                yield Problem(file, f"{NAMESPACE}:{path}.{key}", found, "another cluster")


def _archives(file: str, platform: PlatformSettings) -> Iterator[Problem]:
    billing, applications = platform.billing, platform.applications
    if billing.archive is not None and billing.sha256 is not None:
        yield from _checksum(file, "billing", billing.archive, billing.sha256)
    if applications is not None:
        problems = list(_checksum(file, "applications", applications.archive, applications.sha256))
        yield from problems
        if not problems and not zipfile.is_zipfile(applications.archive):
            found = f"no .zip archive at '{applications.archive}'"
            yield Problem(file, f"{NAMESPACE}:applications.archive", found, "the vendor's archive")


def _checksum(file: str, part: str, archive: Path, expected: str) -> Iterator[Problem]:
    """Compare the checksum, so that an incomplete download is found before it is unpacked."""
    path = f"{NAMESPACE}:{part}.sha256"
    try:
        with archive.open("rb") as content:
            actual = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        unreadable = f"a file that cannot be read ({error.strerror})"
        yield Problem(file, f"{NAMESPACE}:{part}.archive", unreadable, "a readable file")
        return
    if actual != expected:
        found = f"the checksum of another file than '{archive}'"
        yield Problem(file, path, found, f"{actual}, if that file is trusted")
