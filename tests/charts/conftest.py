"""One cluster for all tests of the charts, and folders of the small program that installs charts into it."""

from collections.abc import Callable, Iterator

import pytest

from sandbox.engine.layout import HERE
from sandbox.kubernetes import cluster
from sandbox.kubernetes.cluster import Cluster
from tests.charts import releases
from tests.charts.world import World

NewWorld = Callable[[], World]


@pytest.fixture(scope="session")
def charts_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster with nothing installed."""
    folder = tmp_path_factory.mktemp("charts") / "cluster"
    running, _ = cluster.start(folder, HERE.bin)
    try:
        yield running
    finally:
        cluster.stop(folder)


@pytest.fixture(scope="session")
def new_world(charts_cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> NewWorld:
    """Opens a program that has made nothing yet."""
    return lambda: World(tmp_path_factory.mktemp("world") / "program", charts_cluster.kubeconfig)


@pytest.fixture(scope="session")
def platform(new_world: NewWorld, tmp_path_factory: pytest.TempPathFactory) -> World:
    """All charts, installed by one run."""
    world = new_world()
    world.apply(*releases.prepared())
    world.up(releases.releases(tmp_path_factory.mktemp("packed"))).succeeded()
    return world
