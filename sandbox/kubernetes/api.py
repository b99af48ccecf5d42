"""The few calls of the Kubernetes API that the sandbox itself needs."""

from __future__ import annotations

import base64
import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.toolchain.progress import SetupError

SECONDS = 10.0
MERGE_PATCH = "application/merge-patch+json"


class KubernetesApiError(SetupError):
    """A call that the API server refused; the text is the server's."""


@dataclass(frozen=True)
class Api:
    """The API of one cluster, called as its administrator."""

    server: str
    token: str
    authority: str

    @classmethod
    def of(cls, kubeconfig: Path) -> Api:
        """Read a kubeconfig that `kubeconfig.write` wrote."""
        content = json.loads(kubeconfig.read_text())
        cluster, user = content["clusters"][0]["cluster"], content["users"][0]["user"]
        authority = base64.b64decode(cluster["certificate-authority-data"]).decode()
        return cls(cluster["server"], user["token"], authority)

    def ready(self) -> bool:
        """Return whether the API server reports that it is ready."""
        try:
            return self._call("GET", "/readyz", None, "application/json") == "ok"
        except (OSError, KubernetesApiError):
            return False

    def get(self, path: str) -> Any:
        """Return the object or list at a path. Raises OSError."""
        return json.loads(self._call("GET", path, None, "application/json"))

    def ensure(self, path: str, manifest: Mapping[str, object]) -> None:
        """Create an object in a collection unless one of its name exists. Raises KubernetesApiError."""
        try:
            self._call("POST", path, manifest, "application/json")
        except urllib.error.HTTPError as error:
            if error.code != 409:  # Conflict: it exists
                raise KubernetesApiError(_message(error)) from error

    def merge(self, path: str, change: Mapping[str, object]) -> None:
        """Change fields of an object. Raises KubernetesApiError."""
        try:
            self._call("PATCH", path, change, MERGE_PATCH)
        except urllib.error.HTTPError as error:
            raise KubernetesApiError(_message(error)) from error

    def _call(self, method: str, path: str, body: object, content_type: str) -> str:
        context = ssl.create_default_context(cadata=self.authority)
        # The API server's self-signed certificate does not pass the strict check of Python 3.13.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        # Calls to loopback addresses must not go through a proxy from the environment.
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
        )
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": content_type, "Accept": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.server}{path}", data, headers, method=method)  # noqa: S310 - loopback
        with opener.open(request, timeout=SECONDS) as answer:
            text: str = answer.read().decode()
            return text


def _message(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.loads(error.read())["message"])
    except (ValueError, KeyError, TypeError):
        return str(error)
