"""deploy/reviewer.yaml: the account of a pull request's preview sees every change, and may write and open nothing."""

from tests.live.platform.readers import kubeconfig, may, withdraw
from tests.live.platform.tenants import TenantSite
from tests.live.tenants.run import Run
from tests.live.tenants.stack import ROOT
from tests.sandbox.clearml.process import Simulator

MANIFEST, ACCOUNT = ROOT / "deploy" / "reviewer.yaml", "clearml-review/reviewer"
READS = {"auth.login", "debug.ping", "login.supported_modes", "server.info", "system.company_info"}
"""Calls that change nothing, beside those whose names begin with `get_`; auth.login answers a token of one minute."""


def previews_without_writing(site: TenantSite, server: Simulator) -> None:
    """A new tenant, a new limit and a removed tenant: the same steps as for an administrator, and only read calls."""
    files = {path: path.read_text() for path in site.tenants.iterdir()}
    _change(site)
    everything = site.preview().succeeded()
    server.clear_calls()
    reviewed = _as_reviewer(site).succeeded()
    assert reviewed.steps == everything.steps
    assert {("create", "Release", "hooli/agent"), ("update", "ResourceQuota", "initech/tenant")} <= reviewed.steps
    assert ("delete", "Company", "globex") in reviewed.steps
    assert {name for name in _called(server) if ".get_" not in name} <= READS
    assert "hooli" not in site.namespaces()

    for path in site.tenants.iterdir():
        path.unlink()
    for path, text in files.items():
        path.write_text(text)
    _rights(site)
    withdraw(site.kube, MANIFEST, wait=True)


def _change(site: TenantSite) -> None:
    site.write("hooli", workers={"queues": {"default": {"fraction": 0.5}}})
    site.write("initech", workers={"quota": {"gpuUnits": 1, "pods": 2}, "queues": {"default": {"fraction": 0.25}}})
    site.remove("globex")


def _as_reviewer(site: TenantSite) -> Run:
    config = kubeconfig(site.kube, MANIFEST, ACCOUNT, site.folder / "reviewer.kubeconfig")
    return site.preview(KUBECONFIG=str(config))


def _called(server: Simulator) -> set[str]:
    called = {str(call["endpoint"]) for call in server.calls()}
    assert "system.get_companies" in called
    return called


def _rights(site: TenantSite) -> None:
    """The API server's answers; a dry run needs the same right as the write."""
    for verb in ("get", "list", "watch", "create", "patch", "update", "delete"):
        assert not may(site.kube, ACCOUNT, verb, "secrets", "--all-namespaces"), verb
        assert may(site.kube, ACCOUNT, verb, "namespaces") is (verb in ("get", "list")), verb
    for verb, what in (("create", "pods"), ("create", "pods/exec"), ("create", "serviceaccounts/token")):
        assert not may(site.kube, ACCOUNT, verb, what, "--all-namespaces"), what
