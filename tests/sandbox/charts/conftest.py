"""One cluster per module, and folders of the small program that installs charts into it."""

from collections.abc import Callable

import pytest

from tests.sandbox.charts.world import World
from tests.sandbox.kubernetes.cluster import Kube, kube

__all__ = ["kube"]
NewWorld = Callable[[], World]


@pytest.fixture(scope="module")
def new_world(kube: Kube, tmp_path_factory: pytest.TempPathFactory) -> NewWorld:
    """Return a function that opens a program without any releases."""
    return lambda: World(tmp_path_factory.mktemp("world") / "program", kube)
