"""`fleet keys` on a real stack: it reads the state that the engine exports."""

import json
import subprocess
import sys

import pytest

from tests.live.tenants.stack import NAME, ROOT, Stack
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine


def fleet_keys(stack: Stack, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "fleet", "keys", "--stack", NAME, *arguments]
    environment = stack.environ | {"PYTHONPATH": str(ROOT)} | environ
    return subprocess.run(command, cwd=stack.folder, env=environment, capture_output=True, text=True)


def test_every_pair_of_a_stack_is_listed_without_secrets(stack: Stack, server: Simulator) -> None:
    users = {"ci": {"expiresInDays": 90}}
    stack.write("acme", credentials={"agent": {"overlapDays": 7}}, serviceUsers=users)
    stack.write("globex", credentials={"agent": {"generation": 3}})
    stack.up().succeeded()
    stack.write("acme", credentials={"agent": {"overlapDays": 7, "generation": 2}}, serviceUsers=users)
    stack.up().succeeded()

    listed = fleet_keys(stack, "--json")

    assert listed.returncode == 0, listed.stderr
    rows = [
        (row["tenant"], row["purpose"], row["generation"], row["status"].split()[0])
        for row in json.loads(listed.stdout)
    ]
    assert sorted(rows) == [
        ("acme", "agent", 1, "old"),
        ("acme", "agent", 2, "current"),
        ("acme", "service-user-ci", 1, "current"),
        ("globex", "agent", 3, "current"),
    ]
    pairs = stack.outputs()["tenantCredentials"]
    secrets = [value for purpose in ("agent",) for slug in pairs for value in pairs[slug][purpose].values()]
    assert not [secret for secret in secrets if secret in listed.stdout]
    assert "globex" not in fleet_keys(stack, "acme").stdout


def test_without_the_passphrase_the_engines_reason_is_shown(stack: Stack) -> None:
    stack.write("acme")
    stack.up().succeeded()
    refused = fleet_keys(stack, PULUMI_CONFIG_PASSPHRASE="wrong")
    assert refused.returncode == 1
    assert "pulumi stack export failed" in refused.stderr
    assert "passphrase" in refused.stderr
