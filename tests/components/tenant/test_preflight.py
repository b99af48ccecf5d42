"""When the program checks the server, with which key pair, and for which tenants it looks deeper."""

import asyncio
from pathlib import Path
from typing import Any

import pulumi
import pytest

from blueprint.stack.build import build
from blueprint.stack.keys import ENCRYPTED
from blueprint.stack.load import Secrets
from blueprint.stack.settings import StackSettings
from components.shared.previous import UNKNOWN_STATE, PreviousPair, PreviousState, PreviousTenant, RootKeys
from components.tenant import preflight as module
from components.tenant.earlier import account_guard
from components.tenant.needs import GUARD, stack_needs, was_interrupted
from components.tenant.preflight import preflight
from providers.clearml.preflight.inspect import PreflightFindings
from providers.clearml.preflight.needs import StackNeeds
from providers.clearml.preflight.server import ServerUnusable

HERE: dict[str, Any] = {
    "cluster": {"context": "production"},
    "controlPlane": {"baseDomain": "clearml.example", "chart": {"version": "1.0.0"}},
    "registryToken": ENCRYPTED,
}
ENVIRON = {"CLEARML_API_ACCESS_KEY": "x", "CLEARML_API_SECRET_KEY": "y"}
COMPLETE = frozenset(
    [
        account_guard("acme"),
        ("User", "acme"),
        ("Credentials", "acme/agent"),
        ("Credentials", "acme/gateway"),
        ("LoginDomains", "acme"),
    ]
)


@pytest.fixture
def stack(tmp_path: Path) -> StackSettings:
    return settings_of(tmp_path)


def settings_of(folder: Path, **config: Any) -> StackSettings:
    login = "{domains: [acme.example], users: [u@x.example]}"
    text = f"name: Acme\nadmin: {{name: Ada, email: ada@acme.example}}\nlogin: {login}\n"
    (folder / "acme.yaml").write_text(text)
    api = {"host": "https://api.clearml.example", **config.pop("api", {})}
    return build("clearml-platform", "dev", {"api": api, **config}, folder, ENVIRON)


class Server:
    """Stands in for `inspect`: records its arguments and answers."""

    def __init__(self, findings: PreflightFindings | ServerUnusable) -> None:
        self.findings = findings
        self.asked: list[tuple[dict[str, object], StackNeeds]] = []

    def __call__(self, inputs: dict[str, object], needs: StackNeeds) -> PreflightFindings:
        self.asked.append((inputs, needs))
        if isinstance(self.findings, ServerUnusable):
            raise self.findings
        return self.findings


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    logged: list[str] = []
    monkeypatch.setattr(pulumi.log, "info", lambda text: logged.append(text))
    monkeypatch.setattr(pulumi.log, "warn", lambda text: logged.append(text))
    return logged


def run(
    monkeypatch: pytest.MonkeyPatch, settings: StackSettings, server: Server, previous: PreviousState = UNKNOWN_STATE
) -> None:
    monkeypatch.setattr(module, "inspect", server)
    asyncio.run(preflight(settings, Secrets({}), previous))


def test_all_problems_end_the_run_under_one_heading(
    monkeypatch: pytest.MonkeyPatch, stack: StackSettings, lines: list[str]
) -> None:
    server = Server(PreflightFindings(version="3.30", problems=("one", "two"), unknown=("cannot tell",)))
    with pytest.raises(pulumi.RunError) as caught:
        run(monkeypatch, stack, server)
    assert str(caught.value).splitlines()[1:] == ["one", "two"]
    assert "2 problems on https://api.clearml.example" in str(caught.value)
    assert [line for line in lines if "cannot tell" in line]


def test_problems_do_not_keep_another_tenant_from_being_suspended_or_removed(
    monkeypatch: pytest.MonkeyPatch, stack: StackSettings, lines: list[str]
) -> None:
    pair = PreviousPair(name="globex/agent", user="u", purpose="agent", label="l", generation=1)
    removed = PreviousState(tenants={"globex": PreviousTenant(company="c", pairs=(pair,))})
    run(monkeypatch, stack, Server(PreflightFindings(version="3.30", problems=("one",))), removed)
    (line,) = lines
    assert "one" in line
    assert "globex" in line


def test_an_unusable_server_ends_the_run(monkeypatch: pytest.MonkeyPatch, stack: StackSettings) -> None:
    with pytest.raises(pulumi.RunError, match="down"):
        run(monkeypatch, stack, Server(ServerUnusable("down")))


def test_the_setting_switches_it_off(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    server = Server(ServerUnusable("down"))
    run(monkeypatch, settings_of(tmp_path, api={"preflight": False}), server)
    assert server.asked == []


def test_a_server_of_this_stack_is_checked_once_it_has_been_ready(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lines: list[str]
) -> None:
    settings, server = settings_of(tmp_path, **HERE), Server(ServerUnusable("down"))
    run(monkeypatch, settings, server)
    assert server.asked == []
    ready = PreviousState(resources=frozenset({("ApiReady", "server")}), root=RootKeys("A", "S"))
    run(monkeypatch, settings, server, ready)
    ((inputs, needs),) = server.asked
    assert (inputs["clearml:accessKey"], inputs["clearml:secretKey"]) == ("A", "S")
    assert not needs.patient
    assert len(lines) == 2
    assert "not checked before the run" in lines[1]


def test_features_of_later_servers_are_reported(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lines: list[str]
) -> None:
    settings = settings_of(tmp_path, tenantDefaults={"features": {"enable": ["show_datasets", "reports"]}})
    run(monkeypatch, settings, Server(PreflightFindings(version="3.24.1")))
    (line,) = lines
    assert "show_datasets" in line
    assert "acme.yaml: features.enable" in line


def test_without_a_state_no_tenant_is_checked(stack: StackSettings) -> None:
    assert stack_needs(stack, UNKNOWN_STATE, patient=True).tenants == ()


@pytest.mark.parametrize(
    ("resources", "guards", "registered", "expected"),
    [
        (COMPLETE | {("LoginWhitelist", "acme")}, {GUARD}, {"acme"}, False),
        (COMPLETE | {("LoginWhitelist", "acme")}, set(), {"acme"}, True),
        (COMPLETE | {("LoginWhitelist", "acme")}, {GUARD}, set(), True),
        (COMPLETE, {GUARD}, {"acme"}, True),
        ((COMPLETE | {("LoginWhitelist", "acme")}) - {account_guard("acme")}, {GUARD}, {"acme"}, True),
    ],
)
def test_an_interrupted_destroy_or_removal_shows_in_the_state(
    stack: StackSettings, resources: Any, guards: Any, registered: set[str], expected: bool
) -> None:
    tenant = PreviousTenant(company="c", resources=frozenset(resources))
    previous = PreviousState(tenants={"acme": tenant}, resources=frozenset(guards), registered=frozenset(registered))
    assert was_interrupted(stack.tenants[0], previous) is expected


def test_a_tenant_without_a_company_in_the_state_is_new(stack: StackSettings) -> None:
    assert not was_interrupted(stack.tenants[0], PreviousState())
    assert not was_interrupted(stack.tenants[0], PreviousState(tenants={"acme": PreviousTenant()}))
