"""Names of the ClearML server: Services, DNS within the cluster, hosts, pod labels.

The vendor's chart is not public: names follow the open chart's helpers and the guides' commands; `fullname`, `release`
and `namespace` in the settings override them.
"""

from dataclasses import dataclass
from typing import Final, Literal

from blueprint.catalog.charts import CLEARML_ENTERPRISE
from blueprint.settings.platform.control_plane import ControlPlaneSettings
from blueprint.values.names.helm import fullname

ServerPart = Literal["apiserver", "fileserver", "webserver"]
PORTS: Final[dict[ServerPart, int]] = {"apiserver": 8008, "fileserver": 8081, "webserver": 8080}
"""Ports of the server's parts; the Service and the container have the same port in every public chart."""


@dataclass(frozen=True)
class ServerNames:
    """Names of one ClearML server."""

    fullname: str
    namespace: str
    api_host: str
    app_host: str
    files_host: str
    cookie_name: str
    """Name of the login cookie, which the server sets and every gateway reads."""
    cookie_domain: str
    """Domain of the login cookie without the leading dot, which the chart adds."""

    @classmethod
    def of(cls, control_plane: ControlPlaneSettings) -> "ServerNames":
        """Derive the names from the settings."""
        base, hosts = control_plane.base_domain, control_plane.hosts
        return cls(
            fullname=fullname(control_plane.release, CLEARML_ENTERPRISE.name, control_plane.fullname),
            namespace=control_plane.namespace,
            api_host=f"{hosts.api}.{base}",
            app_host=f"{hosts.app}.{base}",
            files_host=f"{hosts.files}.{base}",
            cookie_name=control_plane.cookie_name,
            cookie_domain=(control_plane.cookie_domain or base).removeprefix("."),
        )

    def service(self, part: ServerPart) -> str:
        """Name of a part's Service."""
        return f"{self.fullname}-{part}"

    def service_host(self, part: ServerPart) -> str:
        """A part's DNS name within the cluster."""
        return f"{self.service(part)}.{self.namespace}"

    def service_url(self, part: ServerPart) -> str:
        """A part's URL within the cluster; plain HTTP, because TLS ends at the ingress."""
        return f"http://{self.service_host(part)}:{PORTS[part]}"

    def host(self, part: ServerPart) -> str:
        """A part's public host name."""
        return {"apiserver": self.api_host, "fileserver": self.files_host, "webserver": self.app_host}[part]

    @property
    def base_domain(self) -> str:
        """Parent domain of the public host names."""
        return self.api_host.partition(".")[2]

    @property
    def name_label(self) -> dict[str, str]:
        """Label of all pods of the server; the guide's own policy selects it."""
        return {"app.kubernetes.io/name": self.fullname}

    def instance_label(self, part: ServerPart) -> dict[str, str]:
        """Label of one part's pods (open chart's helper; INF for the Enterprise chart)."""
        return {"app.kubernetes.io/instance": self.service(part)}

    @property
    def api_url(self) -> str:
        """Public URL of the API."""
        return f"https://{self.api_host}"

    @property
    def app_url(self) -> str:
        """URL of the web UI."""
        return f"https://{self.app_host}"

    @property
    def files_url(self) -> str:
        """URL of the file server."""
        return f"https://{self.files_host}"
