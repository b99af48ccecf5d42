"""Renames that have ended half-way: aliases, and what the state has under both slugs."""

import pulumi
import pytest
from pulumi import ResourceOptions, ResourceTransformationArgs

from components.shared.previous import PreviousState, PreviousTenant
from components.tenant.earlier import after_renames
from components.tenant.renames import former_names
from tests.components.tenant.test_moves import tenant

COMPANY, OTHER = "1" * 32, "2" * 32


def record(slug: str, *kinds: str, company: str = COMPANY, **values: object) -> PreviousTenant:
    resources = frozenset((kind, slug) for kind in kinds)
    return PreviousTenant(company=company, resources=resources, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("former", ["acme", "zeta"])
def test_both_halves_are_one_tenant(former: str) -> None:
    renamed = record("corp", "Company", "User", admin="u1", admin_email="a@x.example", deletion="protect")
    left = record(former, "LoginDomains", admin="u1", domains=("a.example",))
    state = PreviousState(tenants={"corp": renamed, former: left}, registered=frozenset({former}))

    after = after_renames(state, [tenant("corp", formerly=former)])

    (both,) = after.tenants.values()
    assert (both.company, both.deletion, both.admin_email) == (COMPANY, "protect", "a@x.example")
    assert both.domains == ("a.example",)
    assert both.resources == {("Company", "corp"), ("User", "corp"), ("LoginDomains", "corp")}
    assert after.registered == {"corp"}


def test_the_mode_is_that_of_the_half_with_the_company() -> None:
    renamed = record("corp", "Queue")
    left = record("acme", "Company", "User", deletion="protect", delete_while_running=True, admin_created=False)
    (both,) = after_renames(
        PreviousState(tenants={"acme": left, "corp": renamed}), [tenant("corp", formerly="acme")]
    ).tenants.values()
    assert (both.deletion, both.delete_while_running, both.admin_created) == ("protect", True, False)


def test_two_companies_are_refused() -> None:
    state = PreviousState(tenants={"acme": record("acme", "Company", company=OTHER), "corp": record("corp", "Company")})
    with pytest.raises(pulumi.RunError, match=f"has company {COMPANY} and acme has company {OTHER}"):
        after_renames(state, [tenant("corp", formerly="acme")])


@pytest.mark.parametrize(
    ("name", "former"), [("corp", "acme"), ("corp/agent", "acme/agent"), ("corporate/agent", None), ("tenants", None)]
)
def test_all_resources_of_the_tenant_and_no_others_get_an_alias(name: str, former: str | None) -> None:
    opts = ResourceOptions(aliases=["older"])
    args = ResourceTransformationArgs(resource=None, type_="t", name=name, props={}, opts=opts)  # type: ignore[arg-type]
    result = former_names("corp", "acme")(args)
    names = [] if result is None else [getattr(one, "name", one) for one in result.opts.aliases or ()]
    assert names == ([] if former is None else ["older", former])
    assert opts.aliases == ["older"]
