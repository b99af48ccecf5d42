import os

from hypothesis import HealthCheck, settings

from tests.histories.machine import Histories

TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=int(os.environ.get("HISTORIES", "250")),
    stateful_step_count=6,
    derandomize=True,
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
