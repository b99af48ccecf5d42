"""A Pulumi program for the tests of the engine's plugins."""

import os

import pulumi
import pulumi_command
import pulumi_kubernetes as kubernetes
from pulumi_command.local import Command

cluster = kubernetes.Provider(
    "cluster",
    kubeconfig=os.environ["KUBECONFIG"],
    context=os.environ["CLEARML_KUBE_CONTEXT"],
    cluster_identifier="sandbox",
)
in_cluster = pulumi.ResourceOptions(provider=cluster)
namespace = kubernetes.core.v1.Namespace("here", metadata={"name": "here"}, opts=in_cluster)
kubernetes.core.v1.ConfigMap(
    "settings",
    metadata={"name": "settings", "namespace": "here"},
    data={"key": "value"},
    opts=pulumi.ResourceOptions(provider=cluster, depends_on=[namespace]),
)
for number in range(int(os.environ.get("OBJECTS", "0"))):
    kubernetes.core.v1.ConfigMap(
        f"object-{number}",
        metadata={"name": f"object-{number}", "namespace": "here"},
        opts=pulumi.ResourceOptions(provider=cluster, depends_on=[namespace]),
    )
kubernetes.core.v1.NodePatch(
    "label", metadata={"name": "gpu-a100-0", "labels": {"sandbox.example/patched": "yes"}}, opts=in_cluster
)
command = Command(
    "command",
    create="echo made",
    update='echo "after $PULUMI_COMMAND_STDOUT"',
    delete="echo gone > deleted",
    environment={"GENERATION": os.environ.get("GENERATION", "1")},
    opts=pulumi.ResourceOptions(provider=pulumi_command.Provider("commands")),
)
pulumi.export("output", command.stdout)
