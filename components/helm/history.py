"""Helm's own memory of a release: one Secret a revision (`sh.helm.release.v1.<release>.v<n>`), as Helm 3 writes it.

Read and corrected only where an interrupted run left it in a state from which Helm itself refuses to go on
(`components.helm.recovery`). Its content holds the release's values: it must never be printed.
"""

import base64
import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from components.shared.kubectl import Kubectl

KEPT = re.compile(r"^kind: PersistentVolumeClaim\s*$|helm\.sh/resource-policy.*keep", re.MULTILINE)
STATUS, VERSION, CREATED, UPDATED = "status", "version", "createdAt", "modifiedAt"


@dataclass(frozen=True)
class Revision:
    """One revision. `secret` is the Secret as the API gave it."""

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
    def is_pending(self) -> bool:
        """Whether Helm was, or is, in the middle of it."""
        return self.status.startswith("pending-")

    @property
    def written(self) -> float:
        """When Helm last wrote it, in seconds since the epoch."""
        return float(self._labels.get(UPDATED) or self._labels.get(CREATED) or 0)

    @property
    def name(self) -> str:
        """Name of its Secret."""
        return str(self.secret["metadata"]["name"])

    @property
    def removable(self) -> str:
        """The objects that it installs and that may go with it, as YAML: not what holds data, nor what Helm keeps."""
        documents = re.split(r"^---$", str(self._content()["manifest"]), flags=re.MULTILINE)
        return "---".join(document for document in documents if document.strip() and not KEPT.search(document))

    def with_status(self, status: str) -> str:
        """The Secret with another status, as JSON for `kubectl replace`."""
        content = self._content()
        packed = gzip.compress(json.dumps(content | {"info": content["info"] | {"status": status}}).encode())
        data = {"release": base64.b64encode(base64.b64encode(packed)).decode()}
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
    """All revisions of a release, the oldest first; none where the namespace does not exist. Raises KubectlError."""
    found = await kubectl.items("secrets", f"--namespace={namespace}", f"--selector=owner=helm,name={release}")
    return sorted(map(Revision, found), key=lambda revision: revision.number)
