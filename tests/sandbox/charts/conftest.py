"""A module's cluster, and folders of the small program that installs charts into it."""

from collections.abc import Callable

import pytest

from tests.sandbox.charts.world import World
from tests.sandbox.kubernetes.cluster import Kube, kube

__all__ = ["kube"]
NewWorld = Callable[[], World]


@pytest.fixture(scope="module")
def new_world(kube: Kube, tmp_path_factory: pytest.TempPathFactory) -> NewWorld:
    """Opens a program that has made nothing yet."""
    return lambda: World(tmp_path_factory.mktemp("world") / "program", kube)
