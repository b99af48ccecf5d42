"""The stack that `pulumi stack select` has chosen, for commands without `--stack`."""

import re
import shutil
import subprocess
from pathlib import Path

from blueprint.settings.checking.problems import Problem, SettingsError

SECONDS = 60


def selected_stack(root: Path = Path()) -> str:
    """Return the selected stack; without Pulumi or a selection, the only stack that has a file here.

    Raises SettingsError if there is none, or more than one to choose from.
    """
    selected = _ask_pulumi(root)
    if selected is not None:
        return selected
    stacks = sorted(path.name.removeprefix("Pulumi.").removesuffix(".yaml") for path in root.glob("Pulumi.*.yaml"))
    if len(stacks) == 1:
        return stacks[0]
    expected = f"--stack with one of {', '.join(stacks)}" if stacks else "a file Pulumi.<stack>.yaml in this folder"
    raise SettingsError(Problem("--stack", "", "no selected stack", expected))


def _ask_pulumi(root: Path) -> str | None:
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        return None
    command = [pulumi, "stack", "--show-name", "--non-interactive"]
    try:
        done = subprocess.run(  # noqa: S603 - no shell
            command, cwd=root, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return None
    name = done.stdout.strip()
    return name if done.returncode == 0 and re.fullmatch(r"[\w./-]+", name) else None
