"""The platform: the order of its resources, and the path of each secret."""

from typing import Any

import pulumi

from blueprint.settings.platform.api import ApiSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.secrets import (
    ACCESS_KEY,
    LOGIN_CLIENT_SECRET,
    REGISTRY_TOKEN,
    SECRET_KEY,
    SERVER_SECRET,
    TOKEN_SIGNING_SECRET,
)
from blueprint.stack.load import Secrets
from components.platform.platform import Platform, PlatformArgs
from components.platform.server import ready_server
from tests.components.recorder import Recorder, decoded, record

CHART = {"version": "1.0.0"}
SERVER: dict[str, Any] = {
    "supervisor": {"email": "ops@clearml.example"},
    "loginProviders": {"corp": {"clientId": "clearml"}},
    "extraSecrets": {"services.mail.password": "mail"},
}
OF_THE_SERVER = (LOGIN_CLIENT_SECRET.key_of("corp"), SERVER_SECRET.key_of("mail"))
GUARDS = {"Namespace:clearml", "NetworkPolicy:clearml/default-deny-ingress", "NetworkPolicy:clearml/allow-web"}
SERVER_RELEASE = "Release:clearml-enterprise"


def hidden(name: str) -> pulumi.Output[str]:
    return pulumi.Output.secret(f"{name}-hidden")


def secrets_of(*given: str, keys: bool) -> Secrets:
    """Secrets of the stack by key; those of the server's own settings are always included."""
    root = (ACCESS_KEY.key, SECRET_KEY.key) if keys else ()
    return Secrets({key: hidden(key) for key in (*OF_THE_SERVER, *given, *root)})


def platform_of(*given: str, keys: bool = False, server: dict[str, Any] = SERVER, **control_plane: Any) -> Recorder:
    """A server, a Redis and their prerequisites, with the given secrets."""
    raw = {
        "cluster": {"context": "acme", "identifier": "acme"},
        "controlPlane": {"baseDomain": "clearml.example", "chart": CHART, "server": server, **control_plane},
        "redis": {"chart": CHART},
    }
    settings = PlatformSettings.model_validate(raw, by_alias=True, by_name=False)
    api = ApiSettings.model_validate({"host": "https://api.clearml.example"})

    def program() -> list[str]:
        secrets = secrets_of(REGISTRY_TOKEN.key, *given, keys=keys)
        args = PlatformArgs(settings=settings, secrets=secrets, nodes={}, owner="acme", recovery=None)
        platform = Platform(args)
        assert platform.root is not None
        provider = pulumi.ProviderResource("pulumi-python", "clearml", {})
        return [str(one) for one in ready_server(platform, api, platform.root, provider)]

    return record(program)


def root_credentials(recorder: Recorder) -> dict[str, str]:
    """Content of the server's own Secret; the engine's protocol wraps secrets."""
    return decoded(recorder.of("Secret")["clearml/clearml-root-credentials"])


def test_the_server_waits_for_its_guards_and_every_secret() -> None:
    after = platform_of().after
    assert after[SERVER_RELEASE] >= GUARDS | {
        "Secret:clearml/clearml-registry",
        "Secret:clearml/clearml-root-credentials",
        "Secret:clearml/clearml-server-settings",
    }


def test_configured_keys_are_not_generated() -> None:
    made = {"Token:root/apiserver_key", "Token:root/apiserver_secret", "Token:root/secure_auth_token_secret"}
    assert made <= platform_of().after[SERVER_RELEASE]
    assert not made & platform_of(TOKEN_SIGNING_SECRET.key, keys=True).after[SERVER_RELEASE]


def test_resources_in_a_namespace_are_deleted_with_it() -> None:
    recorder = platform_of()
    objects = {f"{kind}:{name}" for kind in ("Secret", "NetworkPolicy") for name in recorder.of(kind)}
    assert recorder.deleted_with == {one: f"Namespace:{one.partition(':')[2].partition('/')[0]}" for one in objects}
    assert "Secret:redis-shared/clearml-redis" in objects


def test_only_charts_without_databases_are_rolled_back() -> None:
    releases = platform_of().of("Release")
    assert {name: inputs["atomic"] for name, inputs in releases.items()} == {
        "clearml-enterprise": False,
        "redis": False,
    }
    wanted = platform_of(chart={**CHART, "onFailure": "rollback"}).of("Release")["clearml-enterprise"]
    assert (wanted["atomic"], wanted["cleanupOnFail"]) == (True, True)


def test_every_key_that_charts_read_is_in_the_servers_own_secret() -> None:
    """Those of the last public Enterprise templates; a login at a Git server cannot be invented."""
    content = root_credentials(platform_of())
    empty = {"apps_git_agent_user", "apps_git_agent_pass"}
    assert {key for key, value in content.items() if value == ""} == empty
    assert {"apps_agent_key", "apps_agent_secret", "fileserver_key", "test_user_secret"} <= set(content)
    assert len(content) == 11


def test_a_key_can_be_added_to_the_servers_own_secret_and_set() -> None:
    recorder = platform_of(
        "rootCredential-custom", "rootCredential-apps_git_agent_user", credentialKeys=["custom", "b"]
    )
    content = root_credentials(recorder)
    assert content["custom"] == "rootCredential-custom-hidden"
    assert content["apps_git_agent_user"] == "rootCredential-apps_git_agent_user-hidden"
    assert content["b"] == "root/b-hidden"
