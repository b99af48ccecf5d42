"""Owns how usage is billed: the vendor's billing chart, the metering of newer servers, or not at all.

Secrets: `clearml:billingRegistryToken` and `clearml:billingKafkaPassword` (the archive's own, from the vendor).
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from settings.chart import Chart
from settings.cluster_words import Namespace, ReleaseName, Sha256, an_existing_file
from settings.expect import Whole, mismatch
from settings.model import Model
from settings.types import ByKey, Line

Archive = Annotated[Path, an_existing_file("the path of an existing chart archive (.tgz), from the program's folder")]


class Billing(Model):
    """Billing. `chart` needs the vendor's archive; `metering` is built into servers of about 3.29."""

    mode: Literal["none", "chart", "metering"] = "none"
    """What bills."""
    archive: Archive | None = None
    """The vendor's chart archive, for mode chart; name and version are read from it."""
    sha256: Sha256 | None = None
    """Its checksum, for mode chart."""
    namespace: Namespace = "clearml-billing"
    """Namespace of the billing chart."""
    release: ReleaseName = "clearml-billing"
    """Its release."""
    chart: Chart = Field(default_factory=Chart)
    """How the release is made; reference and version come from the archive."""
    registry_username: Line = "dockerhubcustpocbillingaccess"
    """User name that belongs to the billing registry's token (guide, "Install Billing Chart")."""
    kafka_user: Line = "billing"
    """User of the chart's Kafka."""
    redis_database: Annotated[int, Whole(0, 15)] = 2
    """Database number in the chart's Redis."""
    images: ByKey[Literal["kafka", "redis"], Line] = Field(default_factory=dict)
    """Other repositories for the chart's Kafka and Redis images, such as docker.io/bitnamilegacy/kafka."""

    @model_validator(mode="after")
    def has_what_the_mode_needs(self) -> "Billing":
        """The archive and its checksum belong to mode chart."""
        for name, value in (("archive", self.archive), ("sha256", self.sha256)):
            if self.mode == "chart" and value is None:
                raise mismatch("the vendor's archive and its checksum in mode chart", found="nothing", at=name)
            if self.mode != "chart" and value is not None:
                raise mismatch("mode: chart, or no archive", found=f"mode {self.mode} with an archive", at="mode")
        return self
