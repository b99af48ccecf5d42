"""Limits of storage in a tenant's quota, in the names that Kubernetes counts."""

from typing import Any

import pytest

from blueprint.settings.platform.platform import PlatformSettings
from blueprint.values.tenant import quota
from tests.blueprint.values.golden_tenants import made_site, parsed

PLATFORM = {"cluster": {"context": "home"}, "controlPlane": {"baseDomain": "clearml.example"}}


def hard(redis: str | None = None, **limits: Any) -> dict[str, str]:
    """The storage part of the quota."""
    above = PLATFORM | ({"redis": {"mode": redis}} if redis else {})
    place = made_site(parsed(PlatformSettings, above), {"slug": "acme", "tenant": {"quota": limits}})
    found: dict[str, str] = quota.manifests(place)[0]["spec"]["hard"]
    return {key: value for key, value in found.items() if "storage" in key or key == "persistentvolumeclaims"}


def test_without_limits_storage_is_unlimited() -> None:
    assert hard() == {}


@pytest.mark.parametrize(("redis", "storage", "volumes"), [("shared", "1Ti", "4"), ("perTenant", "1032Gi", "5")])
def test_a_redis_of_the_tenant_is_on_top(redis: str, storage: str, volumes: str) -> None:
    assert hard(redis, storage="1Ti", volumes=4) == {"requests.storage": storage, "persistentvolumeclaims": volumes}


def test_classes_have_limits_of_their_own() -> None:
    suffix = "storageclass.storage.k8s.io/requests.storage"
    assert hard(storageClasses={"fast": "1Gi", "slow": 0}) == {f"fast.{suffix}": "1Gi", f"slow.{suffix}": "0"}


def test_ephemeral_storage_leaves_room_for_the_agent_and_gives_containers_a_default() -> None:
    kinds = ("requests.ephemeral-storage", "limits.ephemeral-storage")
    assert hard(ephemeralStorage="100Gi", defaultEphemeralStorage="1Gi") == dict.fromkeys(kinds, "102Gi")

    place = made_site(
        parsed(PlatformSettings, PLATFORM), {"slug": "acme", "tenant": {"quota": {"ephemeralStorage": "9Gi"}}}
    )
    (limits,) = quota.manifests(place)[1]["spec"]["limits"]
    assert limits["default"] == limits["defaultRequest"] == {"ephemeral-storage": "10Gi"}
