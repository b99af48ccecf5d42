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
    nothing = folder.build(workers(egress={"locked": True, "blocked": []}))
    blocked = folder.build(workers(egress={"locked": True, "blocked": ["10.0.0.0/8"]}))

    (warning,) = about(nothing.warnings, "workers.egress.blocked")
    assert "metadata" in warning
    assert about(blocked.warnings, "workers.egress") == []


def test_egress_is_locked_unless_a_setting_opens_it(folder: Folder) -> None:
    default, opened = folder.build(workers()), folder.build(workers(egress={"locked": False}))

    assert about(default.warnings, "workers.egress") == []
    assert default.platform is not None
    assert default.platform.workers is not None
    assert default.platform.workers.egress.locked
    (warning,) = about(opened.warnings, "workers.egress.locked")
    assert "metadata" in warning


def test_settings_that_a_switch_makes_void_are_warnings(folder: Folder) -> None:
    egress = {"blocked": ["10.0.0.0/8"], "apiServers": ["10.0.0.1/32"]}

    opened = folder.build(workers(egress={**egress, "locked": False})).warnings
    unfenced = folder.build(workers(egress=egress) | OPEN).warnings

    for warnings, switch in ((opened, "workers.egress.locked: false"), (unfenced, "isolation.enabled: false")):
        (warning,) = about(warnings, "workers.egress: ")
        assert "apiServers, blocked" in warning
        assert switch in warning


def test_peers_that_stay_closed_are_warnings(folder: Folder) -> None:
    """They belong to a metadata service or to the API server."""
    egress = {"apiServers": ["10.0.0.0/28"], "peers": [{"cidr": "10.0.0.1/32"}, {"cidr": "169.254.169.254/32"}]}

    warnings = about(folder.build(workers(egress=egress)).warnings, "workers.egress.peers")

    assert [address in line for address, line in zip(("10.0.0.1/32", "169.254.169.254/32"), warnings, strict=True)]


def test_a_lock_that_may_cut_off_the_servers_hosts_is_a_warning(folder: Folder) -> None:
    egress = {"locked": True, "blocked": ["10.0.0.0/8"]}

    warnings = folder.build(west(workers=workers(egress=egress)["workers"]) | PEERS).warnings

    assert about(warnings, "cluster.ingress.peers") == []
    (warning,) = about(warnings, "clusters.west.ingress.peers")
    assert "well-known ingress controllers" in warning
    with_peers = folder.build(workers(egress={**egress, "peers": [{"cidr": "10.9.0.0/16"}]})).warnings
    assert not any("well-known ingress" in each for each in with_peers)


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
