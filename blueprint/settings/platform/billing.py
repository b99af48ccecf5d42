"""Owns how usage is billed: the vendor's billing chart, the metering of newer servers, or not at all.

Secrets: `clearml:billingRegistryToken` and `clearml:billingKafkaPassword` (the archive's own, from the vendor).
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StrictBool, model_validator

from blueprint.settings.checking.expect import Expectation, WholeExpectation, mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.platform.chart import ChartSettings
from blueprint.settings.platform.control_plane import PodSecurity
from blueprint.settings.words.images import Image
from blueprint.settings.words.kubernetes import OwnNamespace, ReleaseName, Sha256
from blueprint.settings.words.labels import Labels
from blueprint.settings.words.names import ByKey, Line, parse_line
from blueprint.settings.words.paths import an_existing_file
from blueprint.settings.words.server import ServerName

Archive = Annotated[Path, *an_existing_file("the path of an existing chart archive (.tgz), from the program's folder")]


_FORWARDING = "true, false or the file name of a template"


def _forwarding(value: object) -> object:
    template = parse_line(value) if isinstance(value, str) else value
    if template is None or not isinstance(template, str | bool):
        raise mismatch(_FORWARDING)
    return template


Forwarding = Annotated[bool | str, BeforeValidator(_forwarding), Expectation(_FORWARDING)]


class MeteringSettings(Model):
    """The server's own metering (vendor's page "Event Metering"). Prices and event kinds of the aggregator are values
    of the server's chart: `controlPlane.chart.values.usageAggregator.configuration`."""

    storage: StrictBool = True
    """Report what the file server holds (usageScripts.storageResourcesExporter)."""
    companies: StrictBool = True
    """Report users and service accounts of each company (usageScripts.companyLifecycle)."""
    template_folder: Line | None = None
    """Folder of the event templates in the apiserver's container; none means the server's own."""
    events: ByKey[ServerName, Forwarding] = Field(default_factory=dict)
    """Event kind: whether it is forwarded to the metering service, or the file name of its template."""


class BillingSettings(Model):
    """Billing. `chart` needs the vendor's archive; `metering` is built into servers of about 3.29."""

    mode: Literal["none", "chart", "metering"] = "none"
    """What bills."""
    archive: Archive | None = None
    """The vendor's chart archive, for mode chart; name and version are read from it."""
    sha256: Sha256 | None = None
    """Its checksum, for mode chart."""
    namespace: OwnNamespace = "clearml-billing"
    """Namespace of the billing chart."""
    release: ReleaseName = "clearml-billing"
    """Its release."""
    chart: ChartSettings = Field(default_factory=ChartSettings)
    """How the release is made; reference and version come from the archive."""
    registry_username: Line = "dockerhubcustpocbillingaccess"
    """User name that belongs to the billing registry's token (guide, "Install Billing Chart")."""
    kafka_user: Line = "billing"
    """User of the chart's Kafka."""
    redis_database: Annotated[int, WholeExpectation(0, 15)] = 2
    """Database number in the chart's Redis."""
    pod_security: PodSecurity = "baseline"
    """Pod Security level enforced in its namespace."""
    server_pods: Labels = Field(default_factory=dict)
    """Labels of the apiserver's pods, the only ones that reach Kafka and Redis here; none means the chart's usual."""
    metering: MeteringSettings = MeteringSettings()
    """What is metered, for mode metering."""
    images: ByKey[Literal["kafka", "redis"], Image] = Field(default_factory=dict)
    """Other repositories for the chart's Kafka and Redis images, such as docker.io/bitnamilegacy/kafka."""

    @model_validator(mode="after")
    def has_what_the_mode_needs(self) -> "BillingSettings":
        """The archive and its checksum belong to mode chart."""
        for name, value in (("archive", self.archive), ("sha256", self.sha256)):
            if self.mode == "chart" and value is None:
                raise mismatch("the vendor's archive and its checksum in mode chart", found="nothing", at=name)
            if self.mode != "chart" and value is not None:
                raise mismatch("mode: chart, or no archive", found=f"mode {self.mode} with an archive", at="mode")
        return self
