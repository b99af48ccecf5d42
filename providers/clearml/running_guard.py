"""RunningGuard: refuses to delete a tenant's workers or account while its tasks run, and those of a protected tenant.

It is deleted before everything that it guards, so that a refusal takes nothing away. Endpoints: tasks.get_all,
system.company_info. The server refuses to delete a company while tasks run, but the company is deleted last, after the
namespace with the tasks' pods and volumes, the key pairs and the login rules. Creating or updating a guard makes no
calls.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pulumi import ResourceOptions
from pulumi.dynamic import Resource

from providers.clearml.api.errors import NotFound, Refused
from providers.clearml.shared.base import MemberProps, NounProvider
from providers.clearml.shared.without_admin import on_behalf


class RunningGuardProps(MemberProps):
    """`deletion` and `delete_while_running` are the tenant's settings, as in Company. `scope` is what is guarded."""

    deletion: Literal["protect", "retain", "delete"] = "protect"
    delete_while_running: bool = False
    scope: Literal["workers", "account"] = "workers"


class RunningGuardProvider(NounProvider[RunningGuardProps, RunningGuardProps]):
    """Provider of RunningGuard, which has no object on the server. The resource id is the company id."""

    props = RunningGuardProps
    state = RunningGuardProps

    def title(self, props: RunningGuardProps) -> str:
        return f"the tenant's {props.scope}"

    def create_object(self, new: RunningGuardProps) -> tuple[str, RunningGuardProps]:
        return new.member.company, new

    def read_object(self, id_: str, old: RunningGuardProps) -> RunningGuardProps:
        return old

    def update_object(self, id_: str, old: RunningGuardProps, new: RunningGuardProps) -> RunningGuardProps:
        return new

    def delete_object(self, id_: str, old: RunningGuardProps) -> None:
        """Refuse while tasks run. Workers are deleted with `retain` too, with the namespace; a company is not."""
        if old.deletion == "protect":
            message = "the tenant is protected; with the tenant file in place set `deletion: retain`"
            raise Refused(f"{message}, run `pulumi up`, and then remove {_what(old)}")
        keeps_company = old.scope == "account" and old.deletion == "retain"
        if keeps_company or old.delete_while_running or self._is_gone(old):
            return
        running = on_behalf(self.client, old.tenant, old.member, self.client.running_tasks)
        if running:
            with_it = "namespace" if old.scope == "workers" else "company"
            message = f"tasks are running, such as {running[0]}, and would be lost with their {with_it}"
            action = "stop them and run `pulumi up` again, or restore the tenant file with `deleteWhileRunning: true`"
            raise Refused(f"{message}; {action}, run `pulumi up`, and remove it again")

    def _is_gone(self, old: RunningGuardProps) -> bool:
        try:
            return not self.client.company_info(old.member.company).active
        except NotFound:
            return True


def _what(old: RunningGuardProps) -> str:
    return "the workers" if old.scope == "workers" else "the file"


class RunningGuard(Resource, module="clearml", name="RunningGuard"):
    """A tenant's guard. `id` is the company id. State type: pulumi-python:dynamic/clearml:RunningGuard."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        super().__init__(RunningGuardProvider(), name, dict(args), opts)
