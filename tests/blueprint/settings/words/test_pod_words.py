"""Labels and images that Kubernetes would refuse at the first task, or in the middle of an up, are refused before."""

import pytest

from tests.blueprint.tenant_folder import Folder
from tests.blueprint.worker_config import tenant, workers

NAME = "expected a label's name such as clear.ml/resource-usage"
VALUE = "expected a label's value: at most 63 letters"
IMAGE = "expected an image such as python:3.11"
TAG = "expected an image's tag such as"


@pytest.mark.parametrize(
    ("queue", "line"),
    [
        ('nodeSelector: {"bad key!": x}', f'nodeSelector."bad key!": found no such name, {NAME}'),
        ('nodeSelector: {pool: "x y"}', f"nodeSelector.pool: found no such value, {VALUE}"),
        ("nodeSelector: {pool: 1}", "nodeSelector: found a mapping, expected a mapping of texts; numbers and"),
        ('tolerations: [{key: "a b"}]', f"tolerations[0].key: found a value (not shown), {NAME}"),
        ('tolerations: [{key: a, value: "a b"}]', f"tolerations[0].value: found 'a b', {VALUE}"),
        ("image: a b c", f"image: found 'a b c', {IMAGE}"),
        ('image: "python:3.11 --ipc=host"', f"image: found 'python:3.11 --ipc=host', {IMAGE}"),
        ("image: Team/Image", f"image: found 'Team/Image', {IMAGE}"),
    ],
)
def test_what_a_pod_cannot_have_is_refused(folder: Folder, queue: str, line: str) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{queues: {{cpu: {{{queue}}}}}}}"))

    (told,) = folder.lines(workers())

    assert told.startswith(f"acme.yaml: workers.queues.cpu.{line}")


@pytest.mark.parametrize(
    ("part", "key", "value", "expected"),
    [
        ("agent", "imageTag", "a b", TAG),
        ("agent", "imageTag", "-1", TAG),
        ("agent", "defaultImage", "python 3.9", IMAGE),
        ("gateway", "pods", {"a b": "c"}, NAME),
        ("gateway", "pods", {"a": "c d"}, VALUE),
    ],
)
def test_so_it_is_in_what_tenants_share(folder: Folder, part: str, key: str, value: object, expected: str) -> None:
    (told,) = folder.lines(workers(**{part: {"chart": {"version": "6.14.6"}, key: value}}))

    assert told.startswith(f"Pulumi.dev.yaml: clearml:workers.{part}.{key}")
    assert expected in told


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
def test_what_a_pod_can_have_is_taken(folder: Folder, queue: str) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{queues: {{cpu: {{{queue}}}}}}}"))

    assert folder.build(workers()).plans["acme"].queues[0].demand.name == "cpu"


@pytest.mark.parametrize(
    ("annotations", "fine"),
    [
        ({"nginx.ingress.kubernetes.io/proxy-body-size": "0"}, True),
        ({"Cert-Manager.io/issuer": "any text, of any kind; \n {}"}, True),
        ({"cert manager": "x"}, False),
    ],
)
def test_annotations_may_have_any_value(folder: Folder, annotations: dict[str, str], fine: bool) -> None:
    config = workers() | {"cluster": {"context": "production", "ingress": {"annotations": annotations}}}

    if fine:
        folder.build(config)
    else:
        (told,) = folder.lines(config)
        assert f'clearml:cluster.ingress.annotations."cert manager": found no such name, {NAME}' in told
