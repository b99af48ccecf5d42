"""A server in a namespace with the Pod Security level `restricted`: refused where it is known to fail, else told."""

import pytest

from tests.blueprint.platform_config import control_plane
from tests.blueprint.problem_lines import matches
from tests.blueprint.tenant_folder import Folder

CONTEXT = {"containerSecurityContext": {"runAsNonRoot": True}}
CONTEXTS = dict.fromkeys(("apiserver", "fileserver", "webserver"), CONTEXT)


def test_charts_whose_containers_run_as_root_are_refused(folder: Folder) -> None:
    (line,) = folder.lines(control_plane(podSecurity="restricted", chart={"version": "10.13.0"}))
    key = "Pulumi.dev.yaml: clearml:controlPlane.podSecurity"
    assert matches(line, f"{key} | 'restricted', while apiserver, fileserver, webserver run as root in chart 10.13.0")


def test_security_contexts_of_every_part_are_accepted(folder: Folder) -> None:
    chart = {"version": "10.13.0", "values": CONTEXTS}
    settings = folder.build(control_plane(podSecurity="restricted", chart=chart))
    assert not [line for line in settings.warnings if "restricted refuses" in line]


@pytest.mark.parametrize(
    ("level", "mongodb", "told"),
    [
        ("restricted", "chart", ["pods without"]),
        ("restricted", "operator", ["pods without", "the pods of the MongoDB"]),
        ("baseline", "operator", []),
    ],
)
def test_newer_charts_and_the_mongodb_operator_cause_a_warning(
    folder: Folder, level: str, mongodb: str, told: list[str]
) -> None:
    warnings = folder.build(control_plane(podSecurity=level, mongodb=mongodb)).warnings
    found = [line.partition("restricted refuses ")[2] for line in warnings if "restricted refuses" in line]
    assert [line.startswith(text) for line, text in zip(found, told, strict=True)] == [True] * len(told)
