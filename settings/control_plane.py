"""Owns the ClearML server's installation: hosts, release, namespace, images. What it is told is `settings.server`.

It must not hold a secret.
"""

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from settings.chart import Chart
from settings.cluster_words import BaseDomain, HostLabel, Namespace, ReleaseName
from settings.expect import Whole
from settings.model import Model
from settings.server import Server
from settings.types import CookieDomain, Count, Line

PodSecurity = Literal["privileged", "baseline", "restricted"]


class Hosts(Model):
    """First parts of the host names below the base domain."""

    api: HostLabel = "api"
    """The apiserver."""
    app: HostLabel = "app"
    """The web UI."""
    files: HostLabel = "files"
    """The file server. The guide of 2025-04 says `file`; the web UI expects `files` unless told."""


class ControlPlane(Model):
    """The ClearML Enterprise server of this stack. Without this section the stack uses the server of `clearml:api`."""

    base_domain: BaseDomain
    """The domain below which every host lives; must resolve to the ingress controller."""
    hosts: Hosts = Hosts()
    """Names of the server's parts below it."""
    cookie_domain: CookieDomain | None = None
    """Domain of the login cookie, a parent of all gateways; the base domain unless given."""
    namespace: Namespace = "clearml"
    """One server a namespace: the chart's databases have fixed names."""
    pod_security: PodSecurity = "baseline"
    """Pod Security level enforced there."""
    release: ReleaseName = "clearml-enterprise"
    """Helm release; the guide of 2025-04 calls it `clearml`. Another name is another server with empty volumes."""
    fullname: ReleaseName | None = None
    """What names of objects begin with; none means Helm's usual rule of release and chart."""
    chart: Chart = Field(default_factory=Chart)
    """The chart `clearml-enterprise`; its version must be named."""
    image_tags: dict[Literal["apiserver", "fileserver", "webserver"], Line] = Field(default_factory=dict)
    """Image tags to pin; the chart's own otherwise (recommended)."""
    applications: StrictBool = True
    """Whether the server runs GUI applications (clearmlApplications.enabled)."""
    mongodb: Literal["chart", "operator", "bundled"] = "chart"
    """`operator`: the MongoDB operator's (charts from 10.11.7, its CRDs first); `bundled`: Bitnami's of older charts;
    `chart`: whatever the chart's defaults are."""
    server: Server = Server()
    """What the server is told."""
    credentials_generation: Count = 1
    """Raise it to have generated root credentials and signing secrets made anew; everybody is logged out."""
    ready_seconds: Annotated[int, Whole(1, 7200)] = 900
    """How long the API may take to answer with the root key, after Helm is done."""
