"""Makes one Helm release for each entry of releases.json; KUBECONFIG says where."""

import json
import os
from pathlib import Path

from pulumi import ResourceOptions
from pulumi_kubernetes import Provider
from pulumi_kubernetes.helm.v3 import Release

cluster = Provider("cluster", kubeconfig=os.environ["KUBECONFIG"], cluster_identifier="sandbox")
for entry in json.loads(Path("releases.json").read_text()):
    Release(entry["name"], create_namespace=True, atomic=True, opts=ResourceOptions(provider=cluster), **entry)
