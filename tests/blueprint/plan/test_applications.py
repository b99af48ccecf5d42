"""Caps of the agents that run applications: what the tenants' limits promise fits into them."""

from typing import Any

import pytest

from blueprint.plan.applications import applications_per_tenant, tenant_applications
from blueprint.settings.platform.control_plane import ControlPlaneSettings
from tests.blueprint.platform_config import control_plane as with_server
from tests.blueprint.tenant_folder import Folder


def control_plane(**keys: Any) -> ControlPlaneSettings:
    raw = {"baseDomain": "clearml.example", **keys}
    return ControlPlaneSettings.model_validate(raw, by_alias=True, by_name=False)


def cap(folder: Folder, *limits: int, **keys: Any) -> int | None:
    """Cap of a server whose tenants have these limits."""
    for number, limit in enumerate(limits):
        admin = f"{{email: admin@t{number}.example, name: Admin}}"
        folder.write(
            f"tenant-{number}.yaml", f"name: Tenant {number}\nadmin: {admin}\nlimits: {{runningApps: {limit}}}\n"
        )
    platform = folder.build(with_server(**keys)).platform
    assert platform is not None
    assert platform.control_plane is not None
    return platform.control_plane.max_applications


@pytest.mark.parametrize(("limits", "expected"), [((), 100), ((60, 40), 100), ((60, 41), 128), ((100, 200), 512)])
def test_the_servers_cap_fits_all_limits_and_seldom_changes(
    folder: Folder, limits: tuple[int, ...], expected: int
) -> None:
    assert cap(folder, *limits) == expected


def test_the_servers_cap_can_be_set(folder: Folder) -> None:
    assert cap(folder, 300, maxApplications=7) == 7


def test_a_tenants_own_limit_precedes_that_of_the_server() -> None:
    server = control_plane(server={"maxRunningApps": 3})
    assert [tenant_applications(server, limit) for limit in (None, 0, 5)] == [3, 0, 5]
    assert tenant_applications(control_plane()) == 10


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, False),
        ({"applicationQueue": "perTenant"}, True),
        ({"chart": {"values": {"clearmlApplications": {"queueMode": "per_tenant"}}}}, True),
        (
            {"applicationQueue": "perTenant", "chart": {"values": {"clearmlApplications": {"queueMode": "global"}}}},
            False,
        ),
    ],
)
def test_one_setting_decides_for_server_and_agents(keys: dict[str, Any], expected: bool) -> None:
    assert applications_per_tenant(control_plane(**keys)) is expected
