"""A pull request from its files to the report on drift: the run does what was reviewed, or nothing."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.live.tenants.holdings import holdings, key_labels
from tests.live.tenants.stack import ACCESS_KEY, NAME, ROOT, SECRET_KEY, Stack
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine

CLIENT_SECRET = "client-secret-canary-of-acme"
PROVIDER = {"kind": "keycloak", "id": "acme", "configuration": {"realm": "acme"}}
LOGIN = {"domains": ["acme.example"], "sso": {"tenant": "acme-idp", "provider": PROVIDER}}


@pytest.fixture
def base(stack: Stack) -> Stack:
    """The base branch, as it runs."""
    stack.pulumi("config", "set", "--secret", "clearml:ssoClientSecret-acme", stdin=CLIENT_SECRET)
    stack.write("acme", login=LOGIN)
    stack.write("initech", workers={"queues": {"default": {}}})
    stack.up().succeeded()
    return stack


def propose(stack: Stack) -> None:
    """The pull request: one tenant is new, one is renamed and gets a new key pair, one is removed."""
    stack.write("acme", name="Acme Research", login=LOGIN, credentials={"agent": {"generation": 2}})
    stack.write("globex", workers={"queues": {"default": {}}})
    (stack.tenants / "initech.yaml").unlink(missing_ok=True)


def test_a_pull_request_is_reviewed_and_done_as_reviewed(base: Stack, server: Simulator) -> None:
    propose(base)
    plan, preview = base.folder / "plan.json", base.folder / "preview.json"
    preview.write_text(base.pulumi("preview", "--json", "--save-plan", str(plan)).stdout)
    assert in_clear(base, plan) == []
    approved = reviewed(base, preview)
    assert {group["name"]: group["fate"] for group in approved["groups"]} == {
        "acme": "changed",
        "globex": "new",
        "initech": "removed",
        "the platform": "changed",
    }
    assert approved["verdict"] == "second approval"

    before = server.state()
    base.write("acme", name="Acme Laboratories", login=LOGIN, credentials={"agent": {"generation": 2}})
    assert "Company::acme violates plan" in base.up_by(plan).failed().messages()
    propose(base)
    base.write("hooli")
    assert "TenantRegister::tenants violates plan" in base.up_by(plan).failed().messages()
    base.remove("hooli")
    assert server.state() == before

    preview.write_text(base.pulumi("preview", "--json").stdout)
    assert reviewed(base, preview) == approved
    base.up_by(plan).succeeded()
    assert holdings(server, "Acme Research").keys == key_labels("acme", agent=2)
    assert holdings(server, "Globex").queues == ["default"]
    assert holdings(server, "Initech").companies == 0
    assert base.preview("--expect-no-changes").succeeded().steps == set()

    acme = base.outputs()["tenants"]["acme"]
    server.call("login.set_domains", {"domains": ["elsewhere.example"]}, X_Clearml_Act_As=acme["adminId"])
    preview.write_text(base.pulumi("preview", "--json", "--refresh").stdout)
    [group] = reviewed(base, preview)["groups"]
    [item] = group["items"]
    assert (group["name"], item["part"]) == ("acme", "login")
    assert "elsewhere.example" in item["text"]


def reviewed(stack: Stack, preview: Path) -> Any:
    """What `fleet review --json` prints."""
    command = [sys.executable, "-m", "fleet", "review", str(preview), "--stack", NAME, "--json"]
    environment = stack.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=stack.folder, env=environment, capture_output=True, text=True)
    assert done.returncode in (2, 3), done.stderr
    return json.loads(done.stdout)


def in_clear(stack: Stack, plan: Path) -> list[str]:
    """The secrets that anyone who has the plan's file can read."""
    text, minted = plan.read_text(), stack.outputs()["tenantCredentials"].values()
    pairs = [pair for pairs in minted for purpose, pair in pairs.items() if purpose != "serviceUsers"]
    secrets = {part for pair in pairs for part in pair.values()}
    assert len(secrets) == 4
    return [secret for secret in (ACCESS_KEY, SECRET_KEY, CLIENT_SECRET, *secrets) if secret in text]
