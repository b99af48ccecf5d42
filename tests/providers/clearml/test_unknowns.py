"""Unknown values in a preview, such as the id of a company that does not exist yet."""

from typing import Any

from pulumi.output import Unknown

from providers.clearml.queue import QueueProvider
from providers.clearml.register import RegisterProvider
from providers.clearml.user import UserProvider


def not_known() -> Any:
    return Unknown()  # type: ignore[no-untyped-call]  # the SDK's class has no types


MEMBER = {"user": "a" * 32, "company": "b" * 32}
QUEUE = {"tenant": "acme", "member": MEMBER, "name": "default", "tags": ["a", "b"]}


def test_an_unknown_value_passes_the_check_and_stays_unknown() -> None:
    unknown = not_known()
    result = QueueProvider().check({}, QUEUE | {"member": unknown})
    assert result.failures == []
    assert result.inputs["member"] is unknown


def test_known_values_are_still_checked() -> None:
    result = QueueProvider().check({}, QUEUE | {"member": not_known(), "name": "ab"})
    assert [failure.property for failure in result.failures] == ["name"]


def test_an_unknown_member_is_an_update_and_no_replacement() -> None:
    result = QueueProvider().diff("x", QUEUE, QUEUE | {"member": not_known()})
    assert (result.changes, result.replaces) == (True, [])


def test_an_unknown_company_replaces_its_admin() -> None:
    user = {"tenant": "acme", "company": "b" * 32, "email": "ada@acme.example", "name": "Ada"}
    assert UserProvider().diff("x", user, user | {"company": not_known()}).replaces == ["company"]


def test_a_protected_tenant_that_vanished_fails_the_check() -> None:
    old = {"directory": "tenants/prod", "tenants": {"acme": "protect", "globex": "retain"}}
    result = RegisterProvider().check(old, {"directory": "tenants/prod", "tenants": {}})
    (failure,) = result.failures
    assert "tenant acme is protected, but its file tenants/prod/acme.yaml is missing" in failure.reason


def test_an_unprotected_tenant_may_vanish() -> None:
    old = {"directory": "tenants/prod", "tenants": {"globex": "retain"}}
    assert RegisterProvider().check(old, {"directory": "tenants/prod", "tenants": {}}).failures == []
