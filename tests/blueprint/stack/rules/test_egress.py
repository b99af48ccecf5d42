"""What locks tenants' egress and does not, or shuts more than meant, is refused or told."""

from tests.blueprint.tenant_folder import Folder
from tests.blueprint.worker_config import described, tenant, west, workers

OPEN = {"isolation": {"enabled": False}}
PEERS = {"cluster": {"context": "production", "ingress": {"peers": [{"namespace": "ingress-nginx"}]}}}


def about(warnings: tuple[str, ...], key: str) -> list[str]:
    """The warnings about one key."""
    return [line for line in warnings if line.startswith(f"clearml:{key}")]


def test_egress_without_isolation_would_not_be_locked(folder: Folder) -> None:
    assert folder.lines(workers(egress={"locked": True}) | OPEN) == [
        "Pulumi.dev.yaml: clearml:workers.egress.locked: found true, expected false, or clearml:isolation.enabled: "
        "true: without isolation no policy is made at all"
    ]


def test_a_lock_that_blocks_nothing_is_told(folder: Folder) -> None:
    locked = folder.build(workers(egress={"locked": True}))
    blocked = folder.build(workers(egress={"locked": True, "blocked": ["10.0.0.0/8"]}))

    assert about(locked.warnings, "workers.egress") == [
        "clearml:workers.egress.blocked: without it the internet is every address: egress.locked keeps tenants from "
        "the metadata address alone, not from pods, Services and nodes"
    ]
    assert about(blocked.warnings, "workers.egress") == []


def test_a_lock_that_may_shut_off_the_servers_hosts_is_told(folder: Folder) -> None:
    egress = {"locked": True, "blocked": ["10.0.0.0/8"]}
    line = "ingress.peers: with egress locked and none of them agents may not reach"

    warnings = folder.build(west(workers=workers(egress=egress)["workers"]) | PEERS).warnings

    assert not any(f"clearml:cluster.{line}" in each for each in warnings)
    assert any(f"clearml:clusters.west.{line}" in each for each in warnings)
    named = folder.build(workers(egress={**egress, "peers": [{"cidr": "10.9.0.0/16"}]})).warnings
    assert not any(line in each for each in named)


def test_a_stack_of_tenants_alone_is_told_too(folder: Folder) -> None:
    told = folder.build(described(isolation={"enabled": False})).warnings

    assert about(told, "isolation") == [
        "clearml:isolation.enabled: false leaves tenants' tasks open to one another",
    ]


def test_a_list_with_nothing_after_it_is_empty(folder: Folder) -> None:
    built = folder.build(workers(egress={"dns": None, "peers": None, "blocked": None})).platform

    assert built is not None
    assert built.workers is not None
    assert (built.workers.egress.dns, built.workers.egress.peers, built.workers.egress.blocked) == ((), (), ())


def test_tolerations_with_nothing_after_them_are_none(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", "{queues: {cpu: {tolerations: }}}"))

    assert folder.build(workers()).plans["acme"].queues[0].demand.settings.tolerations == ()
