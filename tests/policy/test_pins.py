"""Charts and images that can change without a change of the files."""

from typing import Any

import pytest

from policy.rules.pins import unpinned
from tests.policy.stacks import WORKERS, namespace, release

DIGEST = "@sha256:" + "0" * 64


@pytest.mark.parametrize("version", ["1.2.3", "v25.10.0", "6.14.6-rc.1", "1.0.0+build.5"])
def test_exact_versions_are_pinned(version: str) -> None:
    assert list(unpinned(release("acme/agent", WORKERS, version=version))) == []


@pytest.mark.parametrize("version", [None, "", "latest", "1.2", "^1.2.3", ">=1.2.3", "1.2.x", "1.2.3 - 1.3.0", "*"])
def test_all_others_are_not(version: str | None) -> None:
    [line] = unpinned(release("acme/agent", WORKERS, version=version))
    assert "release acme/agent: chart" in line


def test_a_chart_by_digest_needs_no_version() -> None:
    assert list(unpinned(release("acme/agent", WORKERS, version=None, chart=f"oci://r.example/c{DIGEST}"))) == []


@pytest.mark.parametrize(
    "values",
    [
        {"image": {"repository": "r.example/a", "tag": "1.0"}},
        {"image": {"repository": "r.example/a"}},
        {"image": "r.example:5000/team/a:1.0"},
        {"defaultContainerImage": "python:3.9"},
        {"image": f"r.example/a{DIGEST}"},
        {"image": "{{ .Values.other }}"},
        {"imageRegistry": "r.example", "imageCredentials": {"existingSecret": "latest"}},
        {"message": "latest", "image": "", "imagePullPolicy": "Always"},
    ],
)
def test_pinned_images_and_other_values_pass(values: dict[str, Any]) -> None:
    assert list(unpinned(release("acme/agent", WORKERS, values=values))) == []


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"image": {"tag": "latest"}}, "values.image.tag"),
        ({"agent": {"imageTag": "main"}}, "values.agent.imageTag"),
        ({"image": "r.example:5000/team/a"}, "values.image"),
        ({"queues": [{"defaultImage": "python"}]}, "values.queues[0].defaultImage"),
        ({"defaultContainerImage": "python:latest"}, "values.defaultContainerImage"),
    ],
)
def test_an_image_that_moves_is_named_by_its_path(values: dict[str, Any], path: str) -> None:
    [line] = unpinned(release("acme/agent", WORKERS, values=values))
    assert f"release acme/agent: {path}: " in line


def test_other_resources_have_no_charts() -> None:
    assert list(unpinned(namespace("acme"))) == []
