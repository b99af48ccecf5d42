"""One proxy and one private certificate authority reach the server, agents, tasks, gateways and the program itself."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from blueprint.values.platform import clearml_enterprise
from blueprint.values.tenant import agent, gateway
from tests.blueprint.platform_config import WHOLE, control_plane
from tests.blueprint.tenant_folder import Folder
from tests.blueprint.values import golden_tenants

PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
PROXY = {"url": "http://proxy.example:3128", "direct": ["git.example"]}


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A file with two certificates and a comment."""
    file = tmp_path / "ca.pem"
    file.write_text(f"# ours\n{PEM}{PEM}")
    return file


def variables(entries: list[dict[str, Any]]) -> dict[str, str]:
    return {entry["name"]: entry["value"] for entry in entries if "PROXY" in entry["name"].upper()}


def values(cluster: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Values of server, agent and gateway in one cluster."""
    site = golden_tenants.site("newest")
    changed = type(site.cluster).model_validate(
        {"context": "x", "identifier": "x", **cluster}, by_alias=True, by_name=False
    )
    platform = site.platform.model_copy(update={"cluster": changed})
    site = replace(site, platform=platform, cluster=changed)
    pair = ("key", "secret")
    return clearml_enterprise.values(platform, ""), agent.values(site, "", pair), gateway.values(site, "", pair)


def test_a_proxy_reaches_server_applications_agents_and_tasks() -> None:
    server, tenant, _ = values({"proxy": PROXY})
    glue = tenant["agentk8sglue"]
    for entries in (
        server["apiserver"]["extraEnvs"],
        server["clearmlApplications"]["extraEnvs"],
        glue["extraEnvs"],
        glue["basePodTemplate"]["env"],
    ):
        found = variables(entries)
        assert found["HTTPS_PROXY"] == found["http_proxy"] == "http://proxy.example:3128"
        assert {".svc", "10.0.0.0/8", "git.example", ".ml.example.com"} <= set(found["NO_PROXY"].split(","))


def test_parts_of_the_server_reach_one_another_without_the_proxy() -> None:
    server, _, _ = values({"proxy": PROXY})
    direct = variables(server["apiserver"]["extraEnvs"])["no_proxy"].split(",")
    assert {"clearml-elastic-master", "clearml-server-fileserver", "clearml-server-apiserver.clearml"} <= set(direct)


def test_certificates_reach_agents_tasks_gateways_and_applications(bundle: Path) -> None:
    server, tenant, router = values({"certificates": {"bundle": str(bundle)}})
    extra = [{"alias": "private-1", "pem": PEM}, {"alias": "private-2", "pem": PEM}]
    assert tenant["customCertificates"] == {"extraCerts": extra, "propagateToTasks": True}
    assert router["customCertificates"] == server["clearmlApplications"]["customCertificates"] == {"extraCerts": extra}


def test_certificates_can_replace_those_of_the_images(bundle: Path) -> None:
    _, tenant, _ = values({"certificates": {"bundle": str(bundle), "replace": True}})
    assert tenant["customCertificates"]["overrideCaCertificatesCrt"] == PEM * 2


def test_without_either_nothing_is_set() -> None:
    server, tenant, router = values({})
    assert not variables(server["apiserver"]["extraEnvs"])
    assert not variables(tenant["agentk8sglue"].get("basePodTemplate", {}).get("env", []))
    assert not {"customCertificates"} & {*tenant, *router, *server["clearmlApplications"]}


def test_the_program_trusts_the_clusters_authority_unless_it_has_its_own(folder: Folder, bundle: Path) -> None:
    cluster = {"cluster": {"context": "production", "certificates": {"bundle": str(bundle)}}}
    assert folder.build(control_plane() | cluster).api.ca_bundle == bundle
    assert folder.build(WHOLE).api.ca_bundle is None
    other = bundle.with_name("other.pem")
    other.write_text(PEM)
    assert folder.build(control_plane() | cluster | {"api": {"caBundle": str(other)}}).api.ca_bundle == other
