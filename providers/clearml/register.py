"""TenantRegister: the list of tenants of a stack with their deletion modes. It guards, and calls no API.

A tenant file that disappears while its tenant is protected must stop the run before anything is deleted. Pulumi's own
`protect` stops it too, but in the engine's words; `check` sees the previous inputs and can say what to do.
"""

from collections.abc import Mapping
from typing import Any

from pulumi import ResourceOptions
from pulumi.dynamic import CheckFailure, CheckResult, Resource

from providers.clearml.shared.base import NounProvider, Props


class RegisterProps(Props):
    """`tenants` maps each slug to its deletion mode; `directory` is where the tenant files are."""

    tenant: str = "*"
    directory: str
    tenants: dict[str, str]


class RegisterProvider(NounProvider[RegisterProps, RegisterProps]):
    """Refuses the removal of protected tenants at preview. The resource id is constant."""

    props = RegisterProps
    state = RegisterProps

    def title(self, props: RegisterProps) -> str:
        return "register of tenants"

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """One failure for each protected tenant whose file is gone."""
        checked = super().check(olds, news)
        now = news.get("tenants", {})
        missing = [slug for slug, mode in olds.get("tenants", {}).items() if slug not in now and mode == "protect"]
        directory = olds.get("directory", "")
        return CheckResult(
            checked.inputs, checked.failures + [CheckFailure("", _way_out(directory, s)) for s in missing]
        )

    def make(self, new: RegisterProps) -> tuple[str, RegisterProps]:
        return "register", new

    def find(self, id_: str, old: RegisterProps) -> RegisterProps:
        return old

    def change(self, id_: str, old: RegisterProps, new: RegisterProps) -> RegisterProps:
        return new

    def remove(self, id_: str, old: RegisterProps) -> None:
        """Nothing on the server to remove."""


def _way_out(directory: str, slug: str) -> str:
    return (
        f"tenant {slug} is protected, but its file {directory}/{slug}.yaml is gone; put it back (the file name is the "
        "tenant's permanent key), or to remove the tenant set `deletion: retain` or `deletion: delete` in it, "
        "run up, and only then remove the file"
    )


class TenantRegister(Resource, module="clearml", name="TenantRegister"):
    """The stack's tenants. State type: pulumi-python:dynamic/clearml:TenantRegister."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        super().__init__(RegisterProvider(), name, dict(args), opts)
