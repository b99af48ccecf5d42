"""Canary secrets: none is in clear in state, plugin logs, previews or other output of engine commands."""

import base64
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.live.tenants.stack import ACCESS_KEY, NAME, SECRET_KEY, Stack
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine

CLIENT_SECRET = "client-secret-canary-of-acme"


@pytest.fixture
def spoken(stack: Stack, server: Simulator) -> tuple[Stack, str]:
    """A stack after each command, a failed one included, and all output."""
    provider = {"kind": "keycloak", "id": "acme", "configuration": {"realm": "acme"}}
    stack.write("acme", login={"sso": {"tenant": "acme-idp", "provider": provider}})
    stack.pulumi("config", "set", "--secret", "clearml:ssoClientSecret-acme", stdin=CLIENT_SECRET)
    texts = [stack.up().succeeded().text]
    server.fault("auth.get_credentials", kind="unauthorized", times=20)
    texts.append(stack.refresh().text)
    server.clear_faults()
    stack.write("acme", login={"sso": {"tenant": "acme-idp", "provider": provider}}, name="Renamed")
    for command in (("preview", "--diff"), ("up", "--yes", "--skip-preview"), ("refresh", "--yes")):
        done = stack.pulumi(*command)
        texts.append(done.stdout + done.stderr)
    return stack, "\n".join(texts)


def secrets_of(stack: Stack) -> set[str]:
    """Every secret in clear and as a Basic header would carry it."""
    minted = stack.outputs()["tenantCredentials"]["acme"].values()
    pairs = [(ACCESS_KEY, SECRET_KEY), *((pair["accessKey"], pair["secretKey"]) for pair in minted)]
    headers = {base64.b64encode(":".join(pair).encode()).decode() for pair in pairs}
    return {part for pair in pairs for part in pair} | headers | {CLIENT_SECRET}


def leaked(secrets: Iterable[str], text: str) -> list[str]:
    return [secret for secret in secrets if secret in text]


def test_no_secret_is_printed_or_stored_in_clear(spoken: tuple[Stack, str], server: Simulator) -> None:
    stack, output = spoken
    secrets = secrets_of(stack)
    assert len(secrets) == 7
    assert "Renamed" in output
    assert leaked(secrets, output) == []
    assert leaked(secrets, stack.export()) == []
    assert (
        leaked(secrets - {ACCESS_KEY}, str(server.state()["sso"]) + str(server.calls("auth.create_credentials"))) == []
    )
    files = written(stack.folder)
    assert any(path.name == f"{NAME}.json" for path in files)
    assert {path.name: leaked(secrets, text) for path, text in files.items() if leaked(secrets, text)} == {}
    gone = stack.pulumi("destroy", "--yes")
    assert leaked(secrets, gone.stdout + gone.stderr) == []


def written(folder: Path) -> dict[Path, str]:
    """Every file that the engine wrote for this stack: state, history, backups, logs, configuration."""
    paths = [path for part in ("state", "home") for path in (folder / part).rglob("*")]
    return {path: path.read_text(errors="replace") for path in [*paths, *folder.glob("*.yaml")] if path.is_file()}
