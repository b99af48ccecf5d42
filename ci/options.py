"""The arguments of the commands."""

import argparse
from pathlib import Path

SUMMARIES = {
    "stacks": "print the stacks that the workflows serve (variable STACKS), as a JSON list",
    "changed-stacks": "print those of them that a change concerns",
    "access": "write kubeconfig and registry login from the environment to files (GitHub)",
    "preview": "preview a stack, save its plan and write the report; fails if the preview fails",
    "comment": "write the report on the pull or merge request, or update it in place",
    "plans": "print where the plan of each changed stack is, as a JSON list (GitHub)",
    "up": "run pulumi up with the saved plan if it is that of these files and nothing changed since",
    "drift": "write the report of what was changed by hand",
    "drift-issue": "open, update or close the stack's issue about drift",
}
OF_ALL_STACKS = ("stacks", "changed-stacks", "plans")


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    whole = argparse.ArgumentParser(prog="python -m ci", description="What the workflows run; see docs/workflows.md.")
    commands = whole.add_subparsers(dest="command", required=True)
    for name, summary in SUMMARIES.items():
        _add(commands.add_parser(name, help=summary, description=summary), name)
    return whole


def _add(command: argparse.ArgumentParser, name: str) -> None:
    if name in ("changed-stacks", "plans"):
        command.add_argument("--base", required=True, help="commit before the change")
    if name not in OF_ALL_STACKS:
        command.add_argument("--folder", type=Path, default=Path("review"), help="folder of the files; default review")
    if name not in (*OF_ALL_STACKS, "access"):
        command.add_argument("--stack", required=True, help="name of the Pulumi stack")
    if name == "preview":
        command.add_argument("--base", help="commit before the change: adds features and GPUs before and after")
    if name == "preview":
        command.add_argument("--if-changed", action="store_true", help="do nothing if the change does not concern it")
    if name == "comment":
        command.add_argument("--request", required=True, help="number of the pull or merge request")
    if name == "up":
        command.add_argument("--environment", required=True, help="the environment whose approval has been given")
