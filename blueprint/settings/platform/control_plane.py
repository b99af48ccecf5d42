"""Settings of the ClearML server's installation: hosts, release, namespace, images.

The server's own configuration is in `blueprint.settings.platform.server`.
"""

import re
from typing import Annotated, Literal

from pydantic import Field, StrictBool, model_validator

from blueprint.catalog.charts import CLEARML_ENTERPRISE
from blueprint.settings.checking.expect import TextExpectation, WholeExpectation, mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.platform.chart import ChartSettings
from blueprint.settings.platform.server import ServerSettings
from blueprint.settings.words.kubernetes import BaseDomain, HostLabel, OwnNamespace, ReleaseName, Version
from blueprint.settings.words.names import ByKey, CookieDomain, Count, Line, SortedSet

PodSecurity = Literal["privileged", "baseline", "restricted"]
CookieName = Annotated[
    str,
    TextExpectation(
        "a cookie name such as clearml-token-k8s: a letter, then letters, digits, hyphens and underscores",
        lambda value: value if re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", value, re.ASCII) else None,
    ),
]
"""Charts insert the name into templates unquoted, so it must not look like a number or contain spaces."""
CredentialKey = Annotated[
    str,
    TextExpectation(
        "a key of a Secret such as apps_agent_key: letters, digits, dots, - and _",
        lambda value: value if re.fullmatch(r"[A-Za-z0-9_.-]{1,253}", value, re.ASCII) else None,
    ),
]
ServerVersion = Annotated[
    str,
    TextExpectation(
        "a server version such as 3.29.0",
        lambda value: value if re.fullmatch(r"\d+\.\d+(?:[.-][0-9A-Za-z.-]+)?", value, re.ASCII) else None,
    ),
]


class HostsSettings(Model):
    """First labels of the host names below the base domain."""

    api: HostLabel = "api"
    """First label of the apiserver's host name."""
    app: HostLabel = "app"
    """First label of the web UI's host name."""
    files: HostLabel = "files"
    """First label of the file server's host name. The guide of 2025-04 uses `file`, but the web UI expects `files` by
    default."""

    @model_validator(mode="after")
    def require_distinct_names(self) -> "HostsSettings":
        """Require three different names, because each part of the server has its own Ingress."""
        if len({self.api, self.app, self.files}) < 3:
            raise mismatch("three different names", found=f"{self.api}, {self.app}, {self.files}")
        return self


class ControlPlaneSettings(Model):
    """The ClearML Enterprise server of this stack. Without this section, the stack uses the server of `clearml:api`."""

    base_domain: BaseDomain
    """Parent domain of all host names; must resolve to the ingress controller."""
    hosts: HostsSettings = HostsSettings()
    """Host names of the server's parts, below the base domain."""
    cookie_domain: CookieDomain | None = None
    """Domain of the login cookie, a parent domain of all gateways; by default, the base domain."""
    cookie_name: CookieName = "clearml-token-k8s"
    """Name of the login cookie, configured in the server and in every gateway; the default is that of the open chart.
    Changing it logs all users out once. In a stack for tenants only, set the name that the server's stack uses."""
    namespace: OwnNamespace = "clearml"
    """Namespace of the server. There can be only one server per namespace, because the chart's databases have fixed
    names."""
    pod_security: PodSecurity = "baseline"
    """Pod Security level enforced in the server's namespace."""
    release: ReleaseName = "clearml-enterprise"
    """Helm release of the server; `clearml` in the guide of 2025-04. Another name means another server with empty
    volumes."""
    fullname: ReleaseName | None = None
    """Prefix of the server's object names; by default, Helm's combination of release and chart name."""
    chart: ChartSettings = Field(default_factory=ChartSettings)
    """The chart `clearml-enterprise`; its version is required."""
    image_tags: ByKey[Literal["apiserver", "fileserver", "webserver"], Line] = Field(default_factory=dict)
    """Image tags to pin; by default, those of the chart (recommended)."""
    applications: StrictBool = True
    """Whether the server runs GUI applications (clearmlApplications.enabled)."""
    application_queue: Literal["global", "perTenant"] = "global"
    """Where the controllers of GUI applications run. `global`: in the server's namespace, by the server's own agent;
    `perTenant`: in each tenant's namespace, by the tenant's agent (clearmlApplications.queueMode, and
    agentk8sglue.appsQueue of every agent). Controllers in a tenant's namespace count against its quota."""
    max_applications: Annotated[int, WholeExpectation(1, 100_000)] | None = None
    """Number of GUI applications of all tenants that run at the same time (clearmlApplications.maxPods). By default,
    the sum of the tenants' limits, rounded up to a power of two, at least 100. Set it if the tenants are in other
    stacks."""
    mongodb: Literal["chart", "operator", "bundled"] = "chart"
    """Source of MongoDB. `operator`: the MongoDB operator (charts from 10.11.7; apply its CRDs first); `bundled`:
    Bitnami's chart within older charts; `chart`: the chart's default."""
    server: ServerSettings = ServerSettings()
    """Configuration of the server."""
    server_version: ServerVersion | None = None
    """Version of the server that the chart installs. If set, features that came with later versions are left out of the
    exports."""
    deletion: Literal["protect", "delete"] = "protect"
    """`protect` refuses every change that would delete the release or its namespace, including a rename and
    `pulumi destroy`, because the databases' volumes are deleted with the namespace."""
    credentials_generation: Count = 1
    """Increase it to replace the generated root credentials and signing secrets; all users are logged out."""
    backup_taken_for: Version | None = None
    """Chart version to which an upgrade may cross a major version of a database: set it to the new `chart.version` once
    a backup exists. Without it, such an upgrade is refused before anything is changed."""
    credential_keys: SortedSet[CredentialKey] = ()
    """Further keys of the Secret clearml-root-credentials, for a chart that reads more of them than this program knows.
    Each is generated, unless the stack's secret `rootCredential-<key>` has it."""
    ready_seconds: Annotated[int, WholeExpectation(1, 7200)] = 900
    """Seconds that the API may take, after Helm has finished, until it accepts the root key."""

    @model_validator(mode="after")
    def limit_name_length(self) -> "ControlPlaneSettings":
        """Refuse names that make the longest Service name, `<fullname>-fileserver`, too long for Kubernetes."""
        limit = 63 - len("-fileserver")
        chart = CLEARML_ENTERPRISE.name
        suffix = 0 if self.fullname or chart in self.release else len(f"-{chart}")
        if len(self.fullname or self.release) + suffix > limit:
            expected = f"at most {limit - suffix} characters, because names of Services are derived from it"
            raise mismatch(
                expected, found=f"'{self.fullname or self.release}'", at="fullname" if self.fullname else "release"
            )
        return self

    @model_validator(mode="after")
    def require_cookie_for_all_hosts(self) -> "ControlPlaneSettings":
        """Require a cookie domain that covers the base domain: browsers send a cookie only to its domain and below."""
        cookie = (self.cookie_domain or self.base_domain).removeprefix(".")
        if self.base_domain != cookie and not self.base_domain.endswith(f".{cookie}"):
            expected = f"{self.base_domain} or a parent domain of it"
            raise mismatch(expected, found=f"'{self.cookie_domain}'", at="cookieDomain")
        return self
