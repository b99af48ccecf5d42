"""Creates one Helm release per entry of releases.json, in the cluster of KUBECONFIG."""

import json
import os
from pathlib import Path

from pulumi import ResourceOptions
from pulumi_kubernetes import Provider
from pulumi_kubernetes.helm.v3 import Release

cluster = Provider("cluster", kubeconfig=os.environ["KUBECONFIG"], cluster_identifier="sandbox")
entries = json.loads(Path("releases.json").read_text())
names = [entry["name"] for entry in entries]
for entry in entries:
    # Two namespaces may have releases of one name; a stack cannot have two resources of one name.
    resource = entry["name"] if names.count(entry["name"]) == 1 else f"{entry['namespace']}/{entry['name']}"
    Release(resource, create_namespace=True, atomic=True, opts=ResourceOptions(provider=cluster), **entry)
