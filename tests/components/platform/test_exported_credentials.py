"""The output `platformCredentials`: every key pair that this stack makes for its server can be read."""

from collections.abc import Mapping
from typing import Any

import pulumi
import pytest

from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.secrets import SUPERVISOR_ACCESS_KEY, SUPERVISOR_SECRET_KEY
from blueprint.stack.load import Secrets
from components.exports import platform_credentials
from components.platform.platform import Platform, PlatformArgs
from tests.components.recorder import record

OWN = {SUPERVISOR_ACCESS_KEY.key: "ACCESS", SUPERVISOR_SECRET_KEY.key: "own-hidden"}


def exported(server: dict[str, Any], **secrets: str) -> Mapping[str, Any]:
    """The output of a stack that makes a server with these settings."""
    raw = {
        "cluster": {"context": "acme", "identifier": "acme"},
        "controlPlane": {"baseDomain": "clearml.example", "chart": {"version": "1.0.0"}, "server": server},
    }
    settings = PlatformSettings.model_validate(raw, by_alias=True, by_name=False)
    read: list[Mapping[str, Any]] = []

    def program() -> pulumi.Output[None]:
        given = Secrets({key: pulumi.Output.secret(value) for key, value in secrets.items()})
        args = PlatformArgs(settings=settings, secrets=given, nodes={}, owner="acme", recovery=None)
        return pulumi.Output.from_input(platform_credentials(Platform(args))).apply(read.append)

    record(program)
    return read[0]


@pytest.mark.parametrize(
    ("secrets", "access", "secret"),
    [({}, "supervisor-access-key-hidden", "supervisor-secret-key-hidden"), (OWN, "ACCESS", "own-hidden")],
)
def test_the_supervisors_pair_is_exported(secrets: dict[str, str], access: str, secret: str) -> None:
    credentials = exported({"supervisor": {"email": "ops@clearml.example"}}, **secrets)
    assert credentials["supervisor"] == {"accessKey": access, "secretKey": secret}
    assert credentials["root"].keys() == {"accessKey", "secretKey"}


def test_without_a_supervisor_there_is_none() -> None:
    assert exported({}).keys() == {"root"}
