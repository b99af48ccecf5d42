"""The state before the run: what is read of it, and what a failure says."""

import json
from pathlib import Path
from typing import Any

import pytest

from policy.rules.resource import StackResource
from policy.state import PriorStateUnavailable, parse_state, read_state
from tests.sandbox.programs import make_program

NAMES = {"PULUMI_PROJECT": "clearml-platform", "PULUMI_STACK": "prod", "PULUMI_ORGANIZATION": "acme"}
PROVIDER = "urn:pulumi:prod::p::pulumi:providers:kubernetes::kubernetes"
NAMESPACE = "urn:pulumi:prod::p::kubernetes:core/v1:Namespace::acme"


def exported(*rows: dict[str, Any]) -> str:
    return json.dumps({"version": 3, "deployment": {"resources": rows}})


def test_resources_have_their_inputs_id_and_cluster() -> None:
    text = exported(
        {"urn": PROVIDER, "id": "p1", "inputs": {"clusterIdentifier": "c1"}},
        {"urn": NAMESPACE, "id": "acme", "provider": f"{PROVIDER}::p1", "protect": True, "inputs": {"a": 1}},
    )
    _, namespace = parse_state(text)
    assert namespace == StackResource(NAMESPACE, {"a": 1}, protect=True, cluster="c1", id="acme")


def test_what_waits_for_its_deletion_is_gone_already() -> None:
    assert parse_state(exported({"urn": NAMESPACE, "delete": True})) == ()


@pytest.mark.parametrize("text", ['{"version": 3, "deployment": null}', '{"deployment": {}}', exported()])
def test_a_new_stack_has_no_resources(text: str) -> None:
    assert parse_state(text) == ()


@pytest.mark.parametrize("text", ["", "error", "[]"])
def test_what_is_no_state_is_refused(text: str) -> None:
    with pytest.raises(PriorStateUnavailable, match="no JSON"):
        parse_state(text)


def test_the_previewed_stack_is_exported_by_its_whole_name(tmp_path: Path) -> None:
    make_program(tmp_path / "pulumi", f"echo \"$@\" > {tmp_path}/words; echo '{exported({'urn': NAMESPACE})}'")
    [resource] = read_state(NAMES | {"PATH": f"{tmp_path}:/usr/bin:/bin"})
    assert resource.urn == NAMESPACE
    words = (tmp_path / "words").read_text().split()
    assert words == ["stack", "export", "--non-interactive", "--stack", "acme/clearml-platform/prod"]


def test_a_failure_names_its_cause(tmp_path: Path) -> None:
    make_program(tmp_path / "pulumi", "echo first >&2; echo error: no stack named prod >&2; exit 255")
    with pytest.raises(PriorStateUnavailable, match="error: no stack named prod"):
        read_state(NAMES | {"PATH": f"{tmp_path}:/usr/bin:/bin"})
    with pytest.raises(PriorStateUnavailable, match="no pulumi on PATH"):
        read_state(NAMES | {"PATH": str(tmp_path / "empty")})
    with pytest.raises(PriorStateUnavailable, match="has not named"):
        read_state({"PATH": str(tmp_path)})
