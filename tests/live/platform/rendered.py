"""Compares what `fleet render` lists with what the API server and Helm have got."""

import base64
import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.components.listed import PLACEHOLDER, misfits
from tests.live.platform.site import Site
from tests.live.tenants.stack import NAME


def differences(site: Site) -> list[str]:
    """Lines about listed objects that the cluster has not, or has with other content."""
    return [line for each in listing(site) for line in _differences(site, each)]


def listing(site: Site) -> list[dict[str, Any]]:
    """The output of the command in the stack's folder."""
    command = [sys.executable, "-m", "fleet", "render", "--json", "--stack", NAME]
    environment = {**site.environ, "PYTHONPATH": str(Path.cwd())}
    done = subprocess.run(command, cwd=site.folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    objects: list[dict[str, Any]] = json.loads(done.stdout)
    return objects


def _differences(site: Site, each: dict[str, Any]) -> list[str]:
    if "release" in each:
        where = f"release {each['namespace']}/{each['release']}"
        return [
            where + line for line in misfits(each["values"], _helm_values(site, each["namespace"], each["release"]))
        ]
    manifest = each["manifest"]
    kind, name = manifest["kind"].lower(), manifest["metadata"]["name"]
    where = f"{kind} {each['namespace']}/{name}"
    real = [one for one in site.kube.get(kind, each["namespace"]) if one["metadata"]["name"] == name]
    return (
        [f"{where}: not in the cluster"] if not real else [where + line for line in _lacking(manifest, _clear(real[0]))]
    )


def _helm_values(site: Site, namespace: str, release: str) -> Any:
    """Values of the newest revision, as Helm stored them."""
    stored = [
        one
        for one in site.kube.get("secrets", namespace)
        if one["type"] == "helm.sh/release.v1" and one["metadata"]["labels"]["name"] == release
    ]
    newest = max(stored, key=lambda one: int(one["metadata"]["labels"]["version"]))
    packed = base64.b64decode(base64.b64decode(newest["data"]["release"]))
    return json.loads(gzip.decompress(packed))["config"]


def _clear(real: dict[str, Any]) -> dict[str, Any]:
    """An object with the content of a Secret in clear."""
    if real["kind"] != "Secret":
        return real
    data = {key: base64.b64decode(value).decode() for key, value in (real.get("data") or {}).items()}
    return {**real, "stringData": data}


def _lacking(listed: Any, real: Any, path: str = "") -> list[str]:
    """Paths that are listed and not so in the cluster, where the API server adds defaults."""
    if isinstance(listed, str) and listed.startswith(PLACEHOLDER):
        return [] if isinstance(real, str) else [f"{path}: nothing in place of {listed}"]
    if isinstance(listed, dict) and isinstance(real, dict):
        return [line for key, inner in listed.items() for line in _lacking(inner, real.get(key), f"{path}.{key}")]
    if isinstance(listed, list) and isinstance(real, list) and len(listed) == len(real):
        pairs = zip(listed, real, strict=True)
        return [line for i, (one, other) in enumerate(pairs) for line in _lacking(one, other, f"{path}[{i}]")]
    return [] if listed == real or (not listed and not real) else [f"{path}: listed {listed!r}, got {real!r}"]
