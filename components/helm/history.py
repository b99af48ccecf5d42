"""Reads and corrects Helm's history of a release.

Helm 3 keeps one Secret per revision, `sh.helm.release.v1.<release>.v<n>`. They contain the release's values and must
never be printed. The history is corrected only after an interrupted run, if Helm would refuse to continue
(`components.helm.recovery`).
"""

import base64
import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from components.shared.kubectl import Kubectl

KEPT = re.compile(r"^kind: PersistentVolumeClaim\s*$|helm\.sh/resource-policy.*keep", re.MULTILINE)
PLACEHOLDER = "restored after an interrupted run"
STATUS, VERSION, CREATED, UPDATED = "status", "version", "createdAt", "modifiedAt"


@dataclass(frozen=True)
class Revision:
    """One revision. `secret` is its Secret as the API returned it."""

    secret: Mapping[str, Any]

    @property
    def number(self) -> int:
        """1 for the install, then one more for each upgrade and rollback."""
        return int(self._labels[VERSION])

    @property
    def status(self) -> str:
        """deployed, superseded, failed, pending-install, pending-upgrade, pending-rollback or uninstalling."""
        return str(self._labels[STATUS])

    @property
    def is_unfinished(self) -> bool:
        """Whether Helm has not finished the install, upgrade, rollback or uninstall."""
        return self.status.startswith("pending-") or self.is_uninstalling

    @property
    def is_uninstalling(self) -> bool:
        """Whether Helm has begun to uninstall the release and has not finished."""
        return self.status == "uninstalling"

    @property
    def is_placeholder(self) -> bool:
        """Whether `add_placeholder` made the revision."""
        return str(self._content()["info"].get("description", "")).startswith(PLACEHOLDER)

    @property
    def modified_at(self) -> float:
        """Time of Helm's last write, in seconds since the epoch."""
        return float(self._labels.get(UPDATED) or self._labels.get(CREATED) or 0)

    @property
    def name(self) -> str:
        """Name of the revision's Secret."""
        return str(self.secret["metadata"]["name"])

    @property
    def removable(self) -> str:
        """The revision's objects as YAML, without volume claims and without objects that Helm keeps."""
        documents = re.split(r"^---$", str(self._content()["manifest"]), flags=re.MULTILINE)
        return "---".join(document for document in documents if document.strip() and not KEPT.search(document))

    def with_status(self, status: str) -> str:
        """The Secret with its status changed, as JSON for `kubectl replace`."""
        content = self._content()
        data = _packed(content | {"info": content["info"] | {"status": status}})
        metadata = {**self.secret["metadata"], "labels": {**self._labels, STATUS: status}}
        return json.dumps({**self.secret, "metadata": metadata, "data": data})

    @property
    def _labels(self) -> Mapping[str, str]:
        labels: Mapping[str, str] = self.secret["metadata"]["labels"]
        return labels

    def _content(self) -> dict[str, Any]:
        packed = base64.b64decode(base64.b64decode(self.secret["data"]["release"]))
        return dict(json.loads(gzip.decompress(packed)))


async def revisions(kubectl: Kubectl, namespace: str, release: str) -> list[Revision]:
    """All revisions of a release, oldest first; none if the namespace does not exist. Raises KubectlError."""
    items = await kubectl.items("secrets", f"--namespace={namespace}", f"--selector=owner=helm,name={release}")
    return sorted(map(Revision, items), key=lambda revision: revision.number)


async def add_placeholder(kubectl: Kubectl, namespace: str, release: str) -> None:
    """Record a deployed revision without objects, so that Helm can upgrade or uninstall a release that is gone."""
    moment = datetime.now(UTC).isoformat()
    info = {"first_deployed": moment, "last_deployed": moment, "deleted": "", "status": "deployed"}
    chart = {"metadata": {"apiVersion": "v2", "name": release, "version": "0.0.0"}, "templates": [], "values": {}}
    content = {"name": release, "namespace": namespace, "version": 1, "manifest": "", "config": {}, "chart": chart}
    labels = {"owner": "helm", "name": release, STATUS: "deployed", VERSION: "1"}
    secret = {
        "apiVersion": "v1",
        "kind": "Secret",
        "type": "helm.sh/release.v1",
        "metadata": {"name": f"sh.helm.release.v1.{release}.v1", "namespace": namespace, "labels": labels},
        "data": _packed({**content, "info": {**info, "description": PLACEHOLDER}}),
    }
    await kubectl.run("create", "--filename=-", stdin=json.dumps(secret))


def _packed(content: Mapping[str, Any]) -> dict[str, str]:
    packed = gzip.compress(json.dumps(content).encode())
    return {"release": base64.b64encode(base64.b64encode(packed)).decode()}
