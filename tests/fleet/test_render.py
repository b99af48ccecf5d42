"""`python -m fleet render`."""

import json
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from typer.testing import CliRunner

from fleet.app import app
from tests.fleet.test_plan import ELSEWHERE, STACK, WORKERS


def run(*args: str) -> tuple[int, str, str]:
    """Run the command; return exit code, output and error output."""
    result = CliRunner().invoke(app, ["render", *args])
    return result.exit_code, result.stdout, result.stderr


def make(project: Path) -> None:
    """A stack with two tenants, one of them suspended and in another cluster."""
    stack = project / "Pulumi.dev.yaml"
    stack.write_text(stack.read_text() + STACK)
    acme = project / "tenants" / "dev" / "acme.yaml"
    acme.write_text(acme.read_text() + WORKERS)
    (project / "tenants" / "dev" / "globex.yaml").write_text(ELSEWHERE)


def listed(*args: str) -> list[dict[str, Any]]:
    """The JSON list."""
    code, output, _ = run("--json", *args)
    assert code == 0
    objects: list[dict[str, Any]] = json.loads(output)
    return objects


def test_every_object_has_its_place_and_either_a_release_or_a_manifest(project: Path) -> None:
    make(project)

    objects = listed()

    for each in objects:
        assert {"cluster", "namespace", "part"} <= set(each)
        assert ("manifest" in each) != ({"release", "chart", "version", "values"} <= set(each))
    parts = list(dict.fromkeys(each["part"] for each in objects))
    assert parts == ["control-plane", "gpu-operator", "nodes", "tenant", "agent", "gateway"]
    assert {each["cluster"] for each in objects if each.get("tenant") == "globex"} == {"west"}
    assert not [each for each in objects if each.get("tenant") == "globex" and "release" in each]


def test_the_listing_is_stable_and_has_no_secret(project: Path) -> None:
    make(project)

    first, second = run("--json")[1], run("--json")[1]

    assert first == second
    assert "canary" not in first
    secrets = [each["manifest"] for each in json.loads(first) if each.get("manifest", {}).get("kind") == "Secret"]
    assert secrets
    texts = [text for each in secrets for text in each["stringData"].values()]
    assert {text for text in texts if not text.startswith("<secret: ")} == {"https://api.clearml.example"}


def test_values_are_those_that_helm_gets(project: Path) -> None:
    make(project)

    (agent,) = [each for each in listed() if each["part"] == "agent" and "release" in each]

    assert (agent["release"], agent["version"]) == ("clearml-enterprise-agent", "6.14.6")
    assert agent["chart"] == "oci://docker.io/clearml/clearml-enterprise-agent"
    assert agent["values"]["agentk8sglue"]["queues"]["half"]["queueSettings"]["maxPods"] == 2
    (operator,) = [each for each in listed() if each["part"] == "gpu-operator" and "release" in each]
    assert operator["repository"] == "https://nvidia.github.io/gpu-operator"


def test_one_tenant(project: Path) -> None:
    make(project)

    assert {each["tenant"] for each in listed("--tenant", "acme")} == {"acme"}
    code, _, error = run("--tenant", "other")
    assert code == 1
    assert "a tenant of this stack: acme, globex" in error


def test_documents_are_read_back(project: Path) -> None:
    make(project)

    _, output, _ = run("--tenant", "acme")

    documents = list(YAML(typ="safe").load_all(output))
    objects = listed("--tenant", "acme")
    assert documents == [each.get("manifest", each.get("values")) for each in objects]
    assert (
        "# cluster production, namespace acme, agent, tenant acme: values of release clearml-enterprise-agent" in output
    )


def test_a_stack_without_a_cluster_has_nothing(project: Path) -> None:
    assert listed() == []


def test_problems_are_lines(project: Path) -> None:
    (project / "tenants" / "dev" / "acme.yaml").write_text("name: Acme\n")

    code, output, error = run()

    assert (code, output) == (1, "")
    assert "tenants/dev/acme.yaml: admin" in error
