"""The releases for the tests of rendered objects: the server in the guide's form and in the newest form."""

import secrets
from pathlib import Path
from typing import Any

from sandbox.charts import pack
from sandbox.charts.chart import named
from tests.sandbox.charts.world import Object, Release, namespace, secret

GUIDE, NEWEST = "guide", "newest"
"""Namespaces of the two servers."""
FULLNAMES = {GUIDE: "clearml-clearml-enterprise", NEWEST: "clearml-enterprise"}
TOKEN = secrets.token_hex(8)
KEYS = (
    "apiserver_key",
    "apiserver_secret",
    "fileserver_key",
    "fileserver_secret",
    "secure_auth_token_secret",
    "test_user_key",
    "test_user_secret",
    "apps_agent_key",
    "apps_agent_secret",
)
GIT_LOGIN = {"apps_git_agent_user": "git_user", "apps_git_agent_pass": "git_password"}
"""Further keys of the server's own Secret, with the defaults of the public Enterprise chart of 2022."""
CLUSTER_IP = {"service": {"type": "ClusterIP"}}


def prepared() -> list[Object]:
    """Namespaces and Secrets that the releases refer to by name."""
    made = [namespace(NEWEST), namespace("redis-shared"), namespace("billing")]
    made.append(secret("root-credentials", NEWEST, **{key: secrets.token_hex(8) for key in (*KEYS, *GIT_LOGIN)}))
    made.append(secret("settings", NEWEST, client_secret=secrets.token_hex(8)))
    made += [secret("registry", name, token=TOKEN) for name in (NEWEST, "billing")]
    made.append(secret("redis-password", "redis-shared", password=secrets.token_hex(8)))
    return made


def releases(folder: Path) -> list[Release]:
    """Every chart; `folder` is for the packed one."""
    billing = pack.pack(named("clearml-billing"), folder)
    return [
        Release.of("clearml-enterprise", "clearml", GUIDE, **_guide()),
        Release.of("clearml-enterprise", "clearml-enterprise", NEWEST, **_newest()),
        Release.of("gpu-operator", "gpu-operator", "gpu-operator", **_gpu()),
        Release.of("clearml-dynamic-mig-operator", "cdmo", "cdmo", imageCredentials={"password": TOKEN}),
        Release.of("redis", "redis", "redis-shared", **_redis()),
        Release.of("redis", "cache", "cache", image={"repository": "bitnamilegacy/redis"}),
        Release("clearml-billing", "billing", str(billing), _billing()),
        Release.of("clearml-enterprise-agent", "clearml-agent", "acme", **_agent()),
        Release.of("clearml-enterprise-app-gateway", "clearml-ttr", "acme", **_gateway()),
    ]


def _guide() -> dict[str, Any]:
    """The form of the vendor's guide of 2025-04-03, without its defects."""
    sides = {"fileserver": "file", "webserver": "app"}
    others = {part: CLUSTER_IP | {"ingress": _ingress(host)} for part, host in sides.items()}
    settings = [{"name": "CLEARML__billing__enabled", "value": "true"}]
    return {
        "imageCredentials": {"password": TOKEN},
        "clearml": {"cookieDomain": "clearml.example.com"},
        "apiserver": CLUSTER_IP | {"ingress": _ingress("api"), "extraEnvs": settings, "image": {"tag": "3.21.6-1443"}},
        "clearmlApplications": {"enabled": True},
        **others,
    }


def _ingress(host: str) -> dict[str, Any]:
    return {"enabled": True, "hostName": f"{host}.clearml.example.com"}


def _newest() -> dict[str, Any]:
    """Every credential by the name of a Secret, the operator's MongoDB, metering, and every key about pods."""
    reference = {"secretKeyRef": {"name": "settings", "key": "client_secret"}}
    ingress = _ingress("api") | {"ingressClassName": "nginx", "tlsSecretName": "wildcard", "annotations": {"a": "b"}}
    pods = {
        "podAnnotations": {"checksum": "1"},
        "nodeSelector": {"kubernetes.io/os": "linux"},
        "tolerations": [{"key": "role", "operator": "Exists"}],
        "resources": {"requests": {"cpu": "200m"}},
        "additionalConfigs": {"services.conf": "tasks {}"},
        "extraEnvs": [
            {"name": "CLEARML__secure__login__sso__oauth_client__oidc__client_secret", "valueFrom": reference}
        ],
    }
    return {
        "imageCredentials": {"existingSecret": "registry"},
        "clearml": {"existingSecret": "root-credentials"},
        "apiserver": CLUSTER_IP | {"ingress": ingress} | pods,
        "fileserver": CLUSTER_IP,
        "webserver": CLUSTER_IP,
        "clearmlApplications": {"enabled": False},
        "mongodb": {"enabled": False},
        "mckMongodb": {"enabled": True, "migrated": False},
        "usageAggregator": {"enabled": True},
        "usageScripts": {"enabled": True, "companyLifecycle": {"enabled": False}},
    }


def _gpu() -> dict[str, Any]:
    accept = "ACCEPT_NVIDIA_VISIBLE_DEVICES"
    return {
        "cdi": {"enabled": False},
        "migManager": {"enabled": False},
        "mig": {"strategy": "mixed"},
        "toolkit": {
            "env": [
                {"name": f"{accept}_ENVVAR_WHEN_UNPRIVILEGED", "value": "false"},
                {"name": f"{accept}_AS_VOLUME_MOUNTS", "value": "true"},
            ]
        },
        "devicePlugin": {"env": [{"name": "DEVICE_LIST_STRATEGY", "value": "volume-mounts"}]},
    }


def _redis() -> dict[str, Any]:
    return {
        "architecture": "standalone",
        "auth": {"existingSecret": "redis-password", "existingSecretPasswordKey": "password"},
        "image": {"repository": "bitnamilegacy/redis"},
        "master": {"persistence": {"enabled": False}},
    }


def _billing() -> dict[str, Any]:
    images = {name: {"image": {"repository": f"bitnamilegacy/{name}"}} for name in ("kafka", "redis")}
    return {"imageCredentials": {"existingSecret": "registry"}, **images}


def _agent() -> dict[str, Any]:
    half = {"labels": {"required-resources": "0.5"}, "resources": {"limits": {"nvidia.com/mig-3g.20gb": 1}}}
    return {
        "clearml": {"agentk8sglueKey": "ACCESS", "agentk8sglueSecret": TOKEN},
        "agentk8sglue": {
            "apiServerUrlReference": "https://api.clearml.example.com",
            "createQueues": True,
            "basePodTemplate": {"labels": {"team": "acme"}},
            "queues": {"half": {"templateOverrides": half, "queueSettings": {"maxPods": 10}}},
            "monitoredResources": {"maxResources": 3},
        },
        "sessions": {"portModeEnabled": True, "startingPort": 31010, "maxServices": 2},
    }


def _gateway() -> dict[str, Any]:
    return {
        "clearml": {
            "apiServerUrlReference": "http://clearml-clearml-enterprise-apiserver.guide:8008",
            "apiKey": "ACCESS",
            "apiSecret": TOKEN,
            "authCookieName": "clearml-token-k8s",
        },
        "ingress": {"enabled": True, "hostName": "acme.clearml.example.com"},
    }
