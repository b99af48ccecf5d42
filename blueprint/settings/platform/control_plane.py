"""Owns the ClearML server's installation: hosts, release, namespace, images. What it is told is `blueprint.settings.platform.server`.

It must not hold a secret.
"""

import re
from typing import Annotated, Literal

from pydantic import Field, StrictBool, model_validator

from blueprint.catalog.charts import CLEARML_ENTERPRISE
from blueprint.settings.checking.expect import TextExpectation, WholeExpectation, mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.platform.chart import ChartSettings
from blueprint.settings.platform.server import ServerSettings
from blueprint.settings.words.kubernetes import BaseDomain, HostLabel, OwnNamespace, ReleaseName
from blueprint.settings.words.names import ByKey, CookieDomain, Count, Line

PodSecurity = Literal["privileged", "baseline", "restricted"]
CookieName = Annotated[
    str,
    TextExpectation(
        "a cookie's name such as clearml-token-k8s: a letter, then letters, digits, hyphens and underscores",
        lambda value: value if re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", value, re.ASCII) else None,
    ),
]
"""Charts write it into templates as it is; a number or a blank would become something else there."""
ServerVersion = Annotated[
    str,
    TextExpectation(
        "a server's version such as 3.29.0",
        lambda value: value if re.fullmatch(r"\d+\.\d+(?:[.-][0-9A-Za-z.-]+)?", value, re.ASCII) else None,
    ),
]


class HostsSettings(Model):
    """First parts of the host names below the base domain."""

    api: HostLabel = "api"
    """The apiserver."""
    app: HostLabel = "app"
    """The web UI."""
    files: HostLabel = "files"
    """The file server. The guide of 2025-04 says `file`; the web UI expects `files` unless told."""

    @model_validator(mode="after")
    def are_distinct(self) -> "HostsSettings":
        """Each part of the server has an Ingress of its own."""
        if len({self.api, self.app, self.files}) < 3:
            raise mismatch("three different names", found=f"{self.api}, {self.app}, {self.files}")
        return self


class ControlPlaneSettings(Model):
    """The ClearML Enterprise server of this stack. Without this section the stack uses the server of `clearml:api`."""

    base_domain: BaseDomain
    """The domain below which every host lives; must resolve to the ingress controller."""
    hosts: HostsSettings = HostsSettings()
    """Names of the server's parts below it."""
    cookie_domain: CookieDomain | None = None
    """Domain of the login cookie, a parent of all gateways; the base domain unless given."""
    cookie_name: CookieName = "clearml-token-k8s"
    """Name of the login cookie, told to the server and to every gateway; the default is the open chart's. Another name
    logs everybody out once. A stack of tenants says here what the server's own stack says."""
    namespace: OwnNamespace = "clearml"
    """One server a namespace: the chart's databases have fixed names."""
    pod_security: PodSecurity = "baseline"
    """Pod Security level enforced there."""
    release: ReleaseName = "clearml-enterprise"
    """Helm release; the guide of 2025-04 calls it `clearml`. Another name is another server with empty volumes."""
    fullname: ReleaseName | None = None
    """What names of objects begin with; none means Helm's usual rule of release and chart."""
    chart: ChartSettings = Field(default_factory=ChartSettings)
    """The chart `clearml-enterprise`; its version must be named."""
    image_tags: ByKey[Literal["apiserver", "fileserver", "webserver"], Line] = Field(default_factory=dict)
    """Image tags to pin; the chart's own otherwise (recommended)."""
    applications: StrictBool = True
    """Whether the server runs GUI applications (clearmlApplications.enabled)."""
    mongodb: Literal["chart", "operator", "bundled"] = "chart"
    """`operator`: the MongoDB operator's (charts from 10.11.7, its CRDs first); `bundled`: Bitnami's of older charts;
    `chart`: whatever the chart's defaults are."""
    server: ServerSettings = ServerSettings()
    """What the server is told."""
    server_version: ServerVersion | None = None
    """Version of the server that the chart installs, where you know it: features that came later are then left out of
    what is exported. None leaves no feature out."""
    deletion: Literal["protect", "delete"] = "protect"
    """`protect`: what would delete the release or its namespace is refused, a rename or `pulumi destroy` included: the
    databases' volumes go with the namespace."""
    credentials_generation: Count = 1
    """Raise it to have generated root credentials and signing secrets made anew; everybody is logged out."""
    ready_seconds: Annotated[int, WholeExpectation(1, 7200)] = 900
    """How long the API may take to answer with the root key, after Helm is done."""

    @model_validator(mode="after")
    def leaves_room_for_names(self) -> "ControlPlaneSettings":
        """The longest name of a Service, `<fullname>-fileserver`, must not be longer than Kubernetes allows."""
        room = 63 - len("-fileserver")
        chart = CLEARML_ENTERPRISE.name
        suffix = 0 if self.fullname or chart in self.release else len(f"-{chart}")
        if len(self.fullname or self.release) + suffix > room:
            expected = f"at most {room - suffix} characters: names of Services are made of it"
            raise mismatch(
                expected, found=f"'{self.fullname or self.release}'", at="fullname" if self.fullname else "release"
            )
        return self

    @model_validator(mode="after")
    def has_a_cookie_for_every_host(self) -> "ControlPlaneSettings":
        """A browser sends the login cookie to the domain it was made for and below, nowhere else."""
        cookie = (self.cookie_domain or self.base_domain).removeprefix(".")
        if self.base_domain != cookie and not self.base_domain.endswith(f".{cookie}"):
            expected = f"{self.base_domain} or a parent of it"
            raise mismatch(expected, found=f"'{self.cookie_domain}'", at="cookieDomain")
        return self
