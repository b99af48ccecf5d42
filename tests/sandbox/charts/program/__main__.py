"""Makes one Helm release for each entry of releases.json; KUBECONFIG says where."""

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
    # Releases of one name live in several namespaces; resources of one name cannot.
    resource = entry["name"] if names.count(entry["name"]) == 1 else f"{entry['namespace']}/{entry['name']}"
    Release(resource, create_namespace=True, atomic=True, opts=ResourceOptions(provider=cluster), **entry)
