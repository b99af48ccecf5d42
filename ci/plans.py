"""Where the plans of a merge are: the run whose artifact holds the plan of each stack, and who has to approve it."""

from collections.abc import Iterable

from ci.fault import StepFailed
from ci.forges.github import GitHub
from ci.report import CHANGES, NOTHING, SECOND_APPROVAL

SECOND = "-second-approval"
ENVIRONMENTS = {NOTHING: "", CHANGES: "{}", SECOND_APPROVAL: "{}" + SECOND}
"""The environment per verdict, by the stack's name; nothing to do needs none."""


def artifact(stack: str, tree: str, verdict: str) -> str:
    """Return the name of a plan's artifact."""
    return f"plan-{stack}-{tree}-{verdict.replace(' ', '-')}"


def plans(github: GitHub, stacks: Iterable[str], tree: str) -> list[dict[str, str]]:
    """Return artifact, run and environment per stack that changes. StepFailed if a stack has no plan of these files.

    `python -m ci up` works the verdict out again, so that an artifact's name cannot avoid the second approval.
    """
    found = [_plan(github, stack, tree) for stack in stacks]
    return [each for each in found if each["environment"]]


def _plan(github: GitHub, stack: str, tree: str) -> dict[str, str]:
    names = {verdict: artifact(stack, tree, verdict) for verdict in ENVIRONMENTS}
    found = {verdict: run for verdict, name in names.items() if (run := github.run_of_artifact(name))}
    if not found:
        raise StepFailed(
            f"stack {stack} has no plan of these files: it has expired, or the branch was not up to date at the merge;"
            " open a pull request with the next change, or run `pulumi up` by hand after a review"
        )
    newest = max(found, key=lambda verdict: int(found[verdict]))
    environment = ENVIRONMENTS[newest]
    return {"stack": stack, "artifact": names[newest], "run": found[newest], "environment": environment.format(stack)}
