"""The stand-in for python3 in a probe pod: `python -m sandbox.kubernetes.connections FOLDER -c … tcp|http TARGET POD`.

It answers from the objects of the cluster: names from Services and Ingresses, open and shut from network policies.
"""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sandbox.kubernetes.api import Api
from sandbox.kubernetes.policies import Labels, Peer, allows, matches

OUTSIDE = "203.0.113.1"
"""Address of everything that is reached through an ingress controller."""
UNKNOWN = "error [Errno -2] Name or service not known"
Object = dict[str, Any]


@dataclass(frozen=True)
class Network:
    """The cluster's network as seen from one pod."""

    api: Api
    namespace: str
    pod: str

    def answer(self, kind: str, target: str) -> str:
        """Return what the probe prints."""
        url = urlsplit(target if kind == "http" else f"tcp://{target}")
        host = url.hostname or ""
        port = url.port or (443 if url.scheme == "https" else 80)
        opened = "http 200" if kind == "http" else "open"
        if _is_address(host):
            return opened if self._leaves(Peer(host), port) else "shut"
        name, _, namespace = host.partition(".")
        service = self._service(namespace.removesuffix(".svc.cluster.local").removesuffix(".svc"), name)
        if service is not None:
            return opened if self._reaches(service) else "shut"
        backend = self._backend(host)
        if backend is None:
            return UNKNOWN
        if not self._leaves(Peer(OUTSIDE), port):
            return "shut"
        return opened if self._ready(backend) else "http 503"

    def _own(self) -> Labels:
        pods = self._items(f"/api/v1/namespaces/{self.namespace}/pods")
        return next(_labels(one) for one in pods if one["metadata"]["name"] == self.pod)

    def _leaves(self, peer: Peer, port: int) -> bool:
        return allows("Egress", self._policies(self.namespace), self._own(), self.namespace, peer, port)

    def _reaches(self, service: Object) -> bool:
        """Whether a pod of the Service answers on the container's port."""
        where, ready = service["metadata"]["namespace"], self._ready(service)
        port = next(iter(service["spec"]["ports"]))["port"]
        space = {one["metadata"]["name"]: _labels(one) for one in self._items("/api/v1/namespaces")}
        source = Peer(None, self._own(), self.namespace, space[self.namespace])
        return any(
            self._leaves(Peer(None, _labels(one), where, space[where]), port)
            and allows("Ingress", self._policies(where), _labels(one), where, source, port)
            for one in ready
        )

    def _ready(self, service: Object) -> list[Object]:
        pods = self._items(f"/api/v1/namespaces/{service['metadata']['namespace']}/pods")
        selector = {"matchLabels": service["spec"].get("selector", {})}
        return [one for one in pods if matches(selector, _labels(one)) and one["status"].get("phase") == "Running"]

    def _backend(self, host: str) -> Object | None:
        """The Service behind the Ingress of a host."""
        for one in self._items("/apis/networking.k8s.io/v1/ingresses"):
            for rule in one["spec"].get("rules", ()):
                if rule.get("host") == host:
                    name = rule["http"]["paths"][0]["backend"]["service"]["name"]
                    return self._service(one["metadata"]["namespace"], name)
        return None

    def _service(self, namespace: str, name: str) -> Object | None:
        found = self._items("/api/v1/services") if namespace else []
        wanted = (namespace, name)
        return next((one for one in found if (one["metadata"]["namespace"], one["metadata"]["name"]) == wanted), None)

    def _policies(self, namespace: str) -> list[Object]:
        return self._items(f"/apis/networking.k8s.io/v1/namespaces/{namespace}/networkpolicies")

    def _items(self, path: str) -> list[Object]:
        items: list[Object] = self.api.get(path)["items"]
        return items


def _labels(one: Object) -> Labels:
    labels: Labels = one["metadata"].get("labels", {})
    return labels


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def main(arguments: Sequence[str]) -> int:
    """Answer one probe."""
    folder, _, _, kind, target, where = arguments
    namespace, _, pod = where.partition("/")
    print(Network(Api.of(Path(folder).parent / "kubeconfig"), namespace, pod).answer(kind, target))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
