"""examples/kubernetes-secret: a project that reads one tenant's key pair from the Secret in the tenant's namespace."""

from tests.live.platform.readers import kubeconfig, may, withdraw
from tests.live.platform.tenants import TenantSite
from tests.live.tenants.stack import ROOT, Project
from tests.sandbox.clearml.process import Simulator

EXAMPLE = ROOT / "examples" / "kubernetes-secret"
ACCOUNT, NAME = "clearml-readers/reads-acme", "clearml-credentials"
PREFIX = "clearml-kubernetes-secret"


def reads_one_tenant_only(site: TenantSite, server: Simulator) -> None:
    """The consumer of acme uses acme's key pair; Kubernetes refuses it all other Secrets."""
    project = _project(site, server)
    pair = site.outputs()["tenantCredentials"]["acme"]["agent"]
    project.up().succeeded()
    assert project.outputs() == {"company": "Acme", "accessKey": pair["accessKey"]}
    assert not any(secret in project.export() for secret in pair.values())

    project.configure({f"{PREFIX}:purpose": "ci"})
    problems = project.preview().failed().problems()
    assert any("Secret acme/clearml-credentials has no ci.accessKey, ci.secretKey; it has" in one for one in problems)
    project.configure({f"{PREFIX}:namespace": "globex"})
    problems = project.preview().failed().problems()
    assert any('secrets "clearml-credentials" is forbidden' in one for one in problems), problems
    _rights(site)
    withdraw(site.kube, EXAMPLE / "reader.yaml", wait=False)


def _project(site: TenantSite, server: Simulator) -> Project:
    folder = site.folder / "examples" / "kubernetes-secret"
    folder.mkdir(parents=True)
    for name in ("Pulumi.yaml", "__main__.py"):
        (folder / name).symlink_to(EXAMPLE / name)
    project = Project(folder, site.folder)
    project.pulumi("stack", "init")
    config = kubeconfig(site.kube, EXAMPLE / "reader.yaml", ACCOUNT, folder / "reader.kubeconfig")
    project.configure({f"{PREFIX}:kubeconfig": str(config), f"{PREFIX}:apiUrl": server.url})
    return project


def _rights(site: TenantSite) -> None:
    own = f"secrets/{NAME}"
    assert may(site.kube, ACCOUNT, "get", own, "--namespace=acme")
    for verb, what, namespace in (
        ("list", "secrets", "acme"),
        ("get", "secrets/clearml-agent-credentials", "acme"),
        ("get", own, "globex"),
        ("patch", own, "acme"),
        ("list", "pods", "acme"),
    ):
        assert not may(site.kube, ACCOUNT, verb, what, f"--namespace={namespace}"), (verb, what, namespace)
