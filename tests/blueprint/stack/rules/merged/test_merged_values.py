"""Values that undo a limit, a protection or a name are refused where they are written; others are merged."""

import pytest

from blueprint.stack.keys import ENCRYPTED
from blueprint.stack.rules.merged.doors import locate, look_up
from tests.blueprint.platform_config import CLUSTER, CONTROL_PLANE, WHOLE
from tests.blueprint.problem_lines import matches
from tests.blueprint.tenant_folder import Folder
from tests.blueprint.worker_config import tenant, workers

QUOTA = "quota: {pods: 20, gpuUnits: 1}"
QUEUES = "queues: {cpu: {maxPods: 2}, half: {fraction: 0.5}}"
GLUE = "agentk8sglue"
UNDONE = [
    ("agentValues", f"{GLUE}: {{queues: {{cpu: {{queueSettings: {{maxPods: 500}}}}}}}}", "queueSettings.maxPods"),
    ("agentValues", f"{GLUE}: {{queues: {{other: {{}}}}}}", "queues.other | no quota counts | workers.queues.other"),
    ("agentValues", f"{GLUE}: {{maxPods: 500}}", f"{GLUE}.maxPods | 500 | workers.quota.pods"),
    ("agentValues", f"{GLUE}: {{monitoredResources: {{maxResources: 100}}}}", "maxResources | workers.quota.gpuUnits"),
    ("agentValues", f"{GLUE}: {{monitoredResources: {{maxResourcesFieldName: a}}}}", "FieldName | usageLabel"),
    (
        "agentValues",
        f"{GLUE}: {{basePodTemplate: {{resources: {{limits: {{nvidia.com/gpu: 8}}}}}}}}",
        f"{GLUE}.basePodTemplate.resources | which the quota follows",
    ),
    (
        "agentValues",
        f"{GLUE}: {{queues: {{cpu: {{templateOverrides: {{resources: {{limits: {{nvidia.com/gpu: 8}}}}}}}}}}}}",
        "templateOverrides.resources | fraction",
    ),
    ("agentValues", f"{GLUE}: {{additionalClusterRoleBindings: [cluster-admin]}}", "outside the tenant's namespace"),
    ("agentValues", f"{GLUE}: {{additionalRoleBindings: [view, edit]}}", "additionalRoleBindings | 'edit'"),
    ("agentValues", f"{GLUE}: {{serviceAccountClusterAccess: true}}", "outside the tenant's namespace"),
    ("agentValues", f"{GLUE}: {{extraEnvs: [{{name: K8S_GLUE_MAX_PODS, value: '99'}}]}}", "extraEnvs[0].value"),
    ("agentValues", f"{GLUE}: {{createQueues: true}}", "createQueues | workers.queues"),
    ("agentValues", "agentk8sGlue: {debugMode: true}", "agentValues.agentk8sGlue | unknown key | agentk8sglue"),
    ("agentValues", f"{GLUE}: {{extraEnv: []}}", f"{GLUE}.extraEnv | unknown key | extraEnvs"),
    ("agentValues", "sessions: {portModeEnabled: true}", "sessions.portModeEnabled | workers.sessions"),
    (
        "agentValues",
        f"{GLUE}: {{basePodTemplate: {{volumes: [{{name: a, hostPath: {{path: /}}}}]}}}}",
        "volumes[0].hostPath",
    ),
    ("agentValues", f"{GLUE}: {{replicaCount: 2}}", f"{GLUE}.replicaCount | counts one pod"),
    ("gatewayValues", "replicaCount: 2", "gatewayValues.replicaCount | counts one pod"),
    (
        "agentValues",
        f"{GLUE}: {{additionalRoleBindings: [{{name: admin}}]}}",
        "RoleBindings | a list of names of roles",
    ),
    ("agentValues", f"{GLUE}: {{basePodTemplate: {{serviceAccountName: a}}}}", "Template.serviceAccountName | account"),
    (
        "agentValues",
        "extraObjects: [{kind: RoleBinding, roleRef: {name: view}}, {kind: RoleBinding, roleRef: {name: admin}}]",
        "extraObjects[1] | a RoleBinding of 'admin'",
    ),
    (
        "gatewayValues",
        "extraObjects: ['{kind: ClusterRoleBinding, roleRef: {name: view}}']",
        "extraObjects[0] | a ClusterRoleBinding",
    ),
    (
        "agentValues",
        "extraObjects: {mine: {kind: ClusterRoleBinding, roleRef: {name: view}}}",
        "extraObjects | a ClusterRoleBinding",
    ),
    ("gatewayValues", "ingress: {hostName: other.clearml.example}", "ingress.hostName | workers.gateway.host"),
    ("gatewayValues", "ingres: {}", "gatewayValues.ingres | unknown key | ingress"),
]


@pytest.mark.parametrize(("key", "values", "line"), UNDONE)
def test_a_tenants_value_that_undoes_something_is_refused(folder: Folder, key: str, values: str, line: str) -> None:
    gateway = "gateway: {host: acme.clearml.example}"
    folder.write("acme.yaml", tenant("Acme", f"{{{QUOTA}, {QUEUES}, {gateway}, {key}: {{{values}}}}}"))

    (printed,) = folder.lines(workers(card="A100-40GB"))

    assert printed.startswith(f"acme.yaml: workers.{key}.")
    assert all(part in printed for part in line.split(" | "))


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("labels: {billing-monitored: 'false'}", "template.labels.billing-monitored | billingLabel"),
        ("labels: {clearml-injector/fraction: '1.000'}", 'template.labels."clearml-injector/fraction" | injector'),
        (
            "resources: {limits: {clear.ml/fraction-1: '0.1'}}",
            'template.resources.limits."clear.ml/fraction-1" | fraction',
        ),
        ("containers: [{securityContext: {privileged: true}}]", "containers[0].securityContext.privileged | baseline"),
        ("serviceAccountName: agent", "template.serviceAccountName | the account that the chart gives tasks"),
        (
            "securityContext: {capabilities: {add: [CHOWN, SYS_ADMIN]}}",
            "capabilities.add[1] | 'SYS_ADMIN' | baseline",
        ),
        ("securityContext: {seccompProfile: {type: Unconfined}}", "seccompProfile.type | 'Unconfined' | baseline"),
        ("containers: [{securityContext: {procMount: Unmasked}}]", "securityContext.procMount | 'procMount'"),
        ("hostNetwork: true", "template.hostNetwork | clearml:workers.podSecurity"),
    ],
)
def test_a_template_that_undoes_something_is_refused(folder: Folder, template: str, line: str) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{queues: {{cpu: {{template: {{{template}}}}}}}}}"))

    (printed,) = folder.lines(workers())

    assert printed.startswith("acme.yaml: workers.queues.cpu.template.")
    assert all(part in printed for part in line.split(" | "))


def test_the_charts_own_values_are_judged_once_for_all_tenants(folder: Folder) -> None:
    for name in ("Acme", "Globex"):
        folder.write(f"{name.lower()}.yaml", tenant(name, "{queues: {cpu: {}}}"))
    values = {GLUE: {"additionalClusterRoleBindings": ["cluster-admin"]}}

    (line,) = folder.lines(workers(agent={"chart": {"version": "6.14.6", "values": values}}))

    path = f"clearml:workers.agent.chart.values.{GLUE}.additionalClusterRoleBindings"
    assert matches(line, f"Pulumi.dev.yaml: {path} | namespace")


@pytest.mark.parametrize(
    ("path", "config"),
    [
        (
            "gpu.operator.chart.values.toolkit.env[0].value",
            {
                "toolkit": {
                    "env": [{"name": "ACCEPT_NVIDIA_VISIBLE_DEVICES_ENVVAR_WHEN_UNPRIVILEGED", "value": "true"}],
                }
            },
        ),
        ("gpu.operator.chart.values.mig.strategy", {"mig": {"strategy": "single"}}),
        ("gpu.operator.chart.values.toolKit", {"toolKit": {}}),
    ],
)
def test_a_value_of_the_gpu_operator_that_undoes_something_is_refused(
    folder: Folder, path: str, config: dict[str, object]
) -> None:
    lines = folder.lines(CLUSTER | {"gpu": {"cdmo": None, "operator": {"chart": {"values": config}}}})

    assert [line for line in lines if line.startswith(f"Pulumi.dev.yaml: clearml:{path}: ")]


def test_nvidias_mig_manager_is_refused_beside_cdmo_alone(folder: Folder) -> None:
    operator = {"operator": {"chart": {"values": {"migManager": {"enabled": True}}}}}

    line = "Pulumi.dev.yaml: clearml:gpu.operator.chart.values.migManager.enabled: found true, expected false"
    assert any(each.startswith(line) for each in folder.lines(CLUSTER | {"gpu": operator}))
    assert not any("migManager" in each for each in folder.lines(CLUSTER | {"gpu": operator | {"cdmo": None}, "x": 1}))


def test_applications_that_the_settings_have_the_agent_run_stay_on(folder: Folder) -> None:
    values = f"{{{GLUE}: {{appsQueue: {{enabled: false}}}}}}"
    folder.write("acme.yaml", tenant("Acme", f"{{queues: {{cpu: {{}}}}, agentValues: {values}}}"))
    server = CONTROL_PLANE | {"chart": {"version": "11.0.2"}}

    (line,) = folder.lines(WHOLE | workers() | {"controlPlane": server | {"applicationQueue": "perTenant"}})

    assert matches(line, f"acme.yaml: workers.agentValues.{GLUE}.appsQueue.enabled | false | applicationQueue")
    assert folder.build(WHOLE | workers() | {"controlPlane": server}).tenants


def test_a_variable_of_the_gpu_operator_that_is_named_twice_is_refused(folder: Folder) -> None:
    name = "ACCEPT_NVIDIA_VISIBLE_DEVICES_ENVVAR_WHEN_UNPRIVILEGED"
    toolkit = {"env": [{"name": name, "value": "false"}, {"name": name, "value": "true"}]}

    lines = folder.lines(CLUSTER | {"gpu": {"cdmo": None, "operator": {"chart": {"values": {"toolkit": toolkit}}}}})

    assert any(line.startswith("Pulumi.dev.yaml: clearml:gpu.operator.chart.values.toolkit.env[1]") for line in lines)
    assert look_up(toolkit, ("env", name, "value")) == "true"
    assert locate(toolkit, ("env", name)) == ("env", 1)


def test_a_value_of_redis_that_undoes_something_is_refused(folder: Folder) -> None:
    (line,) = folder.lines(WHOLE | {"redis": {"chart": {"values": {"auth": {"enabled": False}}}}})

    assert matches(line, "Pulumi.dev.yaml: clearml:redis.chart.values.auth.enabled | false | true")


TOOLKIT = {"toolkit": {"env": "x"}, "mig": {"strategy": "x"}}
SECRETLY: list[tuple[dict[str, object], list[str]]] = [
    (
        {"controlPlane": CONTROL_PLANE | {"chart": {"version": "11.0.2", "secretValues": {"mongoDB": {"a": "x"}}}}},
        ["controlPlane.chart.secretValues.mongoDB"],
    ),
    (
        {"gpu": {"cdmo": None, "operator": {"chart": {"secretValues": TOOLKIT}}}},
        ["gpu.operator.chart.secretValues.mig.strategy", "gpu.operator.chart.secretValues"],
    ),
    ({"redis": {"chart": {"secretValues": {"auth": {"enabled": "x"}}}}}, ["redis.chart.secretValues.auth.enabled"]),
    (
        {"redis": {"chart": {"secretValues": {"master": {"hostNetwork": "x"}}}}},
        ["redis.chart.secretValues.master.hostNetwork"],
    ),
]


@pytest.mark.parametrize(("section", "paths"), SECRETLY)
def test_a_secret_value_of_the_platform_that_undoes_something_is_refused(
    folder: Folder, section: dict[str, object], paths: list[str]
) -> None:
    lines = folder.lines(CLUSTER | WHOLE | section | {"chartSecret-x": ENCRYPTED})

    assert all(any(line.startswith(f"Pulumi.dev.yaml: clearml:{path}") for line in lines) for path in paths)


@pytest.mark.parametrize(
    ("part", "values", "path"),
    [
        ("agent", {GLUE: {"maxPods": "x"}}, f"{GLUE}.maxPods"),
        ("agent", {GLUE: {"queues": "x"}}, f"{GLUE}.queues"),
        ("agent", {GLUE: {"queues": {"other": {"a": "x"}}}}, f"{GLUE}.queues.other"),
        ("agent", {GLUE: {"queues": {"cpu": {"queueSettings": {"maxPods": "x"}}}}}, "queueSettings.maxPods"),
        ("gateway", {"ingress": {"hostName": "x"}}, "ingress.hostName"),
    ],
)
def test_a_secret_value_of_the_workers_that_undoes_something_is_refused(
    folder: Folder, part: str, values: dict[str, object], path: str
) -> None:
    folder.write("acme.yaml", tenant("Acme", "{queues: {cpu: {}}, gateway: {host: acme.clearml.example}}"))
    chart = {"version": {"agent": "6.14.6", "gateway": "3.2.0"}[part], "secretValues": values}

    lines = folder.lines(workers(**{part: {"chart": chart}}) | {"chartSecret-x": ENCRYPTED})

    assert any(line.startswith(f"Pulumi.dev.yaml: clearml:workers.{part}.chart.secretValues.") for line in lines)
    assert any(path in line for line in lines)


def test_a_secret_value_that_undoes_nothing_is_accepted(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", "{queues: {cpu: {}}}"))
    chart = {"version": "6.14.6", "secretValues": {"clearml": {"clearmlConfig": "x"}}}

    assert folder.build(workers(agent={"chart": chart}) | {"chartSecret-x": ENCRYPTED}).tenants


def test_queues_that_are_no_mapping_are_refused(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{queues: {{cpu: {{}}}}, agentValues: {{{GLUE}: {{queues: 5}}}}}}"))

    assert any(f"agentValues.{GLUE}.queues: found queues that no" in line for line in folder.lines(workers()))


@pytest.mark.parametrize(
    "values",
    [
        f"{GLUE}: {{extraEnvs: [{{name: HTTPS_PROXY, value: 'http://proxy.example'}}], replicaCount: 1}}",
        f"{GLUE}: {{basePodTemplate: {{volumes: [{{name: a, emptyDir: {{}}}}], env: [{{name: A, value: b}}]}}}}",
        f"{GLUE}: {{serviceAccountClusterAccess: false, additionalRoleBindings: [view], unheardOf: 1}}",
        f"{GLUE}: {{queues: {{cpu: {{queueSettings: {{maxPods: 2, multiNode: true}}}}}}}}, newSection: {{a: 1}}",
        f"{GLUE}: {{containerSecurityContext: {{capabilities: {{drop: [ALL], add: [NET_BIND_SERVICE]}}}}}}",
        "extraObjects: [{kind: ConfigMap, data: {kind: a}}, 'kind: RoleBinding, roleRef: {name: view}', 5]",
    ],
)
def test_other_values_are_accepted(folder: Folder, values: str) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{{QUOTA}, {QUEUES}, agentValues: {{{values}}}}}"))

    assert folder.build(workers(card="A100-40GB")).tenants


def test_a_privileged_namespace_may_use_the_host(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", "{queues: {cpu: {template: {hostNetwork: true}}}}"))

    assert folder.build(workers(podSecurity="privileged")).tenants


def test_values_that_may_be_meant_are_reported(folder: Folder) -> None:
    own = {
        "extraEnvs": [
            {"name": "CLEARML__apiserver__company__unique_names", "value": "false"},
            {"name": "A", "value": "b"},
        ]
    }
    values = {"apiserver": own | {"service": {"type": "NodePort"}}}
    server = CONTROL_PLANE | {"chart": {"version": "11.0.2", "values": values}}
    operator = {"chart": {"values": {"toolkit": {"enabled": False}}}}

    warnings = folder.build(WHOLE | {"controlPlane": server, "gpu": {"cdmo": None, "operator": operator}}).warnings

    for path in ("controlPlane.chart.values.apiserver.service.type", "gpu.operator.chart.values.toolkit.enabled"):
        assert [line for line in warnings if line.startswith(f"clearml:{path}: ")]
    assert len([line for line in warnings if "chart.values.apiserver.extraEnvs" in line]) == 1
