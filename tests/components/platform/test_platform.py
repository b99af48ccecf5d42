"""How the platform is wired: what waits for what, and where a secret goes."""

from dataclasses import fields
from typing import Any

import pulumi

from blueprint.settings.platform.api import ApiSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.stack.load import PlatformSecrets, Secrets
from components.platform.platform import Platform, PlatformArgs
from components.platform.server import ready_server
from tests.components.recorder import Recorder, record

CHART = {"version": "1.0.0"}
SERVER: dict[str, Any] = {
    "supervisor": {"email": "ops@clearml.example"},
    "loginProviders": {"corp": {"clientId": "clearml"}},
    "extraSecrets": {"services.mail.password": "mail"},
}
MAPS = {"login_client_secrets", "server_secrets"}
PLAIN = [field.name for field in fields(PlatformSecrets) if field.name not in MAPS]
FENCE = {"Namespace:clearml", "NetworkPolicy:clearml/default-deny-ingress", "NetworkPolicy:clearml/allow-web"}
SERVER_RELEASE = "Release:clearml-enterprise"


def hidden(name: str) -> pulumi.Output[str]:
    return pulumi.Output.secret(f"{name}-hidden")


def secrets_of(*given: str, keys: bool) -> Secrets:
    """Secrets of the platform, called by their names; those of the server's own settings are always there."""
    plain: dict[str, Any] = {name: hidden(name) if name in given else None for name in PLAIN}
    of_the_server: dict[str, Any] = {
        "login_client_secrets": {"corp": hidden("corp")},
        "server_secrets": {"mail": hidden("mail")},
    }
    return Secrets(
        access_key=hidden("access_key") if keys else None,
        secret_key=hidden("secret_key") if keys else None,
        sso_client_secrets={},
        platform=PlatformSecrets(**plain, **of_the_server),
    )


def platform_of(*given: str, keys: bool = False, server: dict[str, Any] = SERVER, **control_plane: Any) -> Recorder:
    """A server, a Redis and what they need, with the secrets that are given."""
    raw = {
        "cluster": {"context": "acme", "identifier": "acme"},
        "controlPlane": {"baseDomain": "clearml.example", "chart": CHART, "server": server, **control_plane},
        "redis": {"chart": CHART},
    }
    settings = PlatformSettings.model_validate(raw, by_alias=True, by_name=False)
    api = ApiSettings.model_validate({"host": "https://api.clearml.example"})

    def program() -> list[str]:
        secrets = secrets_of("registry_token", *given, keys=keys)
        args = PlatformArgs(settings=settings, secrets=secrets, nodes={}, owner="acme", recovery=None)
        platform = Platform(args)
        assert platform.root is not None
        provider = pulumi.ProviderResource("pulumi-python", "clearml", {})
        return [str(one) for one in ready_server(platform, api, platform.root, provider)]

    return record(program)


def test_the_server_waits_for_its_fence_and_every_secret() -> None:
    after = platform_of().after
    assert after[SERVER_RELEASE] >= FENCE | {
        "Secret:clearml/clearml-registry",
        "Secret:clearml/clearml-root-credentials",
        "Secret:clearml/clearml-server-settings",
    }


def test_keys_that_are_given_are_not_made() -> None:
    made = {"Token:root/apiserver_key", "Token:root/apiserver_secret", "Token:root/secure_auth_token_secret"}
    assert made <= platform_of().after[SERVER_RELEASE]
    assert not made & platform_of("token_signing_secret", keys=True).after[SERVER_RELEASE]


def test_what_lies_in_a_namespace_goes_with_it() -> None:
    recorder = platform_of()
    lying = {f"{kind}:{name}" for kind in ("Secret", "NetworkPolicy") for name in recorder.of(kind)}
    assert recorder.deleted_with == {one: f"Namespace:{one.partition(':')[2].partition('/')[0]}" for one in lying}
    assert "Secret:redis-shared/clearml-redis" in lying
    assert recorder.deletion == dict.fromkeys(lying, "1m")
