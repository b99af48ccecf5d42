"""Settings of the test libraries that hold for every test; without a browser, tests marked `browser` are left out."""

import pytest
from hypothesis import settings

from tests.browser.chromium import NAMES, program

# On a busy machine the first example may take many times as long as the others.
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")

NO_BROWSER = f"not run: tests marked `browser`; on PATH is none of {', '.join(NAMES)} (Debian: apt install chromium)"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs a browser that is not there; the summary names it."""
    if program() is None:
        without = [item for item in items if item.get_closest_marker("browser")]
        config.hook.pytest_deselected(items=without)
        items[:] = [item for item in items if item not in without]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line what was left out."""
    if program() is None:
        terminalreporter.write_line(NO_BROWSER)
