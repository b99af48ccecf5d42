"""Owns the commands of the guide: helm, kubectl, nvidia-smi and the upload of applications, option by option.

It must not hold Helm values.
"""

from blueprint.catalog.guide_settings.row import ALWAYS, TENANT_FILE, GuideSetting

_LOGIN = "Helm's own registry login; never in the state or on a command line"
_ANGLES = "angle brackets around the URL are a shell redirection"
_RELEASE = "Helm release, pinned, atomic"
_OURS = "Namespace, made by the program"
_NODE = "python3 -m commands.mig in the device plugin's pod"
_UPLOAD = "python3 -m commands.upload_applications"

ROWS = (
    GuideSetting(
        "allegroai-enterprise <url>",
        "helm repo add",
        "controlPlane.chart.reference, gpu.cdmo.chart.reference",
        "not needed: oci://docker.io/clearml since 2025-12; `allegroai-enterprise/<chart>` after `helm repo add`",
        _ANGLES,
    ),
    GuideSetting("--username, --password", "helm repo add", ALWAYS, _LOGIN),
    GuideSetting(
        "nvidia <url>",
        "helm repo add",
        "gpu.operator.chart.repository",
        "repository of the GPU operator's release",
        _ANGLES,
    ),
    GuideSetting(
        "bitnami <url>", "helm repo add", "redis.chart.repository", "repository of the Redis release", _ANGLES
    ),
    GuideSetting(
        "helm repo update", "helm", ALWAYS, "every chart has an exact version, so no index can be out of date"
    ),
    GuideSetting("-n gpu-operator", "helm install gpu-operator", "gpu.operator.namespace", _OURS),
    GuideSetting("gpu-operator", "helm install gpu-operator", "gpu.operator.release", _RELEASE),
    GuideSetting(
        "nvidia/gpu-operator",
        "helm install gpu-operator",
        "gpu.operator.chart.reference",
        _RELEASE,
        "without a version the guide installs whatever is newest on the day",
    ),
    GuideSetting("-n cdmo-operator", "helm install CDMO", "gpu.cdmo.namespace", _OURS, "newest pages: `cdmo`"),
    GuideSetting("cdmo", "helm install CDMO", "gpu.cdmo.release", _RELEASE),
    GuideSetting(
        "allegroai-enterprise/clearml-dynamic-mig-operator",
        "helm install CDMO",
        "gpu.cdmo.chart.reference, gpu.cdmo.chart.version",
        _RELEASE,
        "the guide names no version",
    ),
    GuideSetting("-n clearml", "helm install ClearML", "controlPlane.namespace", _OURS),
    GuideSetting(
        "clearml",
        "helm install ClearML",
        "controlPlane.release",
        _RELEASE,
        "the guide's policy and its gateway's URL need different releases; names are derived from this one here",
    ),
    GuideSetting(
        "allegroai-enterprise/clearml-enterprise",
        "helm install ClearML",
        "controlPlane.chart.reference, controlPlane.chart.version",
        _RELEASE,
        "the guide names no version",
    ),
    GuideSetting("-n redis-shared", "helm install Redis", "redis.namespace", _OURS),
    GuideSetting("redis", "helm install Redis", "redis.release", _RELEASE),
    GuideSetting("bitnami/redis", "helm install Redis", "redis.chart.reference", _RELEASE),
    GuideSetting(
        "--version=17.8.3",
        "helm install Redis",
        "redis.chart.version, redis.image",
        _RELEASE,
        "its image left docker.io/bitnami in August 2025; bitnamilegacy unless told",
    ),
    GuideSetting("-n clearml-billing", "helm install billing", "billing.namespace", _OURS),
    GuideSetting("clearml-billing", "helm install billing", "billing.release", _RELEASE),
    GuideSetting(
        "clearml-billing-1.0.0.tgz",
        "helm install billing",
        "billing.archive, billing.sha256",
        "Helm release of the archive; its version comes from its Chart.yaml",
        "the text speaks of 1.1.0, the command installs 1.0.0",
    ),
    GuideSetting("--create-namespace", "helm install", ALWAYS, "the namespace is made first, fenced and labelled"),
    GuideSetting(
        "-f overrides.yaml",
        "helm install",
        "<part>.chart.values",
        "values of the release: generated, `values` merged last",
        "the billing step writes values.override.yaml and installs with overrides.yaml of the step before",
    ),
    GuideSetting("-i <gpu_id>", "nvidia-smi", "gpu.nodes.<node>.gpus", _NODE),
    GuideSetting(
        "-mig 1",
        "nvidia-smi",
        "gpu.nodes.<node>",
        f"{_NODE}, decided by mig.mode.current and mig.mode.pending",
        "nvidia-smi says `All done.` even when the mode is only pending",
    ),
    GuideSetting(
        "cdmo.clear.ml/gpu-partitioning=mig",
        "kubectl label nodes",
        "gpu.nodes",
        "label of the node, by server-side apply, after MIG mode is on",
    ),
    GuideSetting(
        "-O apps.zip, unzip", "wget", "applications.archive, applications.sha256", f"{_UPLOAD}, unpacked there"
    ),
    GuideSetting(
        "--host", "upload_apps.py", "api.host", _UPLOAD, "a backslash in the middle of the guide's line is an argument"
    ),
    GuideSetting(
        "--user, --password",
        "upload_apps.py",
        "applications.commandLine, apiAccessKey, apiSecretKey",
        f"{_UPLOAD}, keys by its environment",
        "newest script: --key, --secret, --command upload; `commandLine: user` is the guide's form",
    ),
    GuideSetting("--dir apps -ml", "upload_apps.py", ALWAYS, _UPLOAD),
    GuideSetting(
        "-n <TENANT_NAMESPACE>",
        "helm install agent, gateway",
        f"{TENANT_FILE}workers.namespace",
        f"{_OURS}; the slug unless told",
        "any name will do in the guide; reserved ones and those of other tenants are refused here",
    ),
    GuideSetting("clearml-agent", "helm install agent", "workers.agent.release", _RELEASE),
    GuideSetting(
        "allegroai-enterprise/clearml-enterprise-agent",
        "helm install agent",
        "workers.agent.chart.reference, workers.agent.chart.version",
        _RELEASE,
        "the guide names no version",
    ),
    GuideSetting("clearml-ttr", "helm install gateway", "workers.gateway.release", _RELEASE),
    GuideSetting(
        "clearml-enterprise/clearml-task-traffic-router",
        "helm install gateway",
        "workers.gateway.chart.reference, workers.gateway.chart.version",
        _RELEASE,
        "another repository's name than the one that the guide adds, and no version",
    ),
)
