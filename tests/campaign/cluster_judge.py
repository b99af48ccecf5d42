"""Judges server, cluster, outputs and state of tenants with workers after a disturbed command and the next run."""

from collections.abc import Iterator

from tests.campaign.cases import Case
from tests.campaign.judge import Verdict
from tests.live.platform.tenants import AGENT, GATEWAY, PLATFORM, TenantSite
from tests.live.tenants.holdings import NOTHING, holdings
from tests.live.tenants.stack import SECRET_KEY
from tests.sandbox.clearml.process import Simulator

READY = {"acme": {AGENT: 1, GATEWAY: 1}, "globex": {AGENT: 1}, "initech": {AGENT: 1}}


def judge(case: Case, site: TenantSite, server: Simulator, text: str) -> Iterator[Verdict]:
    """Everything that is wrong. `text` is all output of all commands."""
    expected = {path.stem for path in site.tenants.glob("*.yaml")}
    outputs = site.outputs()
    if set(outputs.get("tenants", {})) != expected:
        yield "lost", f"the outputs have the tenants {sorted(outputs.get('tenants', {}))}"
        return
    for name in site.namespaces() ^ (PLATFORM | expected):
        yield ("lost" if name in expected | PLATFORM else "orphaned"), f"namespace {name}"
    for slug in READY.keys() - expected:
        if holdings(server, slug.title()) != NOTHING:
            yield "orphaned", f"{slug}: {holdings(server, slug.title())}"
    for slug in sorted(expected):
        yield from _tenant(slug, site, server, outputs["tenantCredentials"][slug])
    secrets = [
        SECRET_KEY,
        *(pair["secretKey"] for pairs in outputs["tenantCredentials"].values() for pair in _pairs(pairs)),
    ]
    if any(secret in text for secret in secrets):
        yield "leaked", "a secret key is in a message"
    preview = site.preview("--refresh", "--expect-no-changes")
    if preview.code != 0 or preview.steps:
        yield "stuck", f"the preview is not empty: {sorted(preview.steps)} {preview.problems()}"


def _tenant(slug: str, site: TenantSite, server: Simulator, pairs: dict[str, dict[str, str]]) -> Iterator[Verdict]:
    workers = site.workers(slug)
    if workers.ready() != READY[slug]:
        yield "lost", f"{slug}: {workers.ready()} are ready"
    live = {row["access_key"] for row in server.state()["credentials"]}
    for pair in _pairs(pairs):
        if pair["accessKey"] not in live:
            yield "lost", f"{slug}: a key pair in the outputs does not work"
    if pairs["agent"]["secretKey"] not in workers.secret("clearml-agent-credentials").values():
        yield "lost", f"{slug}: the agent has another key pair than the outputs"
    labels = holdings(server, slug.title()).keys
    if len(labels) != len(set(labels)):
        yield "duplicated", f"{slug}: key pairs {sorted(labels)}"


def _pairs(pairs: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    return [pair for pair in pairs.values() if "secretKey" in pair]
