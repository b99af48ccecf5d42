"""Checks what is new in tenants whose company exists: queues, people and invitations of others need `adopt`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from providers.clearml.accounts.group_owner import foreign_group
from providers.clearml.accounts.queue_owner import foreign_queue, wrong_adoption
from providers.clearml.accounts.service_user_owner import WantedServiceUser, service_user_problem
from providers.clearml.api.errors import NotFound
from providers.clearml.api.member import Member
from providers.clearml.api.models import QueueRecord
from providers.clearml.login.invitations import foreign_invitation
from providers.clearml.preflight.needs import TenantNeeds
from providers.clearml.preflight.reads import Reads

Check = Callable[[], Iterator[str]]


@dataclass(frozen=True)
class Takeovers:
    """The checks of one tenant, made for its admin in the state. Without company or admin there is nothing to check.

    `recovering` is set if an interrupted removal may have taken queues from the state: those without a label count as
    this stack's.
    """

    reads: Reads
    tenant: TenantNeeds
    recovering: bool

    def checks(self) -> Iterator[Check]:
        """One check per new queue, and one each for all new service users, groups and addresses."""
        recorded = self.tenant.recorded
        if recorded.company is None or recorded.admin is None:
            return
        member = Member(user=recorded.admin, company=recorded.company)
        for name, adopt in self.tenant.new_queues.items():
            yield self._unless_gone(partial(self._queue, member, name, adopt))
        if self.tenant.new_service_users:
            yield self._unless_gone(partial(self._service_users, member))
        if self.tenant.new_groups:
            yield self._unless_gone(partial(self._groups, member))
        if self.tenant.new_roles:
            yield self._unless_gone(partial(self._invitations, member))

    def _unless_gone(self, check: Check) -> Check:
        """A check without findings if the admin is gone, which the other checks report."""

        def guarded() -> Iterator[str]:
            try:
                yield from list(check())
            except NotFound:
                return

        return guarded

    def _queue(self, member: Member, name: str, adopt: str | None) -> Iterator[str]:
        setting = f"workers.queues.{name}"
        if adopt is not None:
            problem = wrong_adoption(self._queue_by_id(member, adopt), adopt, name)
        else:
            queue = self.reads.queue_by_name(member, name)
            problem = None if queue is None else self._foreign(queue)
        if problem is not None:
            yield self.tenant.problem(setting, problem)

    def _foreign(self, queue: QueueRecord) -> str | None:
        return foreign_queue(queue, self.tenant.label, absent_mark_allowed=self.recovering)

    def _queue_by_id(self, member: Member, queue: str) -> QueueRecord | None:
        try:
            return self.reads.get_queue(member, queue)
        except NotFound as error:
            if error.endpoint.startswith("queues."):
                return None
            raise

    def _service_users(self, member: Member) -> Iterator[str]:
        users = self.reads.service_users(member)
        for new in self.tenant.new_service_users:
            wanted = WantedServiceUser(new.name, self.tenant.label, self.recovering)
            problem = service_user_problem(self.reads, member.company, users, wanted, new.adopt)
            if problem is not None:
                yield self.tenant.problem(f"serviceUsers.{new.key}", problem)

    def _groups(self, member: Member) -> Iterator[str]:
        groups = self.reads.user_groups(member)
        for name in self.tenant.new_groups:
            problem = foreign_group(groups, member.company, name)
            if problem is not None:
                yield self.tenant.problem(f"groups.{name}", problem)

    def _invitations(self, member: Member) -> Iterator[str]:
        entries = {entry.email.lower(): entry for entry in self.reads.get_login_settings(member).whitelist_entries}
        for email, role in self.tenant.new_roles.items():
            entry = entries.get(email)
            if entry is not None and not entry.accepted and entry.role not in (None, role):
                yield self.tenant.problem(self.tenant.addresses[email], foreign_invitation(email, entry.role, role))
