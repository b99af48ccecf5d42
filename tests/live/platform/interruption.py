"""Holds up a deletion in a tenant's namespace by a finalizer, and ends commands of the engine at that moment."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.live.platform.tenants import TenantSite
from tests.live.tenants.stack import kill

FINALIZER = "example.com/hold"
SECONDS = 60
Command = subprocess.Popen[str]


@dataclass(frozen=True)
class Interruption:
    """Interrupts commands that change the namespace of one tenant."""

    site: TenantSite
    namespace: str

    def hold(self, kind: str, name: str) -> None:
        """Keep an object from being deleted; a ConfigMap is created first."""
        if kind == "configmap":
            self._kubectl("create", kind, name)
        self._finalizers(kind, name, [FINALIZER])

    def release(self, kind: str, name: str) -> None:
        """Let the deletion end."""
        self._finalizers(kind, name, [])

    @contextmanager
    def no_pods(self) -> Iterator[None]:
        """Admit no pod to the namespace meanwhile, so that Helm waits for those of the release that it installs."""
        name, admission = f"no-pods-{self.namespace}", "admissionregistration.k8s.io/v1"
        rule = {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]}
        there = {"matchLabels": {"kubernetes.io/metadata.name": self.namespace}}
        policy = {
            "matchConstraints": {"resourceRules": [rule]},
            "validations": [{"expression": "false", "message": "held by a test"}],
        }
        binding = {"policyName": name, "validationActions": ["Deny"], "matchResources": {"namespaceSelector": there}}
        objects = {"ValidatingAdmissionPolicy": policy, "ValidatingAdmissionPolicyBinding": binding}
        items = [
            {"apiVersion": admission, "kind": kind, "metadata": {"name": name}, "spec": spec}
            for kind, spec in objects.items()
        ]
        content = json.dumps({"apiVersion": "v1", "kind": "List", "items": items})
        self.site.kube.kubectl("create", "--filename=-", stdin=content)
        try:
            yield
        finally:
            self.site.kube.kubectl("delete", "--filename=-", stdin=content)

    def is_terminating(self) -> bool:
        """Whether the namespace is being deleted."""
        return any(one["status"]["phase"] == "Terminating" for one in self._namespaces())

    def is_gone(self) -> bool:
        """Whether the namespace no longer exists."""
        return not self._namespaces()

    def history(self, release: str) -> list[str]:
        """Status of each revision of a release, oldest first."""
        secrets = self.site.kube.kubectl(
            "get", "secrets", f"--namespace={self.namespace}", f"--selector=owner=helm,name={release}", "--output=json"
        )
        labels = [one["metadata"]["labels"] for one in json.loads(secrets)["items"]]
        return [one["status"] for one in sorted(labels, key=lambda one: int(one["version"]))]

    def age(self, release: str) -> None:
        """Date back Helm's last write, as if a plugin of the interrupted run could no longer be at work."""
        selector = f"--selector=owner=helm,name={release}"
        self._kubectl("label", "secrets", selector, "--overwrite", "createdAt=1", "modifiedAt=1")

    def until(self, reached: Callable[[], bool]) -> None:
        """Wait for a condition."""
        deadline = time.monotonic() + SECONDS
        while not reached():
            assert time.monotonic() < deadline, "not reached in time"
            time.sleep(0.1)

    def stop(self, command: Command) -> None:
        """Press Ctrl-C once and wait for the end."""
        os.kill(command.pid, signal.SIGINT)
        command.communicate()

    def kill(self, command: Command) -> None:
        """Kill engine and plugins."""
        kill(command)
        self.site.pulumi("cancel", "--yes")

    def kill_engine(self, command: Command) -> None:
        """Kill the engine alone; a plugin finishes what it does."""
        command.kill()
        command.wait()
        self.site.pulumi("cancel", "--yes")

    def end_plugins(self, command: Command) -> None:
        """Kill the plugins that a killed engine left."""
        kill(command)

    def _namespaces(self) -> list[dict[str, Any]]:
        return [one for one in self.site.kube.get("namespaces") if one["metadata"]["name"] == self.namespace]

    def _finalizers(self, kind: str, name: str, finalizers: list[str]) -> None:
        patch = json.dumps({"metadata": {"finalizers": finalizers}})
        self._kubectl("patch", kind, name, "--type=merge", f"--patch={patch}")

    def _kubectl(self, *argv: str) -> None:
        self.site.kube.kubectl(f"--namespace={self.namespace}", *argv)
