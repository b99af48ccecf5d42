"""Tenant: one customer, made from one tenant file. Composes its parts and makes nothing itself."""

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
    """`settings` is the merged tenant file; `sso_client_secret` its identity provider's secret, if it has one.

    `after` is what must stand before the server is asked for anything. `workers` is None for an account alone.
    """

    settings: TenantSettings
    sso_client_secret: Input[str] | None = None
    after: Sequence[Resource] = ()
    workers: WorkersArgs | None = None


class Tenant(pulumi.ComponentResource):
    """A customer. `account` is its ClearML half, `workers` its Kubernetes half.

    `ends` are the resources on which no other of the tenant depends.
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
            there = ResourceOptions(parent=self, providers=args.workers.providers)
            self.workers = Workers(args.workers, self.account, there)
            self.ends.append(self._guard(self.workers))
        self.register_outputs({})

    def _guard(self, workers: Workers) -> RunningGuard:
        """Deleted before all of the workers, on whose ends it depends; its provider is the account's."""
        args = {
            "tenant": self.settings.slug,
            "member": self.account.member,
            "deletion": self.settings.deletion,
            "delete_while_running": self.settings.delete_while_running or None,
        }
        return RunningGuard(self.settings.slug, args, ResourceOptions(parent=self, depends_on=workers.ends))
