"""Owns the words of the Kubernetes half of the settings: base domain, namespace, release, chart reference, peer …

It must not know where a word is used.
"""

import ipaddress
import re
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator

from settings.expect import Text, mismatch
from settings.types import parse_domain

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
RELEASE = r"[a-z0-9](?:[a-z0-9-]{0,51}[a-z0-9])?"
VERSION = r"v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?"
LABEL_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?"
SETTING = r"[a-z_][a-z0-9_-]*(?:\.[a-z_][a-z0-9_-]*)+"
GROUP = r"[a-z][a-z0-9_-]*"
SHA256 = r"[0-9a-f]{64}"


def _whole(pattern: str, value: str) -> str | None:
    return value if re.fullmatch(pattern, value) else None


def parse_cidr(value: str) -> str | None:
    """Return the network in its normal form; None for host bits, a bare address or the whole internet."""
    try:
        network = ipaddress.ip_network(value)
    except ValueError:
        return None
    return str(network) if "/" in value and network.prefixlen > 0 else None


def parse_url(value: str) -> str | None:
    """Return an http(s) URL without user name, password and fragment, as it is."""
    try:
        url = urlsplit(value)
    except ValueError:
        return None
    plain = url.username is None and url.password is None and not url.fragment and not re.search(r"\s", value)
    return value if url.scheme in ("http", "https") and url.hostname and plain else None


def parse_uuid(value: str) -> str | None:
    """Return a UUID in its usual form of 36 characters, in lower case."""
    try:
        parsed = str(uuid.UUID(value))
    except ValueError:
        return None
    return parsed if value.lower() == parsed else None


def parse_chart(value: str) -> str | None:
    """Return `oci://…`, `repository/chart`, or a relative path that starts with a dot; None for anything else."""
    known = value.startswith("./") or re.fullmatch(r"oci://\S+[a-z0-9]|[a-z0-9][\w.-]*/[a-z0-9][\w.-]*", value)
    return value if known and ".." not in Path(value).parts else None


def an_existing_file(expected: str) -> BeforeValidator:
    """Refuse a path at which no file stands; `expected` is the sentence that says so."""

    def check(value: object) -> object:
        path = Path(value) if isinstance(value, str) and value.strip() else value
        if isinstance(path, Path) and path.is_file():
            return path
        raise mismatch(expected)

    return BeforeValidator(check)


def _base_domain(value: str) -> str | None:
    return None if value.startswith("www.") else parse_domain(value)


def _text_values(value: object) -> object:
    if isinstance(value, Mapping) and all(isinstance(part, str) for pair in value.items() for part in pair):
        return value
    raise mismatch("a mapping of texts; numbers and true/false in quotes")


BaseDomain = Annotated[
    str,
    Text("a domain name without scheme and path such as clearml.example.com", _base_domain, None, ("clearml.example",)),
]
"""The domain below which api., app., files. and the gateways live."""
Namespace = Annotated[
    str, Text("a namespace: at most 63 lower-case letters, digits and hyphens", lambda value: _whole(LABEL, value))
]
ReleaseName = Annotated[
    str, Text("a Helm release name: at most 53 lower-case letters, digits and hyphens", lambda v: _whole(RELEASE, v))
]
HostLabel = Annotated[str, Text("one part of a host name such as api", lambda value: _whole(LABEL, value))]
NodeName = Annotated[
    str,
    Text(
        "the name of a node as `kubectl get nodes` prints it",
        lambda value: _whole(r"(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", value),
    ),
]
Version = Annotated[str, Text("a chart version such as 11.0.2", lambda value: _whole(VERSION, value))]
ChartReference = Annotated[
    str, Text("a chart: oci://registry/name, repository/name or ./path from the program's folder", parse_chart)
]
Url = Annotated[str, Text("a URL such as https://example.com/path, without user name and password", parse_url)]
Cidr = Annotated[
    str, Text("a network such as 10.0.0.0/16; for everybody, name no peers at all", parse_cidr, None, ("10.0.0.0/16",))
]
LabelName = Annotated[str, Text("a label's name such as team", lambda value: _whole(LABEL_NAME, value))]
Uuid = Annotated[
    str, Text("a UUID such as 550e8400-e29b-41d4-a716-446655440000, or nothing: then one is derived", parse_uuid)
]
GroupName = Annotated[
    str,
    Text(
        "a group in lower-case letters, digits, - and _ such as data_scientists: the server lower-cases it anyway",
        lambda value: _whole(GROUP, value),
    ),
]
SettingPath = Annotated[
    str,
    Text(
        "a server setting such as services.organization.features.reports: lower case, parts separated by dots",
        lambda value: _whole(SETTING, value),
    ),
]
Sha256 = Annotated[str, Text("64 hexadecimal digits, as sha256sum prints them", lambda value: _whole(SHA256, value))]
Labels = Annotated[Mapping[str, str], BeforeValidator(_text_values)]
"""Labels, annotations or a node selector: names with a prefix are the API server's to check."""
