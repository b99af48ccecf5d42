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
    """Return the simulator's address and the cluster's kubeconfig and context, each while it runs.

    The keys come from the stack's configuration, as for any server. Only if the caller's environment holds keys of
    another server, these are replaced too: they must neither be sent to the simulator nor override the stack's. A
    cluster that the user names counts as running.
    """
    kubernetes = cluster.running(layout, caller)
    return _simulator(layout, caller) | (kubernetes.variables if kubernetes else {})


def _simulator(layout: Layout, caller: Mapping[str, str]) -> dict[str, str]:
    simulator = running(layout)
    if simulator is None:
        return {}
    foreign = ACCESS in caller or SECRET in caller
    return {HOST: simulator.url} | (_seeded_keys() if foreign else {})


def _seeded_keys() -> dict[str, str]:
    pair = json.loads(SEED.read_text())["users"][0]["credentials"][0]
    return {ACCESS: pair["access_key"], SECRET: pair["secret_key"]}
