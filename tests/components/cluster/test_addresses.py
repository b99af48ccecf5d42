"""Ports and hosts that objects of other owners in the cluster already use."""

from typing import Any

from components.cluster.addresses import AddressClaim, ClusterObjects, conflicts

ACME = AddressClaim(
    tenant="acme",
    namespace="acme",
    host="acme.apps.clearml.example",
    ingress_class="nginx",
    ports=[range(30010, 30020), range(31000, 31005)],
)


def service(namespace: str, *node_ports: int | None) -> Any:
    ports = [{"port": 80} if port is None else {"port": 80, "nodePort": port} for port in node_ports]
    return {"metadata": {"namespace": namespace, "name": "web"}, "spec": {"ports": ports}}


def ingress(namespace: str, host: str, *paths: str) -> Any:
    http = {"http": {"paths": [{"path": path} for path in paths]}} if paths else {}
    return {"metadata": {"namespace": namespace, "name": "web"}, "spec": {"rules": [{"host": host, **http}]}}


def problems(*claims: AddressClaim, services: tuple[Any, ...] = (), ingresses: tuple[Any, ...] = ()) -> list[str]:
    return list(conflicts(claims, ClusterObjects({"globex-ml": "globex", "acme-old": "acme"}, services, ingresses)))


def test_a_port_of_another_owner_is_reported_with_its_service() -> None:
    (problem,) = problems(ACME, services=(service("others", 30019, None, 30020, 30010),))
    for fact in ("NodePort 30010 and 1 more", "tenant acme", "Service others/web", "another slot"):
        assert fact in problem


def test_a_port_that_another_tenant_gives_up_is_not_free_yet() -> None:
    (problem,) = problems(ACME, services=(service("globex-ml", 31004),))
    for fact in ("NodePort 31004", "tenant acme", "still used by tenant globex", "Service globex-ml/web"):
        assert fact in problem


def test_ports_in_the_tenants_own_namespaces_are_no_conflict() -> None:
    for namespace in ("acme", "acme-old"):
        own = ingress(namespace, "acme.apps.clearml.example", "/")
        assert problems(ACME, services=(service(namespace, 30010),), ingresses=(own,)) == []
    assert problems(ACME, services=(service("others", 30009, 30020, 30999, 31005),)) == []


def test_a_host_that_an_ingress_serves_at_its_root_is_reported() -> None:
    for paths in (("/",), ("/", "/files"), ("/*",), ()):
        (problem,) = problems(ACME, ingresses=(ingress("others", "acme.apps.clearml.example", *paths),))
        for fact in ("host acme.apps.clearml.example", "tenant acme", "Ingress others/web", "another host"):
            assert fact in problem


def test_a_path_below_the_host_or_another_host_is_no_conflict() -> None:
    below = ingress("others", "acme.apps.clearml.example", "/.well-known/acme-challenge/x")
    assert problems(ACME, ingresses=(below, ingress("others", "apps.clearml.example", "/"))) == []


def test_a_host_of_another_ingress_controller_is_no_conflict() -> None:
    other = ingress("others", "acme.apps.clearml.example", "/")
    for name, count in (("internal", 0), ("nginx", 1)):
        other["spec"]["ingressClassName"] = name
        assert len(problems(ACME, ingresses=(other,))) == count


def test_the_port_of_a_load_balancers_health_checks_counts() -> None:
    balancer = service("others", None)
    balancer["spec"]["healthCheckNodePort"] = 30011
    assert len(problems(ACME, services=(balancer,))) == 1


def test_a_tenant_without_ports_and_hosts_has_no_conflict() -> None:
    quiet = AddressClaim(tenant="initech", namespace="initech", host=None, ingress_class=None, ports=[])
    objects = (ingress("others", "acme.apps.clearml.example", "/"), {"metadata": {"namespace": "others"}, "spec": {}})
    assert problems(quiet, services=(service("others", 30010),), ingresses=objects) == []
