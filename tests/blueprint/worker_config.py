"""Configurations of a stack whose tenants have workers, and tenant files that use them."""

from blueprint.stack.keys import ENCRYPTED
from tests.blueprint.platform_config import WHOLE

NODES: dict[str, object] = {"gpu-1": {"card": "A100-40GB", "gpus": [0, 1]}}
CHARTS: dict[str, object] = {"agent": {"chart": {"version": "6.14.6"}}, "gateway": {"chart": {"version": "3.2.0"}}}


def workers(**more: object) -> dict[str, object]:
    """A configuration with a server, A100 cards and tenants' workers of which `more` is said."""
    return WHOLE | {"gpu": {"cdmo": None, "nodes": NODES}, "workers": CHARTS | more}


def nodes(**named: object) -> dict[str, object]:
    """The key `gpu` with these nodes."""
    return {"gpu": {"cdmo": None, "nodes": named}}


def west(**more: object) -> dict[str, object]:
    """The same with a further cluster, and `more` keys."""
    return workers(card="H100-80GB") | {"clusters": {"west": {"context": "west"}}} | more


def described(**more: object) -> dict[str, object]:
    """A stack of tenants alone that describes a platform with workers."""
    server = {"baseDomain": "clearml.example"}
    return workers() | {"scope": "tenants", "controlPlane": server, "registryToken": ENCRYPTED} | more


def tenant(name: str, workers: str = "{}", rest: str = "") -> str:
    """A tenant file of this name with a section `workers`."""
    return f"name: {name}\nadmin: {{name: Ada, email: admin@{name.lower()}.example}}\nworkers: {workers}\n{rest}"
