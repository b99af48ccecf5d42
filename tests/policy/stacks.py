"""Resources for tests of the rules, as the state and the program have them."""

from collections.abc import Mapping
from typing import Any

from policy.rules.guarded import COMPANY
from policy.rules.resource import StackResource

ACCOUNT = "clearml:tenant:Tenant$clearml:tenant:Account"
WORKERS = "clearml:tenant:Tenant$clearml:tenant:Workers"
INSIDE = f"{WORKERS}$clearml:tenant:Namespace"
NAMESPACE = "kubernetes:core/v1:Namespace"
RELEASE = "kubernetes:helm.sh/v3:Release"
NOUN = "pulumi-python:dynamic/clearml:"


def made(
    type_: str, name: str, properties: Mapping[str, Any] | None = None, parent: str = "", **more: Any
) -> StackResource:
    """A resource below a parent's types."""
    types = f"{parent}${type_}" if parent else type_
    return StackResource(f"urn:pulumi:test::clearml-platform::{types}::{name}", properties or {}, **more)


def company(slug: str, **inputs: Any) -> StackResource:
    """A tenant's company, with the id of the slug."""
    return made(COMPANY, slug, {"tenant": slug, **inputs}, ACCOUNT, id=f"company-{slug}")


def admin(slug: str, company_id: object) -> StackResource:
    """A tenant's admin in a company."""
    return made(f"{NOUN}User", slug, {"tenant": slug, "company": company_id}, ACCOUNT)


def namespace(slug: str, name: str | None = None, **more: Any) -> StackResource:
    """A tenant's namespace."""
    labels = {"pod-security.kubernetes.io/enforce": "baseline"}
    return made(NAMESPACE, slug, {"metadata": {"name": name or slug, "labels": labels}}, INSIDE, **more)


def release(name: str, parent: str, /, **inputs: Any) -> StackResource:
    """A Helm release."""
    usual = {"chart": "oci://registry.example/chart", "version": "1.2.3", "name": name, "namespace": "there"}
    return made(RELEASE, name, usual | inputs, parent)


def register(*slugs: str, **formerly: str) -> StackResource:
    """The register of tenants; `formerly` maps new slugs to old ones."""
    tenants = dict.fromkeys(slugs, "delete")
    return made(f"{NOUN}TenantRegister", "tenants", {"tenants": tenants, "formerly": formerly})
