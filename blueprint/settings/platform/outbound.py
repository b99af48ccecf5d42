"""Settings of what a cluster's pods need on the way out: a proxy, and a private certificate authority."""

from pathlib import Path
from typing import Annotated

from pydantic import StrictBool

from blueprint.settings.checking.model import Model
from blueprint.settings.words.kubernetes import Listed, Url
from blueprint.settings.words.names import Line
from blueprint.settings.words.paths import existing_file

Bundle = Annotated[
    Path, *existing_file("the path of an existing PEM file, relative to the program's folder, such as certs/ca.pem")
]


class ProxySettings(Model):
    """A proxy for connections out of the cluster (HTTPS_PROXY), for the server, agents and tasks."""

    url: Url
    """URL of the proxy, for http and https. Locked egress (`workers.egress`) opens its port if its host is an IP
    address; a proxy with a name and an address in a private network must be one of `workers.egress.peers`."""
    direct: Listed[Line] = ()
    """Further hosts, domains and networks that are reached without the proxy (NO_PROXY). Names within the cluster,
    private networks and the base domain always are."""


class CertificatesSettings(Model):
    """Certificates of a private authority, for agents, tasks, gateways and applications (customCertificates)."""

    bundle: Bundle
    """PEM file of the certificates. The program itself trusts it too, unless `clearml:api.caBundle` is set."""
    replace: StrictBool = False
    """Whether the file has all certificates to be trusted and replaces those of the images
    (overrideCaCertificatesCrt). Needed by images that do not run as root, such as agents from chart 6.12.3: they cannot
    add certificates (extraCerts)."""

    @property
    def pem(self) -> str:
        """Content of the file."""
        return self.bundle.read_text(encoding="utf-8")
