"""Opens pages in a real browser: `with browser() as tab: tab.open(path); tab.value("document.title")`.

It speaks the DevTools protocol over the browser's own pipe, so it needs a Chromium or Chrome and nothing else: no
driver, no port, no network.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from tests.browser.tab import Tab

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--headless",
    "--no-sandbox",  # the browser's own sandbox does not start as root; the pages are ours
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--remote-debugging-pipe",
)


def program() -> str | None:
    """The browser on PATH, if there is one."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def browser() -> Iterator[Tab]:
    """Start a browser with an empty profile, and end it afterwards."""
    found = program()
    assert found, f"no browser on PATH, expected one of {', '.join(NAMES)}"
    there, orders = os.pipe()
    answers, back = os.pipe()
    with tempfile.TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as profile:
        process = _start([found, *QUIET, f"--user-data-dir={profile}"], there, back)
        try:
            yield _tab(orders, answers)
        finally:
            os.close(orders)  # the browser ends with its pipe
            process.wait(timeout=20)
            os.close(answers)


def _start(argv: list[str], there: int, back: int) -> "subprocess.Popen[bytes]":
    """Start the browser; it reads commands from descriptor 3 and writes to 4."""
    script = f'exec 3<&{there} 4>&{back}; exec "$@" 2>/dev/null'
    try:
        return subprocess.Popen(["bash", "-c", script, "browser", *argv], pass_fds=(there, back))
    finally:
        os.close(there)
        os.close(back)


def _tab(orders: int, answers: int) -> Tab:
    tab = Tab(orders, answers)
    target = tab.send("Target.createTarget", url="about:blank")["targetId"]
    tab.session = tab.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for domain in ("Page", "Network", "Log", "Runtime"):
        tab.send(f"{domain}.enable")
    return tab
