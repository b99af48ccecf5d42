"""Twenty random histories on the real engine, judged as those of test_histories.py."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import Phase, seed, settings
from hypothesis.stateful import initialize, run_state_machine_as_test

from tests.campaign.site import Server, free_port
from tests.histories.live import LivePlace
from tests.histories.machine import EXAMPLES, Histories

pytestmark = pytest.mark.engine

SEED = int(os.environ.get("HISTORIES_SEED", "1"))
HISTORIES = 20
STEPS = 3


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePlace]:
    """A stack with two tenants on the real engine, and another server."""
    folder = tmp_path_factory.mktemp("live-histories")
    with Server(folder / "elsewhere.sqlite", free_port(), 0.0) as elsewhere:
        yield LivePlace(folder, free_port(), elsewhere)


def test_no_customer_loses_anything_on_the_real_engine(place: LivePlace) -> None:
    class LiveHistories(Histories):
        """Steps on one stack. A last run would take as long as the steps, and the other histories have it."""

        @initialize()
        def begin(self) -> None:
            self.world = self._open.enter_context(place.world())

        def _settle(self) -> None:
            return

    short = settings(EXAMPLES, max_examples=HISTORIES, stateful_step_count=STEPS, phases=[Phase.generate])
    run_state_machine_as_test(seed(SEED)(LiveHistories), settings=short)
