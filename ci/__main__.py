"""The command line of the workflows."""

import argparse
import json
import os
import sys

from ci import plans, programs
from ci.access import access
from ci.changes import changed_stacks
from ci.comment import comment
from ci.drift import drift, drift_issue
from ci.fault import StepFailed
from ci.forges.forge import forge, github
from ci.options import parser
from ci.preview import COMMENT, preview
from ci.up import up


def main() -> None:
    """Run one command; an error is one line on standard error and exit code 1."""
    arguments = parser().parse_args()
    try:
        _run(arguments)
    except StepFailed as error:
        sys.exit(f"{arguments.command}: {error}")


def _run(arguments: argparse.Namespace) -> None:
    served = os.environ.get("STACKS", "").split()
    match arguments.command:
        case "access":
            programs.export(**access(arguments.folder))
        case "stacks":
            _print("stacks", sorted(served))
        case "changed-stacks":
            _print("stacks", changed_stacks(arguments.base, served))
        case "plans":
            _print("plans", plans.plans(github(), changed_stacks(arguments.base, served), programs.tree()))
        case "preview":
            _preview(arguments, served)
        case "comment":
            comment(forge(), arguments.request, arguments.stack, arguments.folder / COMMENT)
        case "up":
            up(
                arguments.stack,
                arguments.folder,
                second_approval=arguments.environment == arguments.stack + plans.SECOND,
            )
        case "drift":
            drift(arguments.stack, arguments.folder)
        case "drift-issue":
            drift_issue(forge(), arguments.stack, arguments.folder)


def _preview(arguments: argparse.Namespace, served: list[str]) -> None:
    stack = arguments.stack
    if arguments.if_changed and stack not in changed_stacks(arguments.base or programs.NO_COMMIT, served):
        print(f"stack {stack}: the change does not concern it")
        return
    verdict = preview(stack, arguments.folder, arguments.base)
    programs.hand_on(artifact=plans.artifact(stack, programs.tree(), verdict))
    print(f"stack {stack}: {verdict}")


def _print(name: str, value: object) -> None:
    print(text := json.dumps(value))
    programs.hand_on(**{name: text})


if __name__ == "__main__":
    main()
