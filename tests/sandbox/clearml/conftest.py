"""One simulator per profile for the session; tests create their own users, queues and companies in it."""

from collections.abc import Iterator

import pytest

from tests.sandbox.clearml.asking import COMPANIES
from tests.sandbox.clearml.process import Simulator, simulator


@pytest.fixture(scope="session")
def open_server() -> Iterator[Simulator]:
    """Open-source profile with companies A and B."""
    with simulator(profile="oss", companies=COMPANIES) as sim:
        yield sim


@pytest.fixture(scope="session")
def enterprise_server() -> Iterator[Simulator]:
    """Enterprise profile, newest release, with companies A and B."""
    with simulator(profile="enterprise", companies=COMPANIES) as sim:
        yield sim


@pytest.fixture(params=["open_server", "enterprise_server"])
def any_server(request: pytest.FixtureRequest) -> Simulator:
    """Each profile in turn, for common behaviour."""
    sim: Simulator = request.getfixturevalue(request.param)
    return sim
