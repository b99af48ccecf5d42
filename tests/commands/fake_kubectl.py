"""A fake `kubectl` for cases in which a real cluster would have to be broken. Run as a program; see fake_cluster.py.

Implements `label`, `patch` of the node, `get` of device plugin pods and of workers, a pod that is created, and `exec …
nvidia-smi` as a card behaves: `GPU["endings"]` lists the results of the next `-mig` calls, after which every call
succeeds at once. While `client` is true, the GPU operator's device plugin keeps the GPUs in use unless it is paused.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

STATE = Path(os.environ["FAKE_CLUSTER"])
PENDING = {
    "in use": "In use by another client",
    "not supported": "Not Supported",
}
MODES = {"0": "Disabled", "1": "Enabled"}


def main(words: list[str]) -> int:
    cluster = json.loads(STATE.read_text())
    cluster["calls"].append(words)
    try:
        return play(cluster, words)
    finally:
        STATE.write_text(json.dumps(cluster))


def play(cluster: dict[str, Any], words: list[str]) -> int:
    if cluster["broken"]:
        print("E1101 memcache.go:265] couldn't get current server API group list", file=sys.stderr)
        print(cluster["broken"], file=sys.stderr)
        return 1
    words = [word for word in words if not word.startswith("--request-timeout")]
    words = words[words.index("--context") + 2 :]
    if words[0] == "exec":
        code = nvidia_smi(cluster, words[words.index("--") + 2 :])
        if code:
            print(f"command terminated with exit code {code}", file=sys.stderr)
        return min(code, 1)
    if words[0] in ("create", "patch", "delete"):
        return change(cluster, words)
    if words[0] == "label":
        return 0
    kind = words[1]
    if kind == "node" and words[-1] == "json":
        print(json.dumps(cluster["node"]) if words[2] in cluster["nodes"] else "", end="")
    elif kind == "pod":
        print(json.dumps(cluster["tool"]) if cluster["tool"] else "", end="")
    elif kind == "node":
        print("".join(f"node/{name}\n" for name in cluster["nodes"] if name == words[2]), end="")
    elif kind == "nodes":
        print(json.dumps({"items": [{"metadata": {"name": name}} for name in cluster["nodes"]]}))
    elif kind == "pods":
        print(json.dumps({"items": workers(cluster) if "--all-namespaces" in words else plugins(cluster)}))
    return 0


def change(cluster: dict[str, Any], words: list[str]) -> int:
    """`create` of a pod, which runs at once, `patch` of the node, and `delete` of the pod."""
    if words[0] == "create":
        cluster["tool"] = json.load(sys.stdin)
        cluster["created"] = json.loads(json.dumps(cluster["tool"]))
        name = cluster["tool"]["spec"]["containers"][0]["name"]
        cluster["tool"]["status"] = {"containerStatuses": [{"name": name, "state": {"running": {}}}]}
    elif words[0] == "delete":
        cluster["tool"] = None
    else:
        merge(cluster["node"], json.loads(words[-1]))
    return 0


def merge(target: dict[str, Any], patch: dict[str, Any]) -> None:
    """RFC 7386."""
    for key, value in patch.items():
        if value is None:
            target.pop(key, None)
        elif isinstance(value, dict):
            merge(target.setdefault(key, {}), value)
        else:
            target[key] = value


def paused(cluster: dict[str, Any]) -> bool:
    labels = cluster["node"]["metadata"].get("labels", {})
    return bool(labels.get("nvidia.com/gpu.deploy.device-plugin") == "paused-for-mig-change")


def plugins(cluster: dict[str, Any]) -> list[Any]:
    return [] if paused(cluster) else list(cluster["plugin"])


def workers(cluster: dict[str, Any]) -> list[Any]:
    """The workers; a terminating one is missing from the next answer."""
    pods = list(cluster["workers"])
    cluster["workers"] = [pod for pod in pods if "deletionTimestamp" not in pod["metadata"]]
    return pods + plugins(cluster)


def nvidia_smi(cluster: dict[str, Any], words: list[str]) -> int:
    if cluster["restarts"]:
        cluster["restarts"] -= 1
        print('error: unable to upgrade connection: container not found ("nvidia-device-plugin")', file=sys.stderr)
        return 1
    if words[0].startswith("--query-gpu"):
        print(cluster["driver"] or "\n".join(row(index, gpu) for index, gpu in cluster["gpus"].items()))
        return 0
    gpu = cluster["gpus"][words[words.index("-i") + 1]]
    if words[0] == "mig":
        return destroy(gpu, words[-1])
    if words[2].startswith("--query-compute-apps"):
        print(gpu.get("processes", ""))
        return 0
    held = cluster["client"] and not paused(cluster)
    return switch({**gpu, "endings": ["in use"]} if held else gpu, MODES[words[-1]], gpu)


def row(index: str, gpu: dict[str, Any]) -> str:
    return f"{index}, 00000000:{int(index):02X}:00.0, {gpu['name']}, {gpu['current']}, {gpu['pending']}"


def destroy(gpu: dict[str, Any], what: str) -> int:
    kind = "compute" if what == "-dci" else "gpu"
    if not gpu[kind]:
        print(f"No {'compute' if kind == 'compute' else 'GPU'} instances found: Not Found")
        return 6
    if kind == "gpu" and gpu["compute"]:
        print("Unable to destroy GPU instance ID  1 from GPU  0: In use by another client")
        return 19
    gpu[kind] = 0
    return 0


def switch(behaviour: dict[str, Any], mode: str, gpu: dict[str, Any]) -> int:
    if gpu["compute"] or gpu["gpu"]:
        print("Unable to disable MIG Mode for GPU 00000000:00:00.0: In use by another client")
        return 19
    ending = behaviour["endings"].pop(0) if behaviour["endings"] else "done"
    if ending == "denied":
        print("Unable to set MIG Mode for GPU 00000000:00:00.0: Insufficient Permissions")
        print("Treating as warning and moving on.\nAll done.")
        return 4
    gpu["pending"] = mode
    if ending == "done":
        gpu["current"] = mode
        print(f"{mode} MIG Mode for GPU 00000000:00:00.0")
    else:
        verb = mode[:-1].lower()
        print(f"Warning: MIG mode is in pending {verb} state for GPU 00000000:00:00.0:{PENDING[ending]}")
        print("Reboot the system or try nvidia-smi --gpu-reset to make MIG mode effective on GPU 00000000:00:00.0")
    print("All done.")
    return 0


sys.exit(main(sys.argv[1:]))
