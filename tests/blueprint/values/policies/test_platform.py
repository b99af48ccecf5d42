"""Every arrow of the platform, allowed and denied: `arrows.txt` is the table."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.blueprint.values.policies.arrows import arrows, broken, wrong
from tests.blueprint.values.policies.evaluator import Cluster
from tests.blueprint.values.policies.platforms import EVERYBODY, MONITORING, PODS, cluster, platform

TABLE = arrows("arrows.txt")
BASE: dict[str, Any] = {"context": "test", "identifier": "test"}
FORMS: dict[str, dict[str, Any]] = {
    "named": {},
    "default": {"cluster": BASE},
    "anywhere": {"isolation": {"webFromAnywhere": True}},
    "cidr": {"cluster": BASE | {"monitoring": [MONITORING], "ingress": {"peers": [{"cidr": "192.0.2.0/26"}]}}},
}


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("billing") / "clearml-billing.tgz"
    path.touch()
    return path


def mistakes(world: Cluster, form: str) -> list[str]:
    """The arrows of the table that are not as it says."""
    return list(wrong(world, EVERYBODY, TABLE, list(FORMS).index(form)))


def test_the_table_is_whole() -> None:
    assert len(TABLE) > 80
    assert all(len(one.verdicts) == len(FORMS) and set(one.verdicts) <= {"yes", "no"} for one in TABLE)
    assert {name for one in TABLE for name in (one.source, one.target)} == set(EVERYBODY)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("blocks_match_pods", [False, True])
def test_every_arrow(archive: Path, form: str, blocks_match_pods: bool) -> None:
    """Whatever the CNI makes of `ipBlock`: no policy of ours relies on the one or the other reading."""
    world = cluster(platform(archive, **FORMS[form]), blocks_match_pods=blocks_match_pods)

    assert mistakes(world, form) == []


def test_no_mistake_in_a_policy_goes_unseen(archive: Path) -> None:
    """Each policy and each of its restrictions is there for an arrow of the table."""
    world = cluster(platform(archive))
    made = list(broken(world.policies))

    unseen = [name for name, policies in made if not mistakes(replace(world, policies=policies), "named")]

    assert len(made) > 40
    assert not unseen, "\n".join(unseen)


def test_extra_peers_reach_what_they_are_for(archive: Path) -> None:
    extra = {"namespace": "stranger"}
    world = cluster(platform(archive, isolation={"extraWebPeers": [extra], "extraRedisPeers": [extra]}))
    stranger = PODS["stranger"]

    assert world.may(stranger, PODS["apiserver"], 8008)
    assert world.may(stranger, PODS["shared redis"], 6379)
    assert not world.may(stranger, PODS["mongodb"], 27017)
    assert not world.may(stranger, PODS["billing kafka"], 9092)


def test_the_apiservers_pods_may_have_other_labels(archive: Path) -> None:
    billing = {"mode": "chart", "archive": str(archive), "sha256": "0" * 64, "serverPods": {"app": "api"}}
    world = cluster(platform(archive, billing=billing))

    assert world.may(replace(PODS["apiserver"], labels={"app": "api"}), PODS["billing kafka"], 9092)
    assert not world.may(PODS["apiserver"], PODS["billing kafka"], 9092)


def test_parts_that_are_not_made_have_no_policies(archive: Path) -> None:
    def namespaces(**changes: Any) -> set[str]:
        return {one["metadata"]["namespace"] for one in cluster(platform(archive, **changes)).policies}

    everything = {"clearml", "redis-shared", "clearml-billing", "gpu-operator", "cdmo"}
    assert namespaces() == everything
    assert namespaces(billing={"mode": "metering"}) == everything - {"clearml-billing"}
    assert namespaces(redis={"mode": "perTenant"}) == everything - {"redis-shared"}
    assert namespaces(gpu={"operator": None}) == everything - {"gpu-operator"}
    assert namespaces(isolation={"enabled": False}) == set()


def test_nothing_is_opened_by_the_networks_that_mean_everybody(archive: Path) -> None:
    for changes in FORMS.values():
        assert not re.search(r"0\.0\.0\.0/0|::/0", str(cluster(platform(archive, **changes)).policies))


def test_another_release_moves_every_name_together(archive: Path) -> None:
    control_plane = {"baseDomain": "clearml.example", "release": "clearml", "namespace": "ml"}
    world = cluster(platform(archive, controlPlane=control_plane))
    labels = {
        "app.kubernetes.io/name": "clearml-clearml-enterprise",
        "app.kubernetes.io/instance": "clearml-clearml-enterprise-apiserver",
    }
    apiserver = replace(PODS["apiserver"], namespace="ml", labels=labels)

    assert world.may(PODS["ingress controller"], apiserver, 8008)
    assert world.may(apiserver, PODS["billing kafka"], 9092)
