"""What moves between tenants follows from the state before the run and the files."""

from typing import Any

from blueprint.settings.tenant.tenant import TenantSettings
from components.shared.previous import PreviousState, PreviousTenant
from components.tenant.moves import PEERS, losers_first, moves

MEMBER = {"user": "admin of acme", "company": "acme inc"}


def tenant(slug: str, **keys: Any) -> TenantSettings:
    usual = {"slug": slug, "name": slug.title(), "admin": {"name": "Ada", "email": f"admin@{slug}.example"}}
    return TenantSettings.model_validate(usual | keys, by_alias=True)


def previous(slug: str = "acme", **fields: Any) -> PreviousState:
    """A state with one tenant."""
    usual = {
        "company": f"{slug} inc",
        "admin": f"admin of {slug}",
        "admin_email": f"admin@{slug}.example",
        "deletion": "delete",
        "domains": ("moved.example",),
        "addresses": ("bob@p.example",),
        "resources": frozenset({("Company", slug), ("UserGroup", f"{slug}/shared")}),
    }
    return PreviousState(tenants={slug: PreviousTenant(**usual | fields)})


GAINING = tenant("beta", login={"domains": ["moved.example", "new.example"], "users": ["bob@p.example", "x@p.example"]})


def test_rules_that_the_other_file_no_longer_lists_move() -> None:
    found = moves([tenant("acme"), GAINING], previous())["beta"]
    released = {"tenant": "acme", "member": MEMBER}
    assert found.domains == {"moved.example": released}
    assert found.addresses == {"bob@p.example": released}
    assert found.admins == {}


def test_rules_that_the_other_file_lists_stay() -> None:
    acme = tenant("acme", login={"domains": ["moved.example"], "admins": ["bob@p.example"]})
    found = moves([acme, GAINING], previous())["beta"]
    assert (found.domains, found.addresses) == ({}, {})


def test_nothing_moves_without_a_known_state_or_from_a_protected_tenant_without_file() -> None:
    for state in (PreviousState(known=False), previous(deletion="protect"), previous(admin=None)):
        assert moves([GAINING], state)["beta"].domains == {}
    assert moves([tenant("acme"), GAINING], previous(deletion="protect"))["beta"].domains != {}


def test_a_renamed_tenant_takes_nothing_from_its_former_name() -> None:
    renamed = tenant("acmecorp", formerly="acme", login={"domains": ["moved.example"]})
    assert moves([renamed], previous())["acmecorp"].domains == {}


def test_an_admin_moves_if_the_tenant_has_another_one_or_is_deleted() -> None:
    eve = {"name": "Eve", "email": "admin@acme.example"}
    beta = tenant("beta", admin=eve)
    another = tenant("acme", admin={"name": "New", "email": "new@acme.example"})
    assert list(moves([another, beta], previous())["beta"].admins) == ["admin@acme.example"]
    assert list(moves([beta], previous())["beta"].admins) == ["admin@acme.example"]
    for state in (previous(deletion="retain"), previous(admin_created=False)):
        assert moves([beta], state)["beta"].admins == {}
    assert (
        moves([beta], previous(delete_while_running=True))["beta"].admins["admin@acme.example"].values["force"] is True
    )


def test_the_tenant_that_loses_its_admin_comes_first() -> None:
    beta = tenant("alpha", admin={"name": "Eve", "email": "admin@zeta.example"})
    zeta = tenant("zeta", admin={"name": "New", "email": "new@zeta.example"})
    found = moves([beta, zeta], previous("zeta"))
    assert [one.slug for one in losers_first([beta, zeta], found)] == ["zeta", "alpha"]


def test_a_few_other_tenants_are_asked_about_a_shared_group() -> None:
    others = {f"ten{number}": previous(f"ten{number}").tenants[f"ten{number}"] for number in range(PEERS + 2)}
    beta = tenant("ten0", groups={"shared": {"existing": True}, "own": {}})
    peers = moves([beta], PreviousState(tenants=others))["ten0"].group_peers
    assert [peer["company"] for peer in peers["shared"]] == ["ten1 inc", "ten2 inc", "ten3 inc"]
    assert list(peers) == ["shared"]
