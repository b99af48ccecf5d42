"""Helm values by which pods use a proxy and trust a private certificate authority."""

import re
from collections.abc import Iterable
from typing import Any, Final

from blueprint.catalog.networks import PRIVATE
from blueprint.settings.platform.outbound import CertificatesSettings, ProxySettings

INSIDE: Final = ("localhost", "127.0.0.1", ".svc", ".cluster.local", *(one for one in PRIVATE if ":" not in one))
"""What is never reached through a proxy: names within the cluster, and the private networks of its Services."""
_CERTIFICATE: Final = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


def proxy_environment(proxy: ProxySettings | None, direct: Iterable[str]) -> list[dict[str, Any]]:
    """Return the variables in both spellings: curl reads http_proxy in lower case only. `direct` are further hosts."""
    if proxy is None:
        return []
    without = ",".join(dict.fromkeys((*INSIDE, *direct, *proxy.direct)))
    variables = {"HTTP_PROXY": proxy.url, "HTTPS_PROXY": proxy.url, "NO_PROXY": without}
    return [{"name": name, "value": value} for key, value in variables.items() for name in (key, key.lower())]


def custom_certificates(certificates: CertificatesSettings | None, **more: Any) -> dict[str, Any]:
    """Return the section `customCertificates` (vendor's page "Deployment with Self-Signed Certificates")."""
    if certificates is None:
        return {}
    found = _CERTIFICATE.findall(certificates.pem)
    if certificates.replace:
        return {"customCertificates": {"overrideCaCertificatesCrt": "\n".join((*found, "")), **more}}
    extra = [{"alias": f"private-{number}", "pem": f"{pem}\n"} for number, pem in enumerate(found, 1)]
    return {"customCertificates": {"extraCerts": extra, **more}}
