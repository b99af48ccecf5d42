"""Billing: installs the vendor's billing chart from its archive (guide, "Install Billing Chart").

It exists in mode chart only. The server's own settings point it to the billing server.
"""

from dataclasses import dataclass

import pulumi
from pulumi import Input, ResourceOptions

from blueprint.catalog.charts import BILLING
from blueprint.settings.platform.billing import BillingSettings
from blueprint.settings.platform.registry import RegistrySettings
from blueprint.values.platform import billing
from components.helm.recovery import ReleaseRecovery
from components.helm.release import release
from components.shared.guarded_namespace import GuardedNamespace
from components.shared.pull_secret import pull_secret


@dataclass(frozen=True, kw_only=True)
class BillingArgs:
    """`registry_token` is the password for the billing images, which differs from the platform's."""

    billing: BillingSettings
    registry: RegistrySettings
    namespace: GuardedNamespace
    registry_token: Input[str] | None
    recovery: ReleaseRecovery | None


class Billing(pulumi.ComponentResource):
    """The billing server with its Kafka and Redis."""

    def __init__(self, args: BillingArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("clearml:platform:Billing", "billing", None, opts)
        settings = args.billing
        registry = args.registry.model_copy(update={"username": settings.registry_username})
        secret = pull_secret(settings.namespace, registry, args.registry_token, args.namespace.object_options(self))
        release(
            settings,
            BILLING,
            settings.namespace,
            billing.values(settings),
            args.namespace.release_options(self, secret),
            args.recovery,
            archive=settings.archive,
        )
        self.register_outputs({})
