"""`fleet render` lists exactly what the program gives to the engine, with the same values."""

from pathlib import Path
from typing import Any

from blueprint.settings.platform.platform import PlatformSettings
from blueprint.values.listing.objects import ListedObject, ListedRelease
from blueprint.values.listing.platform import PlatformListing
from components.platform.platform import Platform, PlatformArgs
from fleet.render import listed
from tests.components.listed import key, misfits
from tests.components.platform.test_platform import CHART, SERVER, secrets_of
from tests.components.recorder import Recorder, in_clear, record
from tests.components.tenant_stack import settings_of, tenants_of

KUBERNETES = "kubernetes:"
WORKERS = {
    "queues": {"default": {"fraction": 0.5}, "cpu": {"gpu": "none"}},
    "quota": {"gpuUnits": 2, "pods": 20, "cpu": 16},
    "gateway": {"host": "acme.clearml.example", "stream": {"slot": 1, "address": "203.0.113.1"}},
}
TENANTS = {
    "acme": {"workers": WORKERS},
    "globex": {"workers": {"namespace": "ml"}, "credentials": {"robot": {}, "gateway": {"enabled": False}}},
    "initech": {"state": "suspended"},
}


def registered(recorder: Recorder) -> dict[str, dict[str, Any]]:
    """Objects of Kubernetes by `key`, as the engine got them."""
    made: dict[str, dict[str, Any]] = {}
    for each in recorder.resources:
        kind = each.typ.rsplit(":", 1)[-1]
        if not each.typ.startswith(KUBERNETES):
            continue
        if kind == "Release":
            made[f"Release {each.inputs['namespace']}/{each.inputs['name']}"] = each.inputs
        else:
            metadata = each.inputs["metadata"]
            made[f"{kind.removesuffix('Patch')} {metadata.get('namespace', '')}/{metadata['name']}"] = each.inputs
    return made


def differences(objects: list[ListedObject], recorder: Recorder) -> list[str]:
    """Lines about objects that are only on one side, and about values that differ."""
    real, ours = registered(recorder), {key(each): each for each in objects}
    lines = [f"{name}: only on one side" for name in sorted(set(real) ^ set(ours))]
    for name in sorted(set(real) & set(ours)):
        each, inputs = ours[name], real[name]
        if isinstance(each, ListedRelease):
            lines += [name + line for line in misfits(dict(each.values), inputs["values"])]
            lines += [] if (each.chart, each.version) == (inputs["chart"], inputs["version"]) else [f"{name}: chart"]
        else:
            body = {field: value for field, value in each.manifest.items() if field not in ("apiVersion", "kind")}
            given = {field: value for field, value in in_clear(inputs).items() if field not in ("apiVersion", "kind")}
            lines += [name + line for line in misfits(body, given)]
    return lines


def test_tenants_get_what_is_listed(tmp_path: Path) -> None:
    charts = {"card": "A100-40GB", "agent": {"chart": CHART}, "gateway": {"chart": CHART}}
    config: dict[str, Any] = {"workers": charts | {"images": ["docker.io"], "storageClasses": ["fast"]}}
    recorder = tenants_of(tmp_path / "dev", TENANTS, **config)

    objects = list(listed(settings_of(tmp_path / "dev", **config)))

    assert differences(objects, recorder) == []
    assert any(key(each).startswith("ValidatingAdmissionPolicy ") for each in objects)


def test_a_redis_of_its_own_is_listed(tmp_path: Path) -> None:
    config: dict[str, Any] = {"redis": {"mode": "perTenant", "chart": {"version": "1.0.0"}}}
    recorder = tenants_of(tmp_path / "dev", TENANTS, "redisPassword", **config)

    objects = list(listed(settings_of(tmp_path / "dev", "redisPassword", **config)))

    assert differences(objects, recorder) == []
    assert any(key(each) == "Release acme/redis" for each in objects)


def test_the_platform_gets_what_is_listed() -> None:
    raw = {
        "cluster": {"context": "acme", "identifier": "acme", "ingress": {"peers": [{"namespace": "ingress"}]}},
        "controlPlane": {"baseDomain": "clearml.example", "chart": CHART, "server": SERVER},
        "gpu": {"cdmo": {"chart": CHART}, "nodes": {"gpu-1": {"card": "A100-40GB"}}},
        "redis": {"chart": CHART},
        "workers": {"agent": {"chart": CHART}, "gateway": {"chart": CHART}},
    }
    settings = PlatformSettings.model_validate(raw, by_alias=True, by_name=False)

    def program() -> None:
        args = PlatformArgs(settings=settings, secrets=secrets_of(keys=False), nodes={}, owner="acme", recovery=None)
        Platform(args).create_nodes()

    objects = list(PlatformListing(settings, {"clearml-platform/stack": "acme"}).objects())

    assert differences(objects, record(program)) == []
