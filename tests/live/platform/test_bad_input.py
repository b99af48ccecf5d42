"""Wrong settings of a platform: one clear line per problem, reported together, and nothing is created.

Problems of nodes, which only the cluster reveals, are in tests/live/platform/test_preflight.py.
"""

import json
from collections.abc import Callable

import pytest

from blueprint.catalog.gpu import CARDS
from sandbox.charts import pack
from sandbox.charts.chart import named
from tests.live.platform.site import Site
from tests.live.tenants.run import Run
from tests.live.tenants.stack import NAME
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine

FILE = f"Pulumi.{NAME}.yaml: clearml:"


def wrong_sections(site: Site) -> list[str]:
    """Problems within one section, and a missing secret."""
    site.without("registryToken")
    groups: dict[str, object] = {"Reviewers": {"features": []}, "reviewers": {"features": []}}
    site.settings("controlPlane", baseDomain="https://clearml.example", server={"groups": groups})
    site.settings("gpu", nodes={"gpu-a100-0": {"card": "RTX-4090"}})
    return [
        f"{FILE}controlPlane.baseDomain: found 'https://clearml.example', expected a domain in lower case, without "
        "scheme and path, such as clearml.example",
        f"{FILE}controlPlane.server.groups: found two groups named 'reviewers', expected names that differ in "
        "more than case",
        f"{FILE}gpu.nodes.gpu-a100-0.card: found 'RTX-4090', expected a card from the catalog: {', '.join(CARDS)}",
        f"{FILE}registryToken: found nothing, expected a secret: pulumi config set --stack {NAME} --secret "
        "clearml:registryToken",
    ]


def wrong_within_a_section(site: Site) -> list[str]:
    """Problems that show once the single values are valid."""
    site.settings("controlPlane", server={"groups": {"auditors": {"features": [], "id": "7"}}})
    site.settings("gpu", nodes={"gpu-a100-0": {"card": "A100-40GB"}}, fractions=[1, 0.3])
    return [
        f"{FILE}controlPlane.server.groups.auditors.id: found '7', expected a UUID such as "
        "550e8400-e29b-41d4-a716-446655440000, or no key to have one derived",
        f"{FILE}gpu.fractions: found 0.3 on A100-40GB, expected on A100-40GB: 1, 0.5, 0.25, 0.125",
    ]


def wrong_archives(site: Site) -> list[str]:
    """The checksum of another file, and an archive of another chart."""
    right = site.applications()["sha256"]
    site.settings("applications", sha256="0" * 64)
    redis = pack.pack(named("redis"), site.folder / "vendor")
    archive = str(redis.relative_to(site.folder))
    site.settings("billing", archive=archive, sha256=pack.sha256(redis))
    return [
        f"{FILE}applications.sha256: found the checksum of another file than 'vendor/apps.zip', expected {right}, if "
        "that file is trusted",
        f"{archive}: name: found the chart 'redis', expected the chart 'clearml-billing'",
    ]


@pytest.mark.parametrize("mistakes", [wrong_sections, wrong_within_a_section, wrong_archives])
def test_each_mistake_is_one_line_and_nothing_is_made(
    site: Site, server: Simulator, mistakes: Callable[[Site], list[str]]
) -> None:
    expected = mistakes(site)
    run = site.preview().failed()
    heading, *lines = error_lines(run)
    assert heading == f"{len(expected)} problems in the settings of stack {NAME}:"
    assert lines == expected
    assert run.steps == set()
    assert site.namespaces() == set()
    assert server.calls() == []
    assert json.loads(site.export())["deployment"].get("resources", []) == []


def error_lines(run: Run) -> list[str]:
    """The lines of all errors; the engine's own last word is left out."""
    lines = [line for problem in run.problems() for line in problem.splitlines()]
    assert "Traceback" not in run.messages()
    return [line for line in lines if not line.startswith("an unhandled error occurred: program exited")]
