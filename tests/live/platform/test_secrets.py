"""Canary secrets: a whole platform has none in clear outside the Kubernetes Secrets that are meant for it."""

from collections.abc import Iterator

import pytest

from tests.live.platform import canary
from tests.live.platform.conftest import NewSite
from tests.live.platform.site import Site, only_updates
from tests.live.tenants.run import Run
from tests.sandbox.clearml.process import KeyPair, simulator

pytestmark = pytest.mark.engine

GIVEN = (
    "apiAccessKey",
    "apiSecretKey",
    "tokenSigningSecret",
    "redisPassword",
    "supervisorAccessKey",
    "supervisorSecretKey",
    "loginClientSecret-corp",
    "serverSecret-mail",
)
SERVER = {
    "supervisor": {"email": "ops@clearml.example"},
    "loginProviders": {"corp": {"clientId": "clearml", "baseUrl": "https://sso.clearml.example"}},
    "extraSecrets": {"services.mail.password": "mail"},
}
HOMES = {
    "clearml/clearml-registry": {"registryToken"},
    "clearml/clearml-registry-listed": {"registryToken"},
    "cdmo/clearml-registry": {"registryToken"},
    "clearml-billing/clearml-registry": {"billingRegistryToken"},
    "clearml/clearml-root-credentials": {"apiAccessKey", "apiSecretKey", "tokenSigningSecret"},
    "clearml/clearml-server-settings": {
        "billingKafkaPassword",
        "supervisorAccessKey",
        "supervisorSecretKey",
        "loginClientSecret-corp",
        "serverSecret-mail",
    },
    "redis-shared/clearml-redis": {"redisPassword"},
}
CHANGED = {
    ("Secret", "clearml/clearml-registry"),
    ("Secret", "clearml/clearml-registry-listed"),
    ("Secret", "cdmo/clearml-registry"),
    ("Secret", "clearml/clearml-root-credentials"),
    ("Secret", "clearml/clearml-server-settings"),
    ("Secret", "redis-shared/clearml-redis"),
    ("Release", "clearml-enterprise"),
    ("Release", "redis"),
    ("ApiReady", "server"),
}
RELEASES = {"clearml-enterprise", "clearml-billing", "redis", "gpu-operator", "cdmo"}


@pytest.fixture
def site(new_site: NewSite) -> Iterator[Site]:
    """A platform with every kind of secret, all random, and one tenant."""
    made = new_site("http://127.0.0.1:9")
    made.store(*GIVEN)
    made.settings("controlPlane", server=SERVER)
    made.write("acme")
    (made.folder / "tmp").mkdir()
    made.environ["TMPDIR"] = str(made.folder / "tmp")
    with simulator(supervisor=KeyPair(made.secret["apiAccessKey"], made.secret["apiSecretKey"])) as server:
        made.configure({"clearml:api": {"host": server.url}})
        yield made
        made.destroy().succeeded()


def test_no_secret_is_anywhere_but_in_its_own_kubernetes_secret(site: Site) -> None:
    texts: dict[str, str] = {}
    with canary.command_lines() as lines:
        texts["up"] = site.up().succeeded().text
    secrets = dict(site.secret) | _minted(site)
    assert len(secrets) == 13
    assert any("commands.upload_applications" in line for line in lines)
    texts["command lines"] = "\n".join(lines)
    assert canary.places(secrets, canary.kept_secrets(site.kube)) == HOMES

    site.store("registryToken", "redisPassword", "serverSecret-mail", "tokenSigningSecret")
    secrets |= {f"new {name}": secret for name, secret in site.secret.items() if secret not in secrets.values()}
    assert len(secrets) == 17
    shown = ("--diff", "--show-replacement-steps", "--show-config")
    texts["preview"] = _plain(site, "preview", *shown, "--save-plan", "plan.json")
    changed = site.up("--diff", "--plan", "plan.json").succeeded()
    assert only_updates(changed) == CHANGED
    texts["change"] = changed.text
    texts["failure"] = _failed(site).text
    texts["refresh"] = site.refresh().succeeded().text

    texts["state"] = site.export()
    for place, text in canary.releases(site.kube).items():
        texts[f"release {place}"] = text
    assert {
        place.rpartition("/sh.helm.release.v1.")[2].rpartition(".v")[0] for place in texts if "/" in place
    } == RELEASES
    texts |= canary.objects(site.kube)
    assert any(place.startswith("Pod clearml/") for place in texts)

    texts["destroy"] = site.destroy().succeeded().text
    assert canary.places(secrets, texts | canary.files(site.folder)) == {}


def _minted(site: Site) -> dict[str, str]:
    pairs = site.outputs()["tenantCredentials"]["acme"]
    return {f"{purpose} {part}": secret for purpose, pair in pairs.items() for part, secret in pair.items()}


def _plain(site: Site, *argv: str) -> str:
    done = site.pulumi(*argv)
    return done.stdout + done.stderr


def _failed(site: Site) -> Run:
    """A `pulumi up` that the cluster refuses half-way."""
    site.settings("controlPlane", chart={"values": {"apiserver": {"service": {"type": "Nonsense"}}}})
    run = site.up().failed()
    assert "Nonsense" in run.messages()
    return run
