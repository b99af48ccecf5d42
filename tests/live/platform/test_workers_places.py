"""Namespaces, ports and hosts: none passes to another tenant within one run or is taken from other owners."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.live.platform.tenants import AGENT, TenantSite, sessions
from tests.live.tenants import stack

pytestmark = pytest.mark.engine


def test_a_namespace_goes_to_another_tenant_only_when_it_is_free(tenants: TenantSite) -> None:
    site = tenants
    site.write("acme", workers={"namespace": "research"})
    site.up().succeeded()
    before = site.workers("research").pods()

    site.remove("acme")
    site.write("globex", workers={"namespace": "research"})
    refused = site.up().failed()
    assert refused.steps == set()
    assert "namespace research still belongs to tenant acme" in "\n".join(refused.problems())
    assert site.workers("research").pods() == before

    site.write("globex")
    site.up().succeeded()
    site.write("globex", workers={"namespace": "research"})
    site.up().succeeded()
    assert "globex" not in site.namespaces()
    assert site.workers("research").ready() == {AGENT: 1}
    assert site.preview().succeeded().steps == set()


def test_a_protected_tenants_namespace_does_not_go_with_the_section_of_all_workers(tenants: TenantSite) -> None:
    site = tenants
    site.write("acme", deletion="protect")
    site.up().succeeded()
    section = site.whole()["clearml:workers"]
    site.without("workers")
    refused = site.up().failed()
    assert any("protect" in problem for problem in refused.problems()), refused.problems()
    assert "acme" in site.namespaces()

    site.configure({"clearml:workers": section})
    site.write("acme", deletion="delete")
    site.up().succeeded()
    site.without("workers")
    site.up().succeeded()
    assert "acme" not in site.namespaces()


def test_ports_and_hosts_of_others_are_refused_before_anything_is_made(tenants: TenantSite) -> None:
    site, host = tenants, "acme.apps.clearml.example"
    site.write("globex", workers={"sessions": sessions(0)})
    site.up().succeeded()
    site.remove("globex")
    site.write("hooli", workers={"sessions": sessions(0)})
    site.write("acme", workers={"sessions": sessions(1), "gateway": {"host": host}})
    with others(site, host, 30012):
        refused = site.preview().failed()
    assert refused.steps == set()
    problems = "\n".join(refused.problems())
    assert "NodePort 30012 of tenant acme's slot is used by Service others/web" in problems
    assert f"host {host} of tenant acme's gateway is used by Ingress others/web" in problems
    assert "of tenant hooli's slot is still used by tenant globex (Service globex/" in problems

    site.remove("hooli")
    site.up().succeeded()
    site.write("hooli", workers={"sessions": sessions(0)})
    site.write("acme", workers={"namespace": "research", "sessions": sessions(1), "gateway": {"host": host}})
    site.up().succeeded()
    assert "acme" not in site.namespaces()
    assert site.preview().succeeded().steps == set()


@contextmanager
def others(site: TenantSite, host: str, port: int) -> Iterator[None]:
    """A namespace outside the program, with a NodePort and a host."""
    kube, inside = site.kube, "--namespace=others"
    kube.kubectl("create", "namespace", "others")
    try:
        kube.kubectl("create", "service", "nodeport", "web", "--tcp=80", f"--node-port={port}", inside)
        kube.kubectl("create", "ingress", "web", "--class=nginx", f"--rule={host}/*=web:80", inside)
        yield
    finally:
        kube.kubectl("delete", "namespace", "others")


def test_after_a_rename_of_the_stack_everything_is_still_its_own(
    tenants: TenantSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tenants
    site.acme()
    site.up().succeeded()
    company, pods = site.outputs()["tenants"]["acme"]["companyId"], site.workers("acme").pods()

    site.pulumi("stack", "rename", "moved")
    (site.folder / "tenants" / "test").rename(site.folder / "tenants" / "moved")
    monkeypatch.setattr(stack, "NAME", "moved")
    moved = site.up().succeeded()
    assert {operation for operation, *_ in moved.steps} <= {"update"}, moved.steps
    assert site.outputs()["tenants"]["acme"]["companyId"] == company
    assert site.workers("acme").pods() == pods
    assert site.preview().succeeded().steps == set()

    (site.folder / "tenants" / "moved").rename(site.folder / "tenants" / "test")
    site.pulumi("stack", "rename", "test")
    monkeypatch.undo()
    site.up().succeeded()
