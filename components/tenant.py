"""Tenant: one customer, made from one tenant file. Composes its parts and makes nothing itself."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi import Input, Resource, ResourceOptions

from components.account import Account, AccountArgs
from settings.tenant import Tenant as TenantSettings


@dataclass(frozen=True, kw_only=True)
class TenantArgs:
    """`settings` is the merged tenant file; `sso_client_secret` its identity provider's secret, if it has one.

    `after` is what must stand before the server is asked for anything.
    """

    settings: TenantSettings
    sso_client_secret: Input[str] | None = None
    after: Sequence[Resource] = ()


class Tenant(pulumi.ComponentResource):
    """A customer. `account` is its ClearML half."""

    settings: TenantSettings
    account: Account

    def __init__(self, args: TenantArgs, opts: ResourceOptions | None = None) -> None:
        self.settings = args.settings
        super().__init__("clearml:tenant:Tenant", self.settings.slug, None, opts)
        account = AccountArgs(tenant=self.settings, sso_client_secret=args.sso_client_secret, after=args.after)
        self.account = Account(self.settings.slug, account, ResourceOptions(parent=self))
        self.register_outputs({})
