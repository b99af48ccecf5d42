"""TenantRegister: a stack's tenants with their deletion modes. Guards against a lost tenant file; calls no API.

If the file of a protected tenant disappears, the run must stop before anything is deleted. Pulumi's `protect` stops it
too, but with a generic message. `check` has the previous inputs, so its message can name the file and the next steps.
"""

from collections.abc import Mapping
from typing import Any

from pulumi import ResourceOptions
from pulumi.dynamic import CheckFailure, CheckResult, Resource

from providers.clearml.shared.base import NounProvider, Props


class RegisterProps(Props):
    """`tenants` maps each slug to its deletion mode; `directory` contains the tenant files."""

    tenant: str = "*"
    directory: str
    tenants: dict[str, str]


class RegisterProvider(NounProvider[RegisterProps, RegisterProps]):
    """Provider of TenantRegister. Rejects the removal of protected tenants at preview. The resource id is constant."""

    props = RegisterProps
    state = RegisterProps
    on_server = False

    def title(self, props: RegisterProps) -> str:
        return "register of tenants"

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Add one failure per protected tenant whose file is missing."""
        result = super().check(olds, news)
        tenants = news.get("tenants", {})
        missing = [slug for slug, mode in olds.get("tenants", {}).items() if slug not in tenants and mode == "protect"]
        directory = olds.get("directory", "")
        failures = [CheckFailure("", _missing_file(directory, slug)) for slug in missing]
        return CheckResult(result.inputs, result.failures + failures)

    def create_object(self, new: RegisterProps) -> tuple[str, RegisterProps]:
        return "register", new

    def read_object(self, id_: str, old: RegisterProps) -> RegisterProps:
        return old

    def update_object(self, id_: str, old: RegisterProps, new: RegisterProps) -> RegisterProps:
        return new

    def delete_object(self, id_: str, old: RegisterProps) -> None:
        """Do nothing: the server has no such object."""


def _missing_file(directory: str, slug: str) -> str:
    return (
        f"tenant {slug} is protected, but its file {directory}/{slug}.yaml is missing; restore it (the file name is "
        "the tenant's permanent key), or to remove the tenant set `deletion: retain` or `deletion: delete` in the "
        "file, run `pulumi up`, and only then remove the file"
    )


class TenantRegister(Resource, module="clearml", name="TenantRegister"):
    """The stack's tenants. State type: pulumi-python:dynamic/clearml:TenantRegister."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        super().__init__(RegisterProvider(), name, dict(args), opts)
