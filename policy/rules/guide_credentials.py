"""No credential that a guide or a chart publishes, and no placeholder of one, reaches the cluster or the server.

The credentials are listed by their SHA-256, so that no copy of this file is a list of keys to try.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from policy.rules.resource import StackResource

_CHART = "the default of the chart clearml (charts/clearml/values.yaml of clearml/clearml-helm-charts, 7.14.4)"
_OLD_CHART = "a default of the chart clearml before 2023 (the same file, in the repository's history)"
_GUIDE = 'the password of the multi-tenant guide, "Shared Redis installation"'
_K8S_PAGE = "the password of the vendor's page on Kubernetes (clear.ml/docs, internal database authentication)"
_CONFIG_PAGE = "the password of the vendor's page on server configuration (clear.ml/docs, fixed users)"
PUBLISHED = {
    "8a53dd3175bce420723507551193fa54b3d686596d154e6a4b94cf42304e93cf": _CHART,
    "6c511f30e384ffd2e95c74aa0bdef875810bdb6876eba4b4638b9d573fc7cb33": _CHART,
    "6d912cadc4bd2bee7ca85c4a40f221fce2329e198330979594ffb47a31604942": _CHART,
    "9f2d9a23e879246b73518ee43ec7fc62ba3d6096e4994cee6c086b91458899e7": _CHART,
    "89b8b5c204a2c92f9d32dd98e14cd2afafcd6e3592aa67fe934d87aebfdb7c05": _CHART,
    "0c3b1dd110371938f488eb28f8119e640ed48b276d351dce4f86edd3b9e14cdc": _CHART,
    "6dc2c90c67ba9de1101f232028b0455c17db5e8d232bc06b634e964a5f86ffbe": _CHART,
    "be6ae474733128c18bb70dc6ea9f1ebf668e6132afeb0f623bdec3975faa8cef": _CHART,
    "af10c6e7c0eaa8ed400dd333fac957c930e62b5c1e81d132f4ec184b699c59c3": _OLD_CHART,
    "b205690e53a48ed09cf815592e89007d6333beb9c46f3bc2f5d7267e303e5aa4": _OLD_CHART,
    "fe500dbcde32ccfd7c9f5e8a389ac5f5783726d554785c04ef479b7d66c8f3d1": _OLD_CHART,
    "1bbf712212f9e0526200ba848cabb04f98c03b88bb1333fe493f4dbe15266f93": _GUIDE,
    "7592e6bd0608663b43c8d1359b3f702e6edcc3cc479181ee8b0b12ffae5f2a6e": _K8S_PAGE,
    "ef797c8118f02dfb649607dd5d3f8c7623048c9c063d532cc95c5ed7a898a64f": _CONFIG_PAGE,
}
"""SHA-256 of a credential, and where it is published."""
_WORD = re.compile(r"[A-Za-z0-9]{8,64}")
_PLACEHOLDER = re.compile(r"<[A-Za-z_]*(?:TOKEN|SECRET|PASSWORD|KEY)>")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{8,}={0,2}")


def guide_credentials(resource: StackResource) -> Iterator[str]:
    """Return one line per property that holds one; the value is not shown."""
    for path, text in _texts(resource.properties):
        found = _found(text)
        if found is not None:
            yield f"{resource.kind} {resource.name}: {path} holds {found}; everyone can read it, set one of your own"


@lru_cache(maxsize=20_000)
def _found(text: str) -> str | None:
    """What a text holds, in the words of a message; the texts of a Kubernetes Secret are in base64."""
    for each in (text, *_decoded(text)):
        if _PLACEHOLDER.search(each):
            return "a placeholder of a guide in place of a secret"
        for word in _WORD.findall(each):
            source = PUBLISHED.get(hashlib.sha256(word.encode()).hexdigest())
            if source is not None:
                return source
    return None


def _decoded(text: str) -> list[str]:
    if not _BASE64.fullmatch(text) or len(text) % 4:
        return []
    try:
        return [base64.b64decode(text, validate=True).decode()]
    except (binascii.Error, UnicodeDecodeError):
        return []


def _texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _texts(inner, f"{path}[{number}]")
