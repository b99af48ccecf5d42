"""Tenant: one customer, from one tenant file: its account, its workers, and the guards of both."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi import Input, Resource, ResourceOptions

from blueprint.settings.tenant.tenant import TenantSettings
from components.tenant.account import Account, AccountArgs
from components.tenant.earlier import renamed
from components.tenant.key_pairs import UNKNOWN_PAIRS, RecordedKeyPairs
from components.tenant.moves import NO_MOVES, Moves
from components.tenant.workers import Workers, WorkersArgs
from providers.clearml.running_guard import RunningGuard


@dataclass(frozen=True, kw_only=True)
class TenantArgs:
    """`settings` is the merged tenant file; `sso_client_secret` is the secret of its identity provider, if it has one.

    The account waits for `after`. `workers` is None for a tenant that has only an account. `recovering`, `moves`,
    `after_losers` and `recorded` are as in AccountArgs.
    """

    settings: TenantSettings
    sso_client_secret: Input[str] | None = None
    after: Sequence[Resource] = ()
    workers: WorkersArgs | None = None
    recovering: bool = False
    moves: Moves = NO_MOVES
    after_losers: Sequence[Resource] = ()
    recorded: RecordedKeyPairs = UNKNOWN_PAIRS


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
        super().__init__("clearml:tenant:Tenant", self.settings.slug, None, renamed(self.settings, opts))
        account = AccountArgs(
            tenant=self.settings,
            sso_client_secret=args.sso_client_secret,
            after=args.after,
            recovering=args.recovering,
            moves=args.moves,
            after_losers=args.after_losers,
            recorded=args.recorded,
            has_gateway=args.workers is not None and args.workers.site.has_gateway,
        )
        self.account = Account(self.settings.slug, account, ResourceOptions(parent=self))
        protect = self.settings.deletion == "protect"
        opts = ResourceOptions(parent=self, depends_on=self.account.ends, protect=protect)
        self.ends = [self._guard(f"{self.settings.slug}/account", "account", opts)]
        if args.workers is not None:
            opts = ResourceOptions(parent=self, providers=args.workers.providers)
            self.workers = Workers(args.workers, self.account, opts)
            opts = ResourceOptions(parent=self, depends_on=self.workers.ends)
            self.ends.append(self._guard(self.settings.slug, None, opts))
        self.register_outputs({})

    def _guard(self, name: str, scope: str | None, opts: ResourceOptions) -> RunningGuard:
        """A guard. It depends on everything that it guards and is therefore deleted first."""
        args = {
            "tenant": self.settings.slug,
            "member": self.account.member,
            "deletion": self.settings.deletion,
            "delete_while_running": self.settings.delete_while_running or None,
            "scope": scope,
        }
        return RunningGuard(name, args, opts)
