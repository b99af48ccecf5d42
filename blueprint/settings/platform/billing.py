"""Settings of usage billing: the vendor's billing chart, the metering of newer servers, or none.

Secrets: `clearml:billingRegistryToken` and `clearml:billingKafkaPassword` (comes with the vendor's archive).
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
from blueprint.settings.words.paths import existing_file
from blueprint.settings.words.server import ServerName

Archive = Annotated[
    Path, *existing_file("the path of an existing chart archive (.tgz), relative to the program's folder")
]


_FORWARDING = "true, false or the file name of a template"


def _forwarding(value: object) -> object:
    template = parse_line(value) if isinstance(value, str) else value
    if template is None or not isinstance(template, str | bool):
        raise mismatch(_FORWARDING)
    return template


Forwarding = Annotated[bool | str, BeforeValidator(_forwarding), Expectation(_FORWARDING)]


class MeteringSettings(Model):
    """Metering that is built into the server (vendor's page "Event Metering"). Prices and event kinds of the aggregator
    are values of the server's chart: `controlPlane.chart.values.usageAggregator.configuration`."""

    storage: StrictBool = True
    """Whether to report the storage used on the file server (usageScripts.storageResourcesExporter)."""
    companies: StrictBool = True
    """Whether to report the users and service accounts of each company (usageScripts.companyLifecycle)."""
    template_folder: Line | None = None
    """Folder of the event templates in the apiserver's container; by default, the server's built-in folder."""
    events: ByKey[ServerName, Forwarding] = Field(default_factory=dict)
    """By event kind: whether events are forwarded to the metering service, or the file name of their template."""


class BillingSettings(Model):
    """Usage billing."""

    mode: Literal["none", "chart", "metering"] = "none"
    """How usage is billed. `chart`: by the vendor's billing chart, from an archive; `metering`: by the metering that is
    built into servers from about 3.29; `none`: not at all."""
    archive: Archive | None = None
    """Path of the vendor's billing chart archive, for mode `chart`; the chart's name and version are read from it."""
    sha256: Sha256 | None = None
    """SHA-256 checksum of the billing chart archive, for mode `chart`."""
    namespace: OwnNamespace = "clearml-billing"
    """Namespace of the billing chart."""
    release: ReleaseName = "clearml-billing"
    """Helm release of the billing chart."""
    chart: ChartSettings = Field(default_factory=ChartSettings)
    """Release options of the billing chart; reference and version come from the archive."""
    registry_username: Line = "dockerhubcustpocbillingaccess"
    """User name that belongs to the billing registry's token (guide, "Install Billing Chart")."""
    kafka_user: Line = "billing"
    """User name for the billing chart's Kafka."""
    redis_database: Annotated[int, WholeExpectation(0, 15)] = 2
    """Database number in the billing chart's Redis."""
    pod_security: PodSecurity = "baseline"
    """Pod Security level enforced in the billing chart's namespace."""
    server_pods: Labels = Field(default_factory=dict)
    """Labels of the apiserver's pods, which are the only pods allowed to connect to the billing chart's Kafka and
    Redis; by default, the labels that the server's chart uses."""
    metering: MeteringSettings = MeteringSettings()
    """Metering options, for mode `metering`."""
    images: ByKey[Literal["kafka", "redis"], Image] = Field(default_factory=dict)
    """Other repositories for the billing chart's Kafka and Redis images, such as docker.io/bitnamilegacy/kafka."""

    @model_validator(mode="after")
    def match_archive_and_mode(self) -> "BillingSettings":
        """Require the archive and its checksum in mode `chart`, and refuse them in other modes."""
        for name, value in (("archive", self.archive), ("sha256", self.sha256)):
            if self.mode == "chart" and value is None:
                raise mismatch("the vendor's archive and its checksum in mode chart", found="nothing", at=name)
            if self.mode != "chart" and value is not None:
                raise mismatch("mode: chart, or no archive", found=f"mode {self.mode} with an archive", at="mode")
        return self
