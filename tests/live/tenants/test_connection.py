"""The environment's connection overrides config and state, as a destroy needs after a rotation of the root key."""

from pathlib import Path

import pytest

from tests.live.tenants.conftest import SUPERVISOR, NewStack
from tests.live.tenants.holdings import NOTHING, Holdings, holdings, key_labels
from tests.sandbox.clearml.process import KeyPair, simulator

pytestmark = pytest.mark.engine


def test_a_destroy_works_with_a_rotated_key_and_a_moved_host_from_the_environment(
    new_stack: NewStack, tmp_path: Path
) -> None:
    data, rotated = tmp_path / "data.sqlite", KeyPair("ROTATEDACCESSKEY", "rotated-secret-key")
    with simulator(profile="enterprise", supervisor=SUPERVISOR, data=data) as server:
        stack = new_stack(server.url)
        stack.write("acme")
        stack.up().succeeded()
        assert holdings(server, "Acme") == Holdings(people=["admin@acme.example"], keys=key_labels("acme"))
    with simulator(profile="enterprise", supervisor=rotated, data=data) as server:
        moved = {"CLEARML_API_HOST": server.url}
        refused = stack.destroy(**moved).failed()
        assert "CLEARML_API_HOST is set without CLEARML_API_ACCESS_KEY" in refused.messages()
        assert holdings(server, "Acme").keys == key_labels("acme")
        keys = {"CLEARML_API_ACCESS_KEY": rotated.access_key, "CLEARML_API_SECRET_KEY": rotated.secret_key}
        stack.destroy(**moved | keys).succeeded()
        assert holdings(server, "Acme") == NOTHING
