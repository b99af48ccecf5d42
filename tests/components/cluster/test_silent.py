"""A further cluster that does not answer: what the state has of it stays, and moves to it are refused."""

import pulumi
import pytest

from blueprint.settings.platform.cluster import ClusterSettings
from components.cluster.preflight import ClusterNeeds
from components.cluster.silent import keep, refuse_moves
from components.shared.previous import UNKNOWN_STATE, PreviousState, PreviousTenant

NEEDS = ClusterNeeds(
    setting="clearml:clusters.west",
    cluster=ClusterSettings(context="west"),
    namespaces={"acme-ml": "acme"},
    gpu=None,
    claims=[],
    locks=True,
)
REASON = "clearml:clusters.west: cannot inspect"


def test_a_cluster_that_neither_settings_nor_state_identify_is_unknown() -> None:
    assert keep("kubernetes-west", NEEDS, PreviousState()) is None


def test_a_new_tenant_in_an_unknown_cluster_is_left_out() -> None:
    refuse_moves({"west": REASON}, {"west": NEEDS}, PreviousState(tenants={"globex": PreviousTenant()}))


@pytest.mark.parametrize("previous", [PreviousState(tenants={"acme": PreviousTenant()}), UNKNOWN_STATE])
def test_a_tenant_that_moves_into_an_unknown_cluster_ends_the_run(previous: PreviousState) -> None:
    with pytest.raises(pulumi.RunError, match="cannot inspect"):
        refuse_moves({"west": REASON}, {"west": NEEDS}, previous)
