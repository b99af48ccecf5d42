"""Finds out whether a cluster has Cilium's kind of network policy."""

import json

from components.shared.kubectl import Kubectl

GROUP, VERSION, RESOURCE = "cilium.io", "v2", "ciliumnetworkpolicies"


async def has_cilium(kubectl: Kubectl) -> bool:
    """Whether the API serves CiliumNetworkPolicy. Raises KubectlError.

    Discovery needs no rights on CRDs. GKE's Dataplane V2 has Cilium's group without this kind, and takes plain
    policies only (cloud.google.com/kubernetes-engine/docs/concepts/dataplane-v2).
    """
    groups = json.loads(await kubectl.run("get", "--raw", "/apis"))["groups"]
    versions = {version["groupVersion"] for group in groups for version in group["versions"]}
    if f"{GROUP}/{VERSION}" not in versions:
        return False
    resources = json.loads(await kubectl.run("get", "--raw", f"/apis/{GROUP}/{VERSION}"))["resources"]
    return any(one["name"] == RESOURCE for one in resources)
