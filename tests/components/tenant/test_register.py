"""The guards of protected tenants: their stored values and their dependencies."""

from pathlib import Path
from typing import Any

import pulumi
import pytest

from blueprint.stack.build import build
from blueprint.stack.settings import StackSettings
from components.shared.previous import UNKNOWN_STATE, PreviousState, PreviousTenant
from components.tenant.register import destroy_guard, refuse_conflicts, tenant_register
from components.tenant.tenant import Tenant, TenantArgs
from tests.components.recorder import Recorder, record

COMPANY = "103ef87e1c40446397c4460d650a3986"
DESCRIBED: dict[str, Any] = {
    "scope": "tenants",
    "cluster": {"context": "production"},
    "controlPlane": {"baseDomain": "clearml.example", "deletion": "protect"},
}


def settings_of(folder: Path, more: dict[str, Any] | None = None, **deletions: str) -> StackSettings:
    for slug, deletion in deletions.items():
        text = f"name: {slug}\nadmin: {{name: A, email: a@{slug}.example}}\ndeletion: {deletion}\n"
        (folder / f"{slug}.yaml").write_text(text)
    config: dict[str, Any] = {"api": {"host": "https://api.clearml.example"}, **(more or {})}
    keys = {"CLEARML_API_ACCESS_KEY": "x", "CLEARML_API_SECRET_KEY": "y"}
    return build("clearml-platform", "dev", config, folder, keys)


def guards_of(settings: StackSettings, previous: PreviousState = UNKNOWN_STATE, server: str | None = None) -> Recorder:
    def program() -> None:
        provider = pulumi.ProviderResource("pulumi-python", "clearml", {})
        tenant_register(settings, provider, previous, server)
        tenants = [Tenant(TenantArgs(settings=tenant)) for tenant in settings.tenants]
        destroy_guard(settings, tenants, [], provider)

    return record(program)


def test_the_register_lists_every_tenant_and_the_guard_the_protected_ones(tmp_path: Path) -> None:
    made = guards_of(settings_of(tmp_path, acme="protect", globex="retain")).of("TenantRegister")
    assert made["tenants"]["tenants"] == {"acme": "protect", "globex": "retain"}
    assert made["protected"]["tenants"] == {"acme": "guarded"}


def test_the_guard_stays_when_no_tenant_is_protected(tmp_path: Path) -> None:
    made = guards_of(settings_of(tmp_path, globex="delete")).of("TenantRegister")
    assert made["protected"]["tenants"] == {}


def test_a_server_of_another_stack_is_not_protected_here(tmp_path: Path) -> None:
    made = guards_of(settings_of(tmp_path, DESCRIBED, acme="protect", globex="retain")).of("TenantRegister")
    assert made["protected"]["tenants"] == {"acme": "guarded"}


def test_the_register_has_the_companies_of_the_state_and_the_servers_to_compare(tmp_path: Path) -> None:
    previous = PreviousState(servers=frozenset({"bbb"}), tenants={"gone": PreviousTenant(company="1" * 32)})
    facts = guards_of(settings_of(tmp_path, globex="delete"), previous, "bbb").of("TenantRegister")["tenants"]
    assert facts["companies"] == {"gone": "1" * 32}
    assert (facts["server"], facts["recorded"]) == ("bbb", ["bbb"])
    assert facts["host"] == "https://api.clearml.example"


@pytest.mark.parametrize(
    ("previous", "server", "words"),
    [
        ({"gone": PreviousTenant(deletion="protect")}, None, ["tenant gone is protected", "tenants/dev/gone.yaml"]),
        ({"gone": PreviousTenant(company=COMPANY)}, None, ["tenants/dev/acme.yaml takes over", "formerly: gone"]),
        ({"acme": PreviousTenant(company=COMPANY)}, "bbb", ["another server (aaa)", "leads to bbb"]),
    ],
)
def test_conflicts_are_refused_before_anything_is_registered(
    tmp_path: Path, previous: dict[str, PreviousTenant], server: str | None, words: list[str]
) -> None:
    text = f"name: Acme\nadmin: {{name: A, email: a@acme.example}}\nadopt: {COMPANY}\n"
    (tmp_path / "acme.yaml").write_text(text)
    state = PreviousState(servers=frozenset({"aaa"}), tenants=previous)
    with pytest.raises(pulumi.RunError) as caught:
        refuse_conflicts(settings_of(tmp_path), state, server)
    assert all(word in str(caught.value) for word in words)


def test_an_unknown_server_is_not_compared(tmp_path: Path) -> None:
    facts = guards_of(settings_of(tmp_path, globex="delete")).of("TenantRegister")["tenants"]
    assert not {"server", "recorded", "host"} & facts.keys()
