"""RunningGuard: keeps a tenant's workers as long as its tasks run. It goes first, and refuses to go while they do.

Endpoints: tasks.get_all, system.company_info. The server itself refuses to delete a company whose tasks run, but it is
asked when the namespace with their pods and volumes is gone already. Making and changing a guard calls nothing.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pulumi import ResourceOptions
from pulumi.dynamic import Resource

from providers.clearml.api.errors import MemberGone, NotFound, Refused
from providers.clearml.shared.base import MemberProps, NounProvider
from providers.clearml.shared.without_admin import accept_only_if_company_is_gone


class RunningGuardProps(MemberProps):
    """`deletion` and `delete_while_running` are the tenant's, as in Company."""

    deletion: Literal["protect", "retain", "delete"] = "protect"
    delete_while_running: bool = False


class RunningGuardProvider(NounProvider[RunningGuardProps, RunningGuardProps]):
    """Nothing on the server. The resource id is the company id."""

    props = RunningGuardProps
    state = RunningGuardProps

    def title(self, props: RunningGuardProps) -> str:
        return "the tenant's workers"

    def make(self, new: RunningGuardProps) -> tuple[str, RunningGuardProps]:
        return new.member.company, new

    def find(self, id_: str, old: RunningGuardProps) -> RunningGuardProps:
        return old

    def change(self, id_: str, old: RunningGuardProps, new: RunningGuardProps) -> RunningGuardProps:
        return new

    def remove(self, id_: str, old: RunningGuardProps) -> None:
        """Refuse while tasks run, in mode retain too: the namespace goes in both."""
        if old.deletion == "protect":
            message = (
                "they are protected; with the tenant file in place set `deletion: retain`, run up, then remove them"
            )
            raise Refused(message)
        if old.delete_while_running or self._is_gone(old):
            return
        try:
            running = self.client.running_tasks(old.member)
        except MemberGone:
            accept_only_if_company_is_gone(self.client, old.member)
            return
        if running:
            message = f"tasks run, such as {running[0]}, and would end with their namespace"
            way_out = "stop them and run up again, or put the file back with `deleteWhileRunning: true` for one up"
            raise Refused(f"{message}; {way_out}")

    def _is_gone(self, old: RunningGuardProps) -> bool:
        try:
            return not self.client.company_info(old.member.company).active
        except NotFound:
            return True


class RunningGuard(Resource, module="clearml", name="RunningGuard"):
    """A tenant's guard. `id` is the company id. State type: pulumi-python:dynamic/clearml:RunningGuard."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        super().__init__(RunningGuardProvider(), name, dict(args), opts)
