"""Tenant: one customer, from one tenant file: its account, its workers, and the guard of running tasks."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi import Input, Resource, ResourceOptions

from blueprint.settings.tenant.tenant import TenantSettings
from components.tenant.account import Account, AccountArgs
from components.tenant.workers import Workers, WorkersArgs
from providers.clearml.running_guard import RunningGuard


@dataclass(frozen=True, kw_only=True)
class TenantArgs:
    """`settings` is the merged tenant file; `sso_client_secret` is the secret of its identity provider, if it has one.

    The account waits for `after`. `workers` is None for a tenant that has only an account.
    """

    settings: TenantSettings
    sso_client_secret: Input[str] | None = None
    after: Sequence[Resource] = ()
    workers: WorkersArgs | None = None


class Tenant(pulumi.ComponentResource):
    """A customer: `account` on the ClearML server, `workers` in Kubernetes.

    `ends` are the leaf resources: waiting for them means waiting for everything in this component.
    """

    settings: TenantSettings
    account: Account
    workers: Workers | None = None
    ends: list[Resource]

    def __init__(self, args: TenantArgs, opts: ResourceOptions | None = None) -> None:
        self.settings = args.settings
        super().__init__("clearml:tenant:Tenant", self.settings.slug, None, opts)
        account = AccountArgs(tenant=self.settings, sso_client_secret=args.sso_client_secret, after=args.after)
        self.account = Account(self.settings.slug, account, ResourceOptions(parent=self))
        self.ends = [*self.account.ends]
        if args.workers is not None:
            opts = ResourceOptions(parent=self, providers=args.workers.providers)
            self.workers = Workers(args.workers, self.account, opts)
            self.ends.append(self._guard(self.workers))
        self.register_outputs({})

    def _guard(self, workers: Workers) -> RunningGuard:
        """The guard of running tasks. It depends on all workers and is therefore deleted before them."""
        args = {
            "tenant": self.settings.slug,
            "member": self.account.member,
            "deletion": self.settings.deletion,
            "delete_while_running": self.settings.delete_while_running or None,
        }
        return RunningGuard(self.settings.slug, args, ResourceOptions(parent=self, depends_on=workers.ends))
