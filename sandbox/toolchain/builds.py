"""Builds the missing programs, two at once if the machine has the cores, and prints the overall progress."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from sandbox.toolchain.estimate import Tally, build_seconds, cores, duration
from sandbox.toolchain.gobuild import Build
from sandbox.toolchain.gotool import GoTool
from sandbox.toolchain.layout import Layout
from sandbox.toolchain.progress import Step, step

POLL_SECONDS = 0.2
REPORT_SECONDS = 30.0


def announce(tools: Sequence[GoTool], ways_out: Iterable[str]) -> None:
    """Print what will be built and what for, how long that takes at most, and how to build less."""
    if not tools:
        return
    missing = "1 program is" if len(tools) == 1 else f"{len(tools)} programs are"
    amount = f"{duration(build_seconds(tools))} on {cores()} cores"
    rows = [f"{missing} missing and will be built from Go modules, which takes {amount}:"]
    rows += [f"  {tool!s:<34} {tool.purpose}" for tool in tools]
    rows += [f"To build less: {way}" for way in ways_out]
    rows += ["If you interrupt it, finished programs and Go's build cache are kept."]
    print("\n".join(f"{'programs' if row is rows[0] else '':<9} {row}" for row in rows), flush=True)


def build(tools: Sequence[GoTool], layout: Layout) -> None:
    """Leave every program built; each is in its folder as soon as it is finished. SetupError if one cannot be built."""
    with step("programs") as current:
        current.result = f"{len(tools)} built" if tools else "all are current"
        _Builds(tools, layout, current).run()


def next_tool(waiting: Sequence[GoTool], running: Sequence[GoTool], *, first: bool) -> GoTool | None:
    """Return the program to start now, or None to wait.

    Programs of one lane share packages that each would compile; the first of all compiles what both lanes need.
    """
    if running and (first or cores() == 1):
        return None
    busy = {tool.lane for tool in running}
    return next((tool for tool in waiting if tool.lane not in busy), None)


class _Builds:
    """The builds of one set-up."""

    def __init__(self, tools: Sequence[GoTool], layout: Layout, current: Step) -> None:
        self._waiting, self._layout, self._current = list(tools), layout, current
        self._running: list[Build] = []
        self._tally = Tally(tools)
        self._first = True
        self._reported = time.monotonic()

    def run(self) -> None:
        """Build everything; an interrupt or a failure ends the builds that still run."""
        try:
            while self._waiting or self._running:
                self._start()
                for build in [one for one in self._running if one.ended(POLL_SECONDS)]:
                    self._finish(build)
                self._report_now_and_then()
        finally:
            for build in self._running:
                build.stop()

    def _start(self) -> None:
        while tool := next_tool(self._waiting, [build.tool for build in self._running], first=self._first):
            self._running.append(Build(tool, self._layout))
            self._waiting.remove(tool)

    def _finish(self, build: Build) -> None:
        self._running.remove(build)
        build.install()
        self._first = False
        self._tally.finish(build.tool)
        self._report(f"{build.tool} took {build.processor_seconds:.0f} s of processor time; ")

    def _report_now_and_then(self) -> None:
        if time.monotonic() - self._reported >= REPORT_SECONDS:
            names = " and ".join(build.tool.name for build in self._running)
            self._report(f"building {names}; ")

    def _report(self, news: str) -> None:
        ages = {build.tool.name: build.age for build in self._running}
        self._current.report(f"{news}{self._tally.line(ages)}")
        self._reported = time.monotonic()
