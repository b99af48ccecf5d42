"""Every environment setting of the vendor's guides has its place, and each place makes the right variable."""

import re
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from blueprint.catalog.server_settings import SERVER_SETTINGS, TYPED, billing, typed_setting
from blueprint.catalog.server_settings.row import PREFIX, ServerSetting
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.secrets import is_secret_name
from blueprint.values.platform.env_var import EnvVar, variable
from blueprint.values.platform.server_settings import environment, group_id, secret_settings

SERVER: dict[str, Any] = {
    "tenantLogin": True,
    "features": ["reports"],
    "uiFeatures": {"user": {"show_datasets": False}},
    "groups": {"users": {"features": []}, "ml": {"features": ["reports"]}},
    "maxRunningApps": 3,
    "supervisor": {"email": "ada@acme.example"},
    "supervisorCompany": "d1bd92a3b039400cbafc60a7a5b1e52b",
    "loginProviders": {
        "auth0": {
            "clientId": "7",
            "baseUrl": "https://a.example",
            "authorizeUrl": "https://a.example/x",
            "accessTokenUrl": "https://a.example/y",
            "audience": "z",
            "extra": {"scope": "openid"},
        }
    },
    "extra": {"services.some.thing": "x"},
    "extraSecrets": {"services.some.other": "thing"},
}
METERING = {"mode": "metering", "metering": {"templateFolder": "/t", "events": {"users": True}}}


def platform(server: Mapping[str, Any] | None = None, **sections: Any) -> PlatformSettings:
    control_plane = {"baseDomain": "clearml.example", "server": server or {}}
    raw = {"cluster": {"context": "x", "identifier": "x"}, "controlPlane": control_plane, **sections}
    return PlatformSettings.model_validate(raw, by_alias=True, by_name=False)


@pytest.fixture
def chart(tmp_path: Path) -> dict[str, Any]:
    """Billing by the vendor's archive."""
    archive = tmp_path / "billing.tgz"
    archive.touch()
    return {"mode": "chart", "archive": str(archive), "sha256": "0" * 64}


def by_path(made: PlatformSettings) -> dict[str, EnvVar]:
    return {found.path: found for found in environment(made)}


def pattern(row: ServerSetting) -> str:
    return re.sub(r"\\{\w+\\}", ".+", re.escape(row.variable))


def test_every_row_of_the_table_is_made(chart: dict[str, Any]) -> None:
    whole = [*environment(platform(SERVER, billing=chart)), *environment(platform(SERVER, billing=METERING))]

    for row in SERVER_SETTINGS:
        made = [found for found in whole if re.fullmatch(pattern(row), found.name)]
        assert made, row.variable
        assert row.kind != "secret" or any(found.source for found in made), row.variable


def test_every_variable_made_has_a_row(chart: dict[str, Any]) -> None:
    own = {key: value for key, value in SERVER.items() if not key.startswith("extra")}

    for found in [*environment(platform(own, billing=chart)), *environment(platform(own, billing=METERING))]:
        rows = [row for row in TYPED if re.fullmatch(pattern(row), found.name)]
        assert rows, found.name
        assert (found.source is not None) == any(row.kind == "secret" for row in rows), found.name


def below(model: type[BaseModel], key: str) -> Any:
    """The type of the field that files call `key`."""
    return next(field.annotation for name, field in model.model_fields.items() if (field.alias or name) == key)


def model_in(annotation: Any) -> Any:
    """The model or the value's type within Optional, Mapping and Annotated."""
    while get_args(annotation):
        parts = [part for part in get_args(annotation) if part is not type(None)]
        annotation = parts[-1] if isinstance(get_origin(annotation), type) and len(parts) > 1 else parts[0]
    return annotation


@pytest.mark.parametrize("row", SERVER_SETTINGS, ids=lambda row: row.variable)
def test_every_row_names_settings_that_there_are(row: ServerSetting) -> None:
    if row.kind == "secret":
        key = row.setting.partition(",")[0].replace("<provider>", "auth0").replace("<name>", "thing")
        assert is_secret_name(key)
        return
    for path in row.setting.split(", "):
        model: Any = PlatformSettings
        for key in (key for key in path.split(".") if not key.startswith("<")):
            model = model_in(below(model, key))


def test_names_are_sorted_and_no_path_stands_twice(chart: dict[str, Any]) -> None:
    made = environment(platform(SERVER, billing=chart))

    assert [found.name for found in made] == sorted(found.name for found in made)
    assert len({found.path for found in made}) == len(made) > 30
    assert all(re.fullmatch(r"CLEARML__[A-Za-z0-9_-]+", found.name) for found in made)


def test_a_groups_id_is_a_uuid_that_stays() -> None:
    assert group_id("data_scientists") == "ba710d9c-338c-5e48-b54e-59e121df5d6c"
    assert uuid.UUID(group_id("data_scientists")).version == 5
    assert group_id("ml") != group_id("mlops")


def test_built_in_groups_have_features_alone() -> None:
    groups = {name: {"features": ["reports"]} for name in ("users", "admins", "queue_admins", "mine")}

    made = {
        found.path.removeprefix("services.auth.default_groups.") for found in environment(platform({"groups": groups}))
    }

    built_in = {f"{name}.features" for name in ("users", "admins", "queue_admins")}
    assert {path for path in made if not path.startswith(("mine", "apiserver"))} == built_in
    assert {path for path in made if path.startswith("mine")} == {
        f"mine.{field}" for field in ("assignable", "features", "id", "name", "system")
    }


@pytest.mark.parametrize("mode", ["none", "metering"])
def test_without_the_chart_no_setting_is_about_billing(mode: str) -> None:
    assert not [found for found in environment(platform(SERVER, billing={"mode": mode})) if "billing" in found.path]


def test_without_a_control_plane_there_is_nothing() -> None:
    made = PlatformSettings.model_validate({"cluster": {"context": "x", "identifier": "x"}})

    assert environment(made) == ()
    assert secret_settings(made) == {}


def test_a_derived_address_can_be_set(chart: dict[str, Any]) -> None:
    extra = {"hosts.kafka.billing.host": ["kafka.example.com:9094"]}

    made = by_path(platform({"extra": extra}, billing=chart))

    assert made["hosts.kafka.billing.host"].value == '["kafka.example.com:9094"]'
    assert made["hosts.redis.billing.host"].value == '"clearml-billing-redis-master.clearml-billing"'


def test_another_release_is_followed(chart: dict[str, Any]) -> None:
    made = by_path(platform(billing=chart | {"release": "usage", "namespace": "money"}))

    assert made["hosts.kafka.billing.host"].value == '["usage-kafka.money:9092"]'
    assert made["hosts.redis.billing.host"].value == '"usage-redis-master.money"'


def test_secrets_are_references_with_known_sources(chart: dict[str, Any]) -> None:
    made = platform(SERVER, billing=chart)

    sources = secret_settings(made)

    assert set(sources.values()) == {
        "billingKafkaPassword",
        "loginClientSecret-auth0",
        "serverSecret-thing",
        "supervisorAccessKey",
        "supervisorSecretKey",
    }
    for key in sources:
        entry = next(found.entry() for found in environment(made) if found.name == key)
        assert entry["valueFrom"] == {"secretKeyRef": {"name": "clearml-server-settings", "key": key}}
        assert "value" not in entry


@pytest.mark.parametrize("path", ["a_.b", "a__b.c", "A.b", "a:.b", "a.b c", "a.b="])
def test_a_path_that_no_variable_can_name_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match=r"^no environment variable can name the server setting "):
        variable(path)


@pytest.mark.parametrize(
    ("path", "name"),
    [("a.b", "a__b"), ("a.b-c.d", "a__b-c__d"), ("a._default.b_c", "a___default__b_c")],
)
def test_a_path_becomes_the_name_that_the_server_reads_so(path: str, name: str) -> None:
    assert variable(path) == PREFIX + name


def test_a_key_that_would_change_the_rows_path_is_refused() -> None:
    with pytest.raises(ValueError, match="enabled:"):
        EnvVar.plain(ServerSetting("CLEARML__billing__{x}", "", "boolean", "", ""), True, x="enabled:")
    with pytest.raises(ValueError, match="one__two"):
        EnvVar.plain(ServerSetting("CLEARML__billing__{x}", "", "boolean", "", ""), True, x="one__two")


def test_the_table_tells_whose_a_path_is() -> None:
    found = typed_setting("services.auth.default_groups.mine.features")

    assert found is not None
    assert found.setting == "controlPlane.server.groups.<group>.features"
    assert typed_setting("billing.enabled") is billing.BILLING_ENABLED
    assert typed_setting("services.custom_events.enabled") is None
    assert typed_setting("services.auth.default_groups.mine.features.more") is None


def test_sign_in_per_tenant_hides_providers_of_the_whole_server_unless_there_are_some() -> None:
    login = "CLEARML__services__login__sso__"
    alone = {one.name: one for one in environment(platform({"tenantLogin": True}))}
    assert alone[f"{login}tenant_login"].entry()["value"] == "true"
    assert alone[f"{login}allow_settings_providers"].entry()["value"] == "false"
    both = {one.name: one for one in environment(platform(SERVER))}
    assert both[f"{login}allow_settings_providers"].entry()["value"] == "true"
    assert not [one for one in environment(platform()) if one.name.startswith(login)]
