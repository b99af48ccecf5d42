"""Root credentials that the stack generates, and the wait for a server that accepts them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.platform import canary
from tests.live.platform.conftest import NewSite
from tests.live.platform.late_server import LateServer, going_up, kept, root_pair
from tests.live.platform.site import Site, only_updates
from tests.live.tenants.run import Run
from tests.live.tenants.stack import Stack
from tests.sandbox.clearml.process import KeyPair, new_pair

pytestmark = pytest.mark.engine

OTHER_PARTS = ("gpu", "redis", "billing", "applications", "billingRegistryToken", "billingKafkaPassword")
ROTATED = {"Token", "Secret", "Release", "ApiReady", "pulumi-python"}
PATIENT, SHORT = 60, 3
"""Time limit of the API's first answer, in seconds."""


@pytest.fixture
def server(tmp_path: Path) -> LateServer:
    return LateServer.nowhere(tmp_path)


@pytest.fixture
def site(new_site: NewSite, server: LateServer) -> Iterator[Site]:
    """A platform of the server alone."""
    made = new_site(server.url)
    made.without(*OTHER_PARTS)
    yield made
    made.destroy().succeeded()


def test_generated_keys_reach_the_server_and_other_stacks_and_rotate(
    site: Site, server: LateServer, blank: Path, tmp_path: Path
) -> None:
    site.without("apiAccessKey", "apiSecretKey")
    site.write("acme")
    empty = site.preview().succeeded()
    assert {("create", "Company", "acme"), ("create", "Token", "root/apiserver_key")} <= empty.steps
    the_deadline_is_reported(site, server.url)

    first = root_pair(site)
    up = going_up(site)
    up.until_printed(f"waiting for {server.url}")
    with server.started(first):
        made = up.finished().succeeded()
        assert ("create", "Company", "acme") in made.steps
        assert root_output(site) == first
        assert site.preview().succeeded().steps == set()
        the_keys_are_nowhere_in_clear(site, made)
        works_beside(tenants_stack(blank, tmp_path, server.url, root_output(site)))
        a_server_that_keeps_its_old_keys_is_reported(site)

    second = root_pair(site)
    assert {second.access_key, second.secret_key}.isdisjoint({first.access_key, first.secret_key})
    with server.started(second):
        assert only_updates(site.up().succeeded()) == {("ApiReady", "server")}
        assert root_output(site) == second
        before = checksums(site)
        site.settings("controlPlane", credentialsGeneration=3)
        assert kinds(site.preview()) >= ROTATED  # includes tenants: an unknown key cannot be compared
        up = going_up(site)
        up.until(lambda: root_pair(site) != second)
    with server.started(root_pair(site)):
        assert kinds(up.finished()) == ROTATED
        assert len(checksums(site)) == 1
        assert checksums(site).isdisjoint(before)
        assert site.preview().succeeded().steps == set()
        site.destroy().succeeded()


def the_deadline_is_reported(site: Site, api: str) -> None:
    """No server answers."""
    site.settings("controlPlane", readySeconds=SHORT)
    line = refusal(site.up().failed())
    assert line.startswith(f"release clearml/clearml-enterprise: {api} was not ready in {SHORT} s: ")
    assert "(kubectl -n clearml get pods)" in line
    assert line.endswith("then run `pulumi up` again")
    site.settings("controlPlane", readySeconds=PATIENT)


def a_server_that_keeps_its_old_keys_is_reported(site: Site) -> None:
    """Keys are regenerated, and the running server did not restart."""
    site.settings("controlPlane", credentialsGeneration=2, readySeconds=SHORT)
    assert "401" in refusal(site.up().failed())
    site.settings("controlPlane", readySeconds=PATIENT)


def the_keys_are_nowhere_in_clear(site: Site, up: Run) -> None:
    texts = {"up": up.text, "state": site.export()} | canary.releases(site.kube) | canary.objects(site.kube)
    assert canary.places(kept(site), texts | canary.files(site.folder)) == {}


def test_a_configured_key_that_the_server_rejects_is_reported(site: Site, server: LateServer) -> None:
    site.settings("controlPlane", readySeconds=SHORT)
    with server.started(new_pair("other")):
        line = refusal(site.up().failed())
    assert line.startswith(f"release clearml/clearml-enterprise: {server.url} was not ready in {SHORT} s: ")
    assert "answered 401/" in line
    assert "check clearml:apiAccessKey / clearml:apiSecretKey" in line


def refusal(run: Run) -> str:
    """The one line about the server."""
    (line,) = [line for problem in run.problems() for line in problem.splitlines() if line.startswith("release ")]
    return line


def kinds(run: Run) -> set[str]:
    """Kinds of resources that a run or preview updates."""
    return {kind for kind, _ in only_updates(run.succeeded())}


def root_output(site: Site) -> KeyPair:
    pair = site.outputs()["platformCredentials"]["root"]
    return KeyPair(pair["accessKey"], pair["secretKey"])


def checksums(site: Site) -> set[str]:
    """The annotation on the server's pods that changes with its secrets."""
    pods = [one["spec"]["template"]["metadata"] for one in site.kube.get("deployments", "clearml")]
    found = {pod.get("annotations", {}).get("clearml-platform/secrets-checksum") for pod in pods}
    return {one for one in found if one}


def tenants_stack(blank: Path, folder: Path, host: str, pair: KeyPair) -> Stack:
    """A stack of tenants alone, with the key pair that the platform's stack exports."""
    shutil.copytree(blank, folder / "tenants", symlinks=True)
    made = Stack(folder / "tenants", host)
    made.configure({"clearml:scope": "tenants"})
    for key, value in {"apiAccessKey": pair.access_key, "apiSecretKey": pair.secret_key}.items():
        made.pulumi("config", "set", "--secret", f"clearml:{key}", stdin=value)
    made.write("globex")
    return made


def works_beside(stack: Stack) -> None:
    stack.up().succeeded()
    assert set(stack.outputs()["tenants"]) == {"globex"}
    assert stack.preview("--expect-no-changes").succeeded().steps == set()
    stack.destroy().succeeded()
