"""Labels and images that Kubernetes would reject only at the first task, or during `pulumi up`, are refused earlier."""

import pytest

from tests.blueprint.tenant_folder import Folder
from tests.blueprint.worker_config import tenant, workers

KEY = "label key"
VALUE = "label value"
IMAGE = "an image such as"
TAG = "an image tag"


@pytest.mark.parametrize(
    ("queue", "path", "word"),
    [
        ('nodeSelector: {"bad key!": x}', 'nodeSelector."bad key!"', KEY),
        ('nodeSelector: {pool: "x y"}', "nodeSelector.pool", VALUE),
        ("nodeSelector: {pool: 1}", "nodeSelector.pool", "quotes"),
        ('tolerations: [{key: "a b"}]', "tolerations[0].key", KEY),
        ('tolerations: [{key: a, value: "a b"}]', "tolerations[0].value", VALUE),
        ("image: a b c", "image", IMAGE),
        ('image: "python:3.11 --ipc=host"', "image", IMAGE),
        ("image: Team/Image", "image", IMAGE),
    ],
)
def test_what_a_pod_cannot_have_is_refused(folder: Folder, queue: str, path: str, word: str) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{queues: {{cpu: {{{queue}}}}}}}"))

    (line,) = folder.lines(workers())

    assert line.startswith(f"acme.yaml: workers.queues.cpu.{path}: found")
    assert word in line


@pytest.mark.parametrize(
    ("part", "key", "value", "word"),
    [
        ("agent", "imageTag", "a b", TAG),
        ("agent", "imageTag", "-1", TAG),
        ("agent", "defaultImage", "python 3.9", IMAGE),
        ("gateway", "pods", {"a b": "c"}, KEY),
        ("gateway", "pods", {"a": "c d"}, VALUE),
    ],
)
def test_the_same_holds_for_agent_and_gateway(folder: Folder, part: str, key: str, value: object, word: str) -> None:
    (line,) = folder.lines(workers(**{part: {"chart": {"version": "6.14.6"}, key: value}}))

    assert line.startswith(f"Pulumi.dev.yaml: clearml:workers.{part}.{key}")
    assert word in line


@pytest.mark.parametrize(
    "queue",
    [
        'nodeSelector: {nvidia.com/gpu.product: NVIDIA-A100-SXM4-40GB, node-role.kubernetes.io/worker: ""}',
        'tolerations: [{key: nvidia.com/gpu}, {key: dedicated, value: "a.b_c-1"}]',
        "image: python",
        'image: "registry.example:5000/team/image_x--y:1.0_a"',
        f'image: "nvcr.example/cuda:13@sha256:{"0" * 64}"',
    ],
)
def test_what_a_pod_can_have_is_accepted(folder: Folder, queue: str) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{queues: {{cpu: {{{queue}}}}}}}"))

    assert folder.build(workers()).plans["acme"].queues[0].demand.name == "cpu"


@pytest.mark.parametrize(
    ("annotations", "valid"),
    [
        ({"nginx.ingress.kubernetes.io/proxy-body-size": "0"}, True),
        ({"Cert-Manager.io/issuer": "any text, of any kind; \n {}"}, True),
        ({"cert manager": "x"}, False),
    ],
)
def test_annotations_may_have_any_value(folder: Folder, annotations: dict[str, str], valid: bool) -> None:
    config = workers() | {"cluster": {"context": "production", "ingress": {"annotations": annotations}}}

    if valid:
        folder.build(config)
    else:
        (line,) = folder.lines(config)
        assert line.startswith('Pulumi.dev.yaml: clearml:cluster.ingress.annotations."cert manager": found')
        assert KEY in line
