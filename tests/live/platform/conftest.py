"""One cluster per module; one ClearML server and one stack per test, which must restore the cluster."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.live.platform.site import SECRETS, Site
from tests.live.platform.tenants import TenantSite
from tests.live.tenants.conftest import (
    blank,  # noqa: F401 - fixtures
    server,  # noqa: F401 - fixtures
)
from tests.sandbox.clearml.process import Simulator
from tests.sandbox.kubernetes.cluster import (
    Kube,
    kube,  # noqa: F401 - fixture
)

NewSite = Callable[..., Site]


@pytest.fixture
def new_site(blank: Path, tmp_path: Path, kube: Kube) -> NewSite:  # noqa: F811 - fixtures
    """Return a function that opens a fresh stack with a whole platform for an API address."""

    def opened(api: str, name: str = "stack") -> Site:
        folder = tmp_path / name
        shutil.copytree(blank, folder, symlinks=True, ignore=shutil.ignore_patterns("home"))
        made = Site(folder, api, kube)
        made.store(*SECRETS)
        return made

    return opened


@pytest.fixture
def site(new_site: NewSite, server: Simulator) -> Iterator[Site]:  # noqa: F811 - fixture
    """A fresh stack with a whole platform; it is destroyed after the test."""
    made = new_site(server.url)
    yield made
    made.destroy().succeeded()


@pytest.fixture
def tenants(blank: Path, tmp_path: Path, kube: Kube, server: Simulator) -> Iterator[TenantSite]:  # noqa: F811 - fixtures
    """A fresh stack with a small platform whose tenants have workers."""
    folder = tmp_path / "stack"
    shutil.copytree(blank, folder, symlinks=True, ignore=shutil.ignore_patterns("home"))
    made = TenantSite(folder, server.url, kube)
    made.store("registryToken")
    yield made
    made.destroy().succeeded()
