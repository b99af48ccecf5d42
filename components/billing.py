"""Billing: the vendor's billing chart from the archive that it hands over (guide, "Install Billing Chart").

The server learns of it through its own settings; for the modes metering and none nothing is made here.
"""

from dataclasses import dataclass

import pulumi
from pulumi import Input, ResourceOptions

from catalog.charts import BILLING
from components.fenced import Fenced
from components.helm import release
from components.left_over import Mender
from components.pull_secret import pull_secret
from components.values import billing
from settings.billing import Billing as BillingSettings
from settings.registry import Registry


@dataclass(frozen=True, kw_only=True)
class BillingArgs:
    """`registry_token` opens the billing images; it is another one than the platform's."""

    billing: BillingSettings
    registry: Registry
    namespace: Fenced
    registry_token: Input[str] | None
    mender: Mender | None


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
            args.mender,
            archive=settings.archive,
        )
        self.register_outputs({})
