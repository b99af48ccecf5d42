"""Value types of the Kubernetes settings: base domain, namespace, release, chart reference and others."""

import ipaddress
import re
import uuid
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator

from blueprint.settings.checking.expect import TextExpectation, WholeExpectation
from blueprint.settings.words.hosts import is_host
from blueprint.settings.words.names import Item, empty_list, parse_domain

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
OBJECT = r"(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?"
RELEASE = r"[a-z0-9](?:[a-z0-9-]{0,51}[a-z0-9])?"
VERSION = r"v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?"
SHA256 = r"[0-9a-f]{64}"


def _whole(pattern: str, value: str) -> str | None:
    return value if re.fullmatch(pattern, value) else None


def parse_cidr(value: str) -> str | None:
    """Return the network in canonical form; None for host bits, an address without a prefix, or the whole internet."""
    try:
        network = ipaddress.ip_network(value)
    except ValueError:
        return None
    return str(network) if "/" in value and network.prefixlen > 0 else None


def parse_url(value: str) -> str | None:
    """Return the string unchanged if it is an http(s) URL without user name, password and fragment, else None."""
    try:
        url = urlsplit(value)
        port = url.port
    except ValueError:
        return None
    plain = (
        port != 0 and url.username is None and url.password is None and not url.fragment and not re.search(r"\s", value)
    )
    return value if url.scheme in ("http", "https") and url.hostname and plain else None


def parse_uuid(value: str) -> str | None:
    """Return a UUID of 36 characters in lower case; None for anything else."""
    try:
        parsed = str(uuid.UUID(value))
    except ValueError:
        return None
    return parsed if value.lower() == parsed else None


def parse_chart(value: str) -> str | None:
    """Return `oci://…`, `repository/chart`, a chart's name, or a relative path that starts with ./; None otherwise."""
    valid = value.startswith("./") or re.fullmatch(r"oci://\S+[a-z0-9]|(?:[a-z0-9][\w.-]*/)?[a-z0-9][\w.-]*", value)
    return value if valid and ".." not in Path(value).parts else None


def _base_domain(value: str) -> str | None:
    """Accept lower case only: object names are derived from the domain, and Kubernetes names are case-sensitive."""
    return None if value.startswith("www.") or value != value.lower() else parse_domain(value)


BaseDomain = Annotated[
    str,
    TextExpectation("a domain in lower case, without scheme and path, such as clearml.example", _base_domain),
]
"""Parent domain of the hosts api., app. and files. and of the gateways."""
Namespace = Annotated[
    str,
    TextExpectation(
        "a namespace: at most 63 lower-case letters, digits and hyphens", lambda value: _whole(LABEL, value)
    ),
]
OwnNamespace = Annotated[
    str,
    TextExpectation(
        "a namespace: at most 63 lower-case letters, digits and hyphens, not default or kube-…",
        lambda value: None if value == "default" or value.startswith("kube-") else _whole(LABEL, value),
    ),
]
"""A namespace that this program creates and deletes."""
ObjectName = Annotated[
    str,
    TextExpectation(
        "the name of a Kubernetes object: at most 253 lower-case letters, digits, dots and hyphens",
        lambda value: _whole(OBJECT, value),
    ),
]
ReleaseName = Annotated[
    str,
    TextExpectation(
        "a Helm release name: at most 53 lower-case letters, digits and hyphens", lambda v: _whole(RELEASE, v)
    ),
]
HostLabel = Annotated[str, TextExpectation("one part of a host name such as api", lambda value: _whole(LABEL, value))]
ClusterName = Annotated[
    str,
    TextExpectation("a cluster name of your choice such as west", lambda value: _whole(LABEL, value), f"^{LABEL}$"),
]
"""Name of a further cluster in tenant files; becomes part of resource names."""
PoolName = Annotated[
    str,
    TextExpectation("a pool name of your choice such as h100", lambda value: _whole(LABEL, value), f"^{LABEL}$"),
]
"""Name of a pool of GPU nodes, in messages only."""
NodeName = Annotated[
    str,
    TextExpectation(
        "the name of a node as `kubectl get nodes` prints it",
        lambda value: _whole(OBJECT, value),
    ),
]
Version = Annotated[str, TextExpectation("a chart version such as 11.0.2", lambda value: _whole(VERSION, value))]
ChartReference = Annotated[
    str,
    TextExpectation(
        "a chart: oci://registry/name, repository/name, name or ./path from the program's folder", parse_chart
    ),
]
HostName = Annotated[
    str,
    TextExpectation("a host name or address, without scheme and port", lambda value: value if is_host(value) else None),
]
RegistryHost = Annotated[
    str,
    TextExpectation(
        "a registry host as in image names, such as docker.io or registry.example:5000",
        lambda value: value if is_host(re.sub(r":\d{1,5}$", "", value)) else None,
    ),
]
Url = Annotated[
    str, TextExpectation("a URL such as https://example.com/path, without user name and password", parse_url)
]
Cidr = Annotated[
    str,
    TextExpectation(
        "a network such as 10.0.0.0/16; to allow all sources, leave the list of peers empty",
        parse_cidr,
        None,
        ("10.0.0.0/16",),
    ),
]
Port = Annotated[int, WholeExpectation(1, 65535)]
Uuid = Annotated[
    str,
    TextExpectation("a UUID such as 550e8400-e29b-41d4-a716-446655440000, or no key to have one derived", parse_uuid),
]
Sha256 = Annotated[
    str, TextExpectation("64 hexadecimal digits, as sha256sum prints them", lambda value: _whole(SHA256, value))
]
Listed = Annotated[tuple[Item, ...], BeforeValidator(empty_list)]
"""A list whose order is kept."""
