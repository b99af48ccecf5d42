"""The line on an error of a release goes by the form of the key pair that is set."""

import asyncio

import pulumi
import pytest
from pulumi.resource_hooks import ErrorHookArgs

from blueprint.catalog.charts import GATEWAY
from components.helm import explanation

ERROR = "execution error at (gateway/templates/secrets.yaml:12:14): clearml.apiKey is required"
NAMES = {"namespace": "acme", "name": "gateway"}


@pytest.mark.parametrize(("credentials", "advised"), [("secret", True), ("apiKey", False)])
def test_what_is_set_already_is_not_advised(
    monkeypatch: pytest.MonkeyPatch, credentials: str, *, advised: bool
) -> None:
    lines: list[str] = []
    monkeypatch.setattr(explanation, "ErrorHook", lambda _name, function: function)
    monkeypatch.setattr(pulumi.log, "error", lines.append)
    [hook] = explanation.explained_errors("acme/gateway", GATEWAY, credentials).on_error or []
    args = ErrorHookArgs("urn", "", "acme/gateway", "Release", NAMES, failed_operation="create", errors=[ERROR])

    assert asyncio.run(hook(args)) is False  # type: ignore[arg-type]
    assert ["credentials: apiKey" in line for line in lines] == [advised]
