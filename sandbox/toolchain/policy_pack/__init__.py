"""Environment of the policy pack, and a launcher for an engine that was built here.

The vendor's language host starts a pack in the environment that its PulumiPolicy.yaml names. The language host that can
be built from modules is older and cannot; the engine, though, starts a pack that is an executable file
(pkg/resource/plugin/analyzer_plugin.go, 3.274.1).
"""

from __future__ import annotations

import shlex
import shutil

from sandbox.toolchain import stamp, venv
from sandbox.toolchain.engine import Engine
from sandbox.toolchain.layout import SOURCES, Layout
from sandbox.toolchain.progress import step

DESCRIPTION = "PulumiPolicy.yaml"
LAUNCHER = """#!/bin/sh
exec {python} -u {host} {pack} "$@"
"""


def ensure(layout: Layout, engine: Engine | None) -> None:
    """Leave the environment, and the launcher if the engine needs one. `engine` is None before the first set-up."""
    venv.ensure_policy(layout)
    with step("pack") as current:
        if engine is None or engine.fetches_plugins:
            shutil.rmtree(layout.policy_launcher.parent, ignore_errors=True)
            current.result = "--policy-pack policy"
            return
        words = {
            "python": layout.policy_venv / "bin" / "python",
            "host": SOURCES / "policy_pack" / "host.py",
            "pack": layout.policy,
        }
        text = LAUNCHER.format(**{name: shlex.quote(str(path)) for name, path in words.items()})
        # The engine reads the pack's version beside the executable.
        stamp.write(layout.policy_launcher.with_name(DESCRIPTION), (layout.policy / DESCRIPTION).read_text())
        stamp.write(layout.policy_launcher, text)
        layout.policy_launcher.chmod(0o755)
        current.result = f"--policy-pack {layout.policy_launcher.relative_to(layout.root)}"
