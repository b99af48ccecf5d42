"""A new generation of a key pair: the new pair works before the old one is revoked, and one remains."""

import pytest

from tests.live.tenants.holdings import holdings, key_labels
from tests.live.tenants.stack import Stack
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine


def test_the_new_pair_is_minted_before_the_old_one_is_revoked(stack: Stack, server: Simulator) -> None:
    stack.write("acme")
    stack.up().succeeded()
    before = stack.outputs()["tenantCredentials"]["acme"]
    server.clear_calls()
    stack.write("acme", credentials={"agent": {"generation": 2}})

    steps = stack.up().succeeded().steps

    assert {(kind, name) for _, kind, name in steps} == {("Credentials", "acme/agent")}
    assert {operation for operation, _, _ in steps} == {"create-replacement", "replace", "delete-replaced"}
    minting = [call["endpoint"] for call in server.calls() if call["endpoint"] != "auth.get_credentials"]
    assert minting == ["auth.create_credentials", "auth.revoke_credentials"]
    after = stack.outputs()["tenantCredentials"]["acme"]
    assert after["gateway"] == before["gateway"]
    assert after["agent"].keys() == before["agent"].keys()
    assert all(after["agent"][part] != before["agent"][part] for part in before["agent"])
    assert holdings(server, "Acme").keys == key_labels("acme", agent=2)
    assert stack.preview("--expect-no-changes").succeeded().steps == set()
