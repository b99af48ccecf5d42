"""Makes the variables by which the program finds simulator and cluster; they override the stack's configuration."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sandbox.demo import cluster
from sandbox.demo.simulator import SEED, running
from sandbox.toolchain.layout import Layout

HOST = "CLEARML_API_HOST"
ACCESS = "CLEARML_API_ACCESS_KEY"
SECRET = "CLEARML_API_SECRET_KEY"  # noqa: S105 - the name of a variable


def variables(layout: Layout, caller: Mapping[str, str]) -> dict[str, str]:
    """Return the simulator's address and key pair, and the cluster's kubeconfig and context, each while it runs.

    The program refuses an address from the environment without a key pair from there. A cluster that the user names
    counts as running.
    """
    kubernetes = cluster.running(layout, caller)
    return _simulator(layout) | (kubernetes.variables if kubernetes else {})


def _simulator(layout: Layout) -> dict[str, str]:
    simulator = running(layout)
    if simulator is None:
        return {}
    pair = json.loads(SEED.read_text())["users"][0]["credentials"][0]
    return {HOST: simulator.url, ACCESS: pair["access_key"], SECRET: pair["secret_key"]}
