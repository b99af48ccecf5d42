"""Settings of locked egress that lock nothing are refused; those with surprising effects are warnings."""

from tests.blueprint.problem_lines import matches
from tests.blueprint.tenant_folder import Folder
from tests.blueprint.worker_config import described, tenant, west, workers

OPEN = {"isolation": {"enabled": False}}
PEERS = {"cluster": {"context": "production", "ingress": {"peers": [{"namespace": "ingress-nginx"}]}}}


def about(warnings: tuple[str, ...], key: str) -> list[str]:
    """The warnings about one key."""
    return [line for line in warnings if line.startswith(f"clearml:{key}")]


def test_egress_without_isolation_would_not_be_locked(folder: Folder) -> None:
    (line,) = folder.lines(workers(egress={"locked": True}) | OPEN)
    assert matches(line, "Pulumi.dev.yaml: clearml:workers.egress.locked | true | clearml:isolation.enabled")


def test_a_lock_that_blocks_nothing_is_a_warning(folder: Folder) -> None:
    locked = folder.build(workers(egress={"locked": True}))
    blocked = folder.build(workers(egress={"locked": True, "blocked": ["10.0.0.0/8"]}))

    (warning,) = about(locked.warnings, "workers.egress.blocked")
    assert "metadata address" in warning
    assert about(blocked.warnings, "workers.egress") == []


def test_a_lock_that_may_cut_off_the_servers_hosts_is_a_warning(folder: Folder) -> None:
    egress = {"locked": True, "blocked": ["10.0.0.0/8"]}

    warnings = folder.build(west(workers=workers(egress=egress)["workers"]) | PEERS).warnings

    assert about(warnings, "cluster.ingress.peers") == []
    (warning,) = about(warnings, "clusters.west.ingress.peers")
    assert "agents may not reach" in warning
    with_peers = folder.build(workers(egress={**egress, "peers": [{"cidr": "10.9.0.0/16"}]})).warnings
    assert not any("agents may not reach" in each for each in with_peers)


def test_a_stack_of_tenants_alone_has_warnings_too(folder: Folder) -> None:
    (warning,) = about(folder.build(described(isolation={"enabled": False})).warnings, "isolation.enabled")

    assert "tasks" in warning


def test_a_list_without_a_value_is_empty(folder: Folder) -> None:
    built = folder.build(workers(egress={"dns": None, "peers": None, "blocked": None})).platform

    assert built is not None
    assert built.workers is not None
    assert (built.workers.egress.dns, built.workers.egress.peers, built.workers.egress.blocked) == ((), (), ())


def test_tolerations_without_a_value_are_none(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", "{queues: {cpu: {tolerations: }}}"))

    assert folder.build(workers()).plans["acme"].queues[0].demand.settings.tolerations == ()
