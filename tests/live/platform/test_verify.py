"""`fleet verify` in the sandbox: its stand-ins answer by the cluster's objects, so that what is broken is reported."""

import json
import subprocess
import sys

import pytest

from sandbox.toolchain.layout import HERE
from tests.live.platform.tenants import GATEWAY, TenantSite
from tests.live.tenants.stack import NAME

pytestmark = pytest.mark.engine
GPU, API = "GPU of queue cards", "task to the API"
GATE = "task to the gateway https://acme.apps.clearml.example"
DATABASE, METADATA = "task to the server's database", "task to the metadata service"


def test_what_works_and_what_is_broken_is_reported(tenants: TenantSite) -> None:
    site = tenants
    site.settings("workers", egress={"locked": True})
    site.acme(queues={"cards": {"fraction": 2, "maxPods": 1}, "cpu": {"gpu": "none"}})
    site.up().succeeded()

    assert verified(site) == (0, dict.fromkeys((GPU, API, GATE, DATABASE, METADATA), "ok"))
    assert not [name for name in site.workers("acme").pods() if name.startswith("clearml-verify")]

    site.kube.kubectl("--namespace", "acme", "delete", "networkpolicy", "--all")
    site.kube.kubectl("--namespace", "clearml", "delete", "networkpolicy", "--all")
    site.kube.kubectl("--namespace", "acme", "scale", "deployment", GATEWAY, "--replicas=0")
    site.kube.kubectl("--namespace", "acme", "wait", "pod", "--for=delete", f"-lapp.kubernetes.io/name={GATEWAY}")
    broken = dict.fromkeys((GATE, DATABASE, METADATA), "failed")
    assert verified(site) == (1, {GPU: "ok", API: "ok"} | broken)
    site.up("--refresh").succeeded()


def verified(site: TenantSite) -> tuple[int, dict[str, str]]:
    """Exit code, and the outcome of each check of the tenant."""
    command = [sys.executable, "-m", "fleet", "verify", "--json", "--stack", NAME, "--tenant", "acme", "--wait", "60"]
    environ = {**site.environ, "PYTHONPATH": str(HERE.root)}
    done = subprocess.run(command, cwd=site.folder, env=environ, capture_output=True, text=True, timeout=300)
    results = json.loads(done.stdout)
    print(results)
    return done.returncode, {each["check"]: each["outcome"] for each in results}
