"""The tenants' workers in a stack's settings: plans, shared defaults, and warnings."""

import pytest

from blueprint.stack.keys import ENCRYPTED
from blueprint.stack.settings import StackSettings
from tests.blueprint.platform_config import CLUSTER, WHOLE
from tests.blueprint.problem_lines import matches
from tests.blueprint.tenant_folder import Folder
from tests.blueprint.worker_config import CHARTS, described, nodes, tenant, workers

ROOT = ("apiAccessKey", "apiSecretKey")
QUEUES = "{queues: {default: {fraction: 0.5, maxPods: 6}, whole: {fraction: 1}, cpu: {gpu: none}, plain: {}}, "
ACME = tenant("Acme", QUEUES + "quota: {gpuUnits: 3, pods: 20}, gateway: {host: acme.clearml.example}}")


def about_workers(settings: StackSettings) -> list[str]:
    """The warnings about tenant files."""
    return [warning.rsplit("/", 1)[-1] for warning in settings.warnings if ".yaml: " in warning]


def test_a_plan_follows_from_queues_quota_and_card(folder: Folder) -> None:
    folder.write("acme.yaml", ACME)

    plan = folder.build(workers()).plans["acme"]

    assert [
        (each.demand.name, each.demand.resource, each.demand.amount, each.demand.usage, each.max_pods)
        for each in plan.queues
    ] == [
        ("cpu", None, 0, 0.0, 5),
        ("default", "nvidia.com/mig-3g.20gb", 1, 0.5, 6),
        ("plain", None, 0, 0.0, 5),
        ("whole", "nvidia.com/mig-7g.40gb", 1, 1.0, 4),
    ]
    assert (plan.place.namespace, plan.max_resources, plan.pods) == ("acme", 3.0, 24)
    assert {key: amount for key, amount in plan.hard.items() if "nvidia.com" in key and amount != "0"} == {
        "requests.nvidia.com/mig-3g.20gb": "6",
        "requests.nvidia.com/mig-7g.40gb": "3",
    }


def test_a_stack_without_workers_has_no_plans_and_names_keys_without_effect(folder: Folder) -> None:
    folder.write("acme.yaml", ACME)
    folder.write("globex.yaml", tenant("Globex", "{queues: {cpu: {tags: [x], displayName: CPU}}}"))

    settings = folder.build(WHOLE)

    assert settings.plans == {}
    (warning,) = about_workers(settings)
    assert warning.startswith(
        "acme.yaml: workers.gateway, workers.queues.<name>.fraction, workers.queues.<name>.gpu, "
        "workers.queues.<name>.maxPods, workers.quota: "
    )
    assert "clearml:workers" in warning
    assert about_workers(folder.build(workers() | nodes(a={"card": "A100-40GB", "gpus": [0, 1, 2]}))) == []


def test_a_queue_that_an_agent_may_not_find_is_a_warning(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", "{queues: {half%GPU: {}, gpu-1.x_y: {}}}"))

    (warning,) = about_workers(folder.build(workers()))
    assert warning.startswith('acme.yaml: workers.queues."half%GPU": ')
    assert "displayName" in warning
    assert about_workers(folder.build()) == []


def test_whole_cards_of_nodes_with_cut_cards_are_a_warning(folder: Folder) -> None:
    elsewhere = "two-elsewhere: {fraction: 2, nodeSelector: {pool: whole}}"
    folder.write(
        "acme.yaml", tenant("Acme", f"{{queues: {{whole: {{fraction: 1}}, two: {{fraction: 2}}, {elsewhere}}}}}")
    )

    (warning,) = about_workers(folder.build(workers()))
    assert warning.startswith("acme.yaml: workers.queues.two.fraction: 2 whole cards: ")
    assert "A100-40GB" in warning
    assert "nodeSelector" in warning


def test_open_namespaces_are_a_warning(folder: Folder) -> None:
    settings = folder.build(workers() | {"isolation": {"enabled": False}})

    assert any(line.startswith("clearml:isolation.enabled: ") and "tasks" in line for line in settings.warnings)


def test_a_suspended_tenant_keeps_its_plan(folder: Folder) -> None:
    folder.write("acme.yaml", ACME)
    active = folder.build(workers()).plans["acme"]
    folder.write("acme.yaml", ACME + "state: suspended\n")

    assert folder.build(workers()).plans["acme"] == active


def test_tenants_share_quota_and_queues(folder: Folder) -> None:
    shared = {"workers": {"quota": {"gpuUnits": 1, "pods": 4}, "queues": {"default": {"fraction": 0.25}}}}
    folder.write("acme.yaml", tenant("Acme", "{quota: {gpuUnits: 2, pods: null}}"))
    folder.write("globex.yaml", tenant("Globex"))

    plans = folder.build(workers() | {"tenantDefaults": shared}).plans

    assert [(plan.max_resources, plan.queues[0].max_pods) for plan in plans.values()] == [(2.0, 10), (1.0, 4)]


@pytest.mark.parametrize(
    "own", [{"namespace": "ml"}, {"gateway": {"host": "a.clearml.example"}}, {"sessions": {"slot": 0, "address": "x"}}]
)
def test_a_tenants_place_is_never_shared(folder: Folder, own: dict[str, object]) -> None:
    (line,) = folder.lines(workers() | {"tenantDefaults": {"workers": own}})

    assert matches(line, f"Pulumi.dev.yaml: clearml:tenantDefaults.workers.{next(iter(own))} | unknown key")


def test_amounts_of_cpu_may_be_numbers(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", "{quota: {cpu: 64, memory: 256Gi}}"))

    plan = folder.build(workers()).plans["acme"]

    assert (plan.cpu, plan.memory) == ("66", "264Gi")


def test_limits_under_hard_take_precedence(folder: Folder) -> None:
    hard = "{services.loadbalancers: 2, pods: null, requests.nvidia.com/gpu: null, count/jobs.batch: '7'}"
    folder.write("acme.yaml", tenant("Acme", f"{{quota: {{pods: 4, hard: {hard}}}}}"))
    folder.write("globex.yaml", tenant("Globex", "{quota: {pods: 4}}"))

    plans = folder.build(workers()).plans
    own, usual = plans["acme"].hard, plans["globex"].hard

    assert dict(own.items() - usual.items()) == {"services.loadbalancers": "2", "count/jobs.batch": "7"}
    assert usual.keys() - own.keys() == {"pods", "requests.nvidia.com/gpu"}


GPU_QUEUE = "queues: {half: {fraction: 0.5}}"


@pytest.mark.parametrize(
    ("section", "key", "words"),
    [
        ("quota: {pods: 6, hard: {pods: 1}}", "pods", "1 | 8 | workers.quota.pods"),
        ("quota: {pods: 6, hard: {count/pods: 7}}", '"count/pods"', "7 | 8 | workers.quota.pods"),
        ("quota: {hard: {pods: 40}}", "pods", "40 | nothing | workers.quota.pods"),
        ("quota: {cpu: 4, hard: {limits.cpu: 500m}}", '"limits.cpu"', "500m | 6 | workers.quota.cpu"),
        ("quota: {hard: {memory: 64Gi}}", "memory", "64Gi | nothing | workers.quota.memory"),
        (
            f"quota: {{gpuUnits: 1, hard: {{requests.nvidia.com/mig-3g.20gb: 1}}}}, {GPU_QUEUE}",
            '"requests.nvidia.com/mig-3g.20gb"',
            "1 | 2 | workers.quota.gpuUnits",
        ),
        (
            f"quota: {{hard: {{requests.nvidia.com/mig-3g.20gb: 1}}}}, {GPU_QUEUE}",
            '"requests.nvidia.com/mig-3g.20gb"',
            "1 | nothing | workers.quota.gpuUnits",
        ),
    ],
)
def test_limits_under_hard_refuse_nothing_that_the_agent_starts(
    folder: Folder, section: str, key: str, words: str
) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{{section}}}"))

    (line,) = folder.lines(workers())

    assert matches(line, f"acme.yaml: workers.quota.hard.{key} | {words}")


@pytest.mark.parametrize(
    "hard",
    ["pods: 8", "pods: 30", "requests.nvidia.com/gpu: 0", "requests.nvidia.com/gpu: 2", "requests.nvidia.com/new: 1"],
)
def test_limits_under_hard_may_be_higher(folder: Folder, hard: str) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{quota: {{pods: 6, gpuUnits: 1, hard: {{{hard}}}}}, {GPU_QUEUE}}}"))
    key, amount = hard.split(": ")

    assert folder.build(workers()).plans["acme"].hard[key] == amount


@pytest.mark.parametrize("amount", ["yes please", "1.5", "true", "-1", "{}"])
def test_limits_under_hard_are_amounts(folder: Folder, amount: str) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{quota: {{hard: {{requests.storage: {amount}}}}}}}"))

    (line,) = folder.lines(workers())

    assert matches(line, 'acme.yaml: workers.quota.hard."requests.storage" | spec.hard')


@pytest.mark.parametrize(("amount", "found"), [("1.5", "the number 1.5"), ("true", "true"), ("-1", "the number -1")])
def test_other_amounts_are_refused(folder: Folder, amount: str, found: str) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{quota: {{cpu: {amount}}}}}"))

    (line,) = folder.lines(workers())

    assert matches(line, f"acme.yaml: workers.quota.cpu | {found} | amount of CPU")


def test_each_revision_of_a_tenants_own_redis_has_room(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme"))
    usual, long = ({"mode": "perTenant", "chart": {"history": kept}} for kept in (5, 20))

    plans = [folder.build(workers() | {"redis": each}).plans["acme"] for each in ({"mode": "shared"}, usual, long)]

    assert [plan.secrets - plans[0].secrets for plan in plans] == [0, 9, 24]


def test_workers_need_a_server(folder: Folder) -> None:
    (line,) = folder.lines(CLUSTER | {"workers": CHARTS, "registryToken": ENCRYPTED})

    assert matches(line, "Pulumi.dev.yaml: clearml:workers | clearml:controlPlane")


def test_workers_need_a_cluster_and_charts_with_a_version(folder: Folder) -> None:
    heads = [line.split(": found")[0] for line in folder.lines(workers(agent={}, gateway={}))]
    assert heads == [f"Pulumi.dev.yaml: clearml:workers.{part}.chart.version" for part in ("agent", "gateway")]

    (line,) = folder.lines({"workers": CHARTS, "registryToken": ENCRYPTED})
    assert matches(line, "Pulumi.dev.yaml: clearml:cluster | nothing | workers")


def test_without_gateways_the_chart_of_gateways_is_not_needed(folder: Folder) -> None:
    folder.write("acme.yaml", ACME)

    assert folder.build(workers(gateway=None)).plans["acme"].pods == 22


def test_a_stack_of_tenants_alone_plans_from_a_description(folder: Folder) -> None:
    folder.write("acme.yaml", ACME)

    settings = folder.build(described())

    assert (settings.makes_platform, list(settings.plans)) == (False, ["acme"])
    assert settings.platform is not None
    assert settings.platform.cluster.context == "production"


def test_what_a_description_names_needs_no_version_and_no_secret_of_the_server(folder: Folder) -> None:
    server = {"baseDomain": "clearml.example", "server": {"loginProviders": {"auth0": {"clientId": "x"}}}}

    assert folder.build(described(controlPlane=server)).platform is not None
    heads = [line.split(":")[2] for line in folder.lines(described(controlPlane=server), without=ROOT)]
    assert heads == [*ROOT]


REDIS = "redisPassword: found"


@pytest.mark.parametrize(
    ("config", "found"),
    [
        (workers() | {"redis": {}}, None),
        (workers() | {"redis": {"mode": "external", "external": {"host": "redis.example"}}}, "nothing"),
        (workers() | {"redis": {"mode": "perTenant"}}, None),
        (described(redis={}), "nothing"),
        (described(redis={"mode": "perTenant"}), None),
        (
            workers() | {"redis": {"mode": "perTenant"}, "redisPassword": ENCRYPTED},
            "a secret",
        ),
        (workers() | {"redis": {}, "redisPassword": ENCRYPTED}, None),
    ],
)
def test_the_password_of_a_redis_of_another_stack_is_needed(
    folder: Folder, config: dict[str, object], found: str | None
) -> None:
    if found is None:
        folder.build(config)
    else:
        (line,) = folder.lines(config)
        assert line.startswith(f"Pulumi.dev.yaml: clearml:{REDIS} {found}")


def test_workers_pull_images(folder: Folder) -> None:
    config = {key: value for key, value in described().items() if key != "registryToken"}

    (line,) = folder.lines(config)

    assert line.startswith("Pulumi.dev.yaml: clearml:registryToken: found nothing")
