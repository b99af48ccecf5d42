"""Finds pods in manifests, and what their namespace would refuse: Pod Security, quota, and policies that miss them."""

from collections.abc import Iterator, Mapping
from typing import Any

from blueprint.settings.words.arithmetic import amount

Spec = Mapping[str, Any]
_CAPABILITIES = frozenset({"AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD"}) | frozenset(
    {"NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"}
)
"""Capabilities that the level baseline admits (Kubernetes, "Pod Security Standards")."""
_VOLUMES = frozenset(
    ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret", "name"]
)


def pod_templates(manifest: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the pod templates of a workload, each with `metadata` and `spec`; none of `helm test`."""
    spec, annotations = manifest.get("spec") or {}, manifest["metadata"].get("annotations") or {}
    if "test" in annotations.get("helm.sh/hook", ""):
        return
    if manifest["kind"] == "Pod":
        yield manifest
    elif manifest["kind"] == "CronJob":
        yield spec["jobTemplate"]["spec"]["template"]
    elif manifest["kind"] in ("Deployment", "StatefulSet", "DaemonSet", "Job", "ReplicaSet"):
        yield spec["template"]


def refused(level: str, spec: Spec) -> Iterator[str]:
    """Yield what the Pod Security level refuses in a pod."""
    if level == "privileged":
        return
    for key in ("hostNetwork", "hostPID", "hostIPC"):
        if spec.get(key):
            yield key
    for volume in spec.get("volumes") or ():
        if "hostPath" in volume:
            yield f"volume {volume['name']}: hostPath"
        elif level == "restricted" and not set(volume) <= _VOLUMES:
            yield f"volume {volume['name']}: {', '.join(sorted(set(volume) - _VOLUMES))}"
    for container in containers(spec):
        yield from (f"container {container['name']}: {what}" for what in _container(level, spec, container))


def containers(spec: Spec) -> list[Mapping[str, Any]]:
    """All containers of a pod, those of its start first."""
    return [*(spec.get("initContainers") or ()), *(spec.get("containers") or ())]


def _container(level: str, spec: Spec, container: Mapping[str, Any]) -> Iterator[str]:
    pod, own = spec.get("securityContext") or {}, container.get("securityContext") or {}
    capabilities = own.get("capabilities") or {}
    if own.get("privileged"):
        yield "privileged"
    if any(port.get("hostPort") for port in container.get("ports") or ()):
        yield "hostPort"
    for added in sorted(set(capabilities.get("add") or ()) - _CAPABILITIES):
        yield f"capability {added}"
    if level != "restricted":
        return
    if own.get("allowPrivilegeEscalation") is not False:
        yield "allowPrivilegeEscalation is not false"
    if "ALL" not in (capabilities.get("drop") or ()):
        yield "capabilities.drop lacks ALL"
    if not own.get("runAsNonRoot", pod.get("runAsNonRoot")):
        yield "runAsNonRoot is not true"
    profile = own.get("seccompProfile") or pod.get("seccompProfile") or {}
    if profile.get("type") not in ("RuntimeDefault", "Localhost"):
        yield "seccompProfile is neither RuntimeDefault nor Localhost"


def exceeding(quota: Mapping[str, Any], spec: Spec) -> Iterator[str]:
    """Yield amounts of one pod that exceed the whole quota of its namespace."""
    for key, most in quota.items():
        kind, _, resource = key.partition(".")
        wanted = [(each.get("resources") or {}).get(kind) or {} for each in containers(spec)]
        texts = [str(each[resource]) for each in wanted if resource in each]
        largest = max(texts, key=amount, default="0")
        if resource and amount(largest) > amount(str(most)):
            yield f"{key}: {largest} of {most}"


def selects(selector: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    """Whether `matchLabels` of a selector fit the labels; expressions are taken to fit."""
    return all(labels.get(key) == value for key, value in (selector.get("matchLabels") or {}).items())
