"""Hints on features that have no effect, or less than their names promise."""

from collections.abc import Mapping

from blueprint.features.hints import feature_hints
from tests.blueprint import platform_config
from tests.blueprint.tenant_folder import Folder

FILE = "tenants/dev/acme.yaml"
SERVER = "clearml:controlPlane.server"


def hints(folder: Folder, features: str = "{}", config: Mapping[str, object] | None = None) -> list[str]:
    folder.write("acme.yaml", f"name: Acme\nadmin: {{name: Ada, email: ada@acme.example}}\nfeatures: {features}\n")
    return list(feature_hints(folder.build(platform_config.server() if config is None else config)))


def groups(assignable: bool = False, **listed: list[str]) -> dict[str, object]:
    built_in = ("users", "admins")
    more = {name: {} if name in built_in else {"assignable": assignable} for name in listed}
    return platform_config.server(groups={name: {"features": names} | more[name] for name, names in listed.items()})


def test_settings_without_surprise_have_no_hint(folder: Folder) -> None:
    assert hints(folder, "{enable: [pipelines]}") == []


def test_a_deprecated_name_is_reported_in_every_place(folder: Folder) -> None:
    assert [line.partition(": experiments is deprecated")[0] for line in hints(folder, "{enable: [experiments]}")] == [
        f"{FILE}: features.enable"
    ]
    found = hints(
        folder, config=platform_config.server(features=["queues"], groups={"users": {"features": ["queues"]}})
    )
    assert [line.split(": ")[0] for line in found] == [f"{SERVER}.features", f"{SERVER}.groups.users.features"]


def test_a_feature_newer_than_the_server_is_reported(folder: Folder) -> None:
    config = platform_config.control_plane(serverVersion="3.24.1")
    (line,) = hints(folder, "{enable: [show_datasets]}", config)
    assert "3.25" in line
    assert "3.24.1" in line
    assert hints(folder, "{enable: [show_datasets]}", platform_config.control_plane(serverVersion="3.25.0")) == []
    assert hints(folder, "{exclude: [show_datasets]}", config) == []


def test_user_management_needs_an_assignable_group(folder: Folder) -> None:
    (line,) = hints(folder, config=groups(scientists=["user_management"]))
    assert f"{SERVER}.groups.scientists.features" in line
    assert "assignable" in line
    assert hints(folder, config=groups(assignable=True, scientists=["user_management"])) == []


def test_a_tenants_feature_that_no_group_lists_is_reported(folder: Folder) -> None:
    (line,) = hints(folder, "{enable: [pipelines]}", groups(users=["reports"]))
    assert line.startswith(f"{FILE}: features.enable: no group lists pipelines")
    assert hints(folder, "{enable: [pipelines]}", groups(users=["reports"], scientists=["pipelines"])) == []


def test_a_feature_that_also_belongs_into_the_servers_is_reported(folder: Folder) -> None:
    (line,) = hints(folder, "{enable: [user_management_advanced]}")
    assert "whole server" in line
    server = platform_config.server(features=["user_management_advanced"])
    assert hints(folder, "{enable: [user_management_advanced]}", server) == []


def test_a_default_of_all_tenants_is_reported_once(folder: Folder) -> None:
    folder.write("globex.yaml", "name: Globex\nadmin: {name: Gus, email: gus@globex.example}\n")
    config = platform_config.server() | {"tenantDefaults": {"features": {"enable": ["experiments"]}}}
    folder.write("acme.yaml", "name: Acme\nadmin: {name: Ada, email: ada@acme.example}\n")
    (line,) = feature_hints(folder.build(config))
    assert line.startswith("Pulumi.dev.yaml: clearml:tenantDefaults.features.enable")
