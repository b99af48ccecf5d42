"""Namespaces are not handed from one tenant to another in one run, and a protected tenant's outlives its section."""

import pytest

from tests.platform.tenants import AGENT, TenantSite

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
    assert (
        "namespace research is the tenant acme's until a `pulumi up` has taken it away: "
        "run one without globex in it first, or name another namespace"
    ) in "\n".join(refused.problems())
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
