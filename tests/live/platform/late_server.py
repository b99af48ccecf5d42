"""Starts a ClearML server late, as in reality: once the stack has created its root key pair."""

import base64
import socket
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from tests.live.platform.background import Background
from tests.live.platform.site import Site
from tests.sandbox.clearml.process import KeyPair, Simulator, simulator

SECRET = "clearml-root-credentials"


@dataclass(frozen=True)
class LateServer:
    """The address of a server that is not running yet; its data survives a restart."""

    port: int
    data: Path

    @classmethod
    def nowhere(cls, folder: Path) -> "LateServer":
        """A free port on which nothing listens yet."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return cls(int(probe.getsockname()[1]), folder / "server.sqlite")

    @property
    def url(self) -> str:
        """Address of its API."""
        return f"http://127.0.0.1:{self.port}"

    def started(self, pair: KeyPair) -> AbstractContextManager[Simulator]:
        """The running server, with a root key pair."""
        return simulator(supervisor=pair, port=self.port, data=self.data)


def kept(site: Site) -> dict[str, str]:
    """Secrets of the server's root credentials by key, without empty ones; none while the Secret does not exist."""
    found = [one for one in site.kube.get("secrets", "clearml") if one["metadata"]["name"] == SECRET]
    return {key: base64.b64decode(value).decode() for one in found for key, value in one["data"].items() if value}


def root_pair(site: Site) -> KeyPair:
    """The key pair of the server's root user."""
    secret = kept(site)
    return KeyPair(secret["apiserver_key"], secret["apiserver_secret"])


def going_up(site: Site) -> Background:
    """A `pulumi up` in the background."""
    return Background(site, "up", "--yes", "--skip-preview")
