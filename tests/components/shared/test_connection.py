"""The inputs of the provider instance: an address from the environment never gets the stack's key pair."""

from typing import Any

import pulumi
import pytest

from blueprint.settings.platform.api import ApiSettings
from components.shared.connection import EnvironmentKeys, clearml_provider, connection_keys
from tests.components.recorder import Recorder, record

WHOLE = {
    "CLEARML_API_HOST": "https://other.example",
    "CLEARML_API_ACCESS_KEY": "access",
    "CLEARML_API_SECRET_KEY": "secret",
}


class StackKeys:
    """The key pair of the stack's configuration."""

    def __init__(self) -> None:
        self.access_key, self.secret_key = pulumi.Output.secret("stack-access"), pulumi.Output.secret("stack-hidden")


def inputs(environ: dict[str, str]) -> Any:
    def program() -> None:
        api = ApiSettings(host=environ.get("CLEARML_API_HOST", "https://api.clearml.example"))
        clearml_provider(api, connection_keys(StackKeys(), environ))

    recorder: Recorder = record(program)
    return recorder.of("pulumi-python")["clearml"]


def test_the_stacks_pair_is_left_out_beside_an_address_from_the_environment() -> None:
    kept = inputs(WHOLE)
    assert kept["clearml:host"] == "https://other.example"
    assert not {"clearml:accessKey", "clearml:secretKey"} & kept.keys()


@pytest.mark.parametrize("left_out", WHOLE)
def test_the_stacks_pair_stays_otherwise(left_out: str) -> None:
    environ = {name: value for name, value in WHOLE.items() if name != left_out}
    assert not isinstance(connection_keys(StackKeys(), environ), EnvironmentKeys)
    assert {"clearml:accessKey", "clearml:secretKey"} <= inputs({}).keys()
