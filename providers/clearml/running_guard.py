"""RunningGuard: refuses to delete a tenant's workers while its tasks run. It is deleted before all of the workers.

Endpoints: tasks.get_all, system.company_info. The server refuses to delete a company while tasks run, but the company
is deleted last, after the namespace with the tasks' pods and volumes. Creating or updating a guard calls no API.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pulumi import ResourceOptions
from pulumi.dynamic import Resource

from providers.clearml.api.errors import MemberGone, NotFound, Refused
from providers.clearml.shared.base import MemberProps, NounProvider
from providers.clearml.shared.without_admin import accept_only_if_company_is_gone


class RunningGuardProps(MemberProps):
    """`deletion` and `delete_while_running` are the tenant's settings, as in Company."""

    deletion: Literal["protect", "retain", "delete"] = "protect"
    delete_while_running: bool = False


class RunningGuardProvider(NounProvider[RunningGuardProps, RunningGuardProps]):
    """Provider of RunningGuard, which has no object on the server. The resource id is the company id."""

    props = RunningGuardProps
    state = RunningGuardProps

    def title(self, props: RunningGuardProps) -> str:
        return "the tenant's workers"

    def create_object(self, new: RunningGuardProps) -> tuple[str, RunningGuardProps]:
        return new.member.company, new

    def read_object(self, id_: str, old: RunningGuardProps) -> RunningGuardProps:
        return old

    def update_object(self, id_: str, old: RunningGuardProps, new: RunningGuardProps) -> RunningGuardProps:
        return new

    def delete_object(self, id_: str, old: RunningGuardProps) -> None:
        """Refuse while tasks run, with `retain` as with `delete`: the namespace is deleted in both modes."""
        if old.deletion == "protect":
            message = "the tenant is protected; with the tenant file in place set `deletion: retain`"
            raise Refused(f"{message}, run `pulumi up`, and then remove the workers")
        if old.delete_while_running or self._is_gone(old):
            return
        try:
            running = self.client.running_tasks(old.member)
        except MemberGone:
            accept_only_if_company_is_gone(self.client, old.member)
            return
        if running:
            message = f"tasks are running, such as {running[0]}, and would be lost with their namespace"
            action = "stop them and run `pulumi up` again, or restore the tenant file with `deleteWhileRunning: true`"
            raise Refused(f"{message}; {action}, run `pulumi up`, and remove it again")

    def _is_gone(self, old: RunningGuardProps) -> bool:
        try:
            return not self.client.company_info(old.member.company).active
        except NotFound:
            return True


class RunningGuard(Resource, module="clearml", name="RunningGuard"):
    """A tenant's guard. `id` is the company id. State type: pulumi-python:dynamic/clearml:RunningGuard."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        super().__init__(RunningGuardProvider(), name, dict(args), opts)
