"""The policy pack for the engine in use, and what it reported in a run."""

from tests.live.tenants.run import Run
from tests.live.tenants.stack import ROOT

LAUNCHER = ROOT / ".sandbox" / "policy" / "clearml-platform"
"""For an engine that was built here (sandbox/toolchain/policy_pack)."""


def with_pack() -> tuple[str, str]:
    """Options that apply the pack; fails without the environment that `make policy` makes."""
    assert (ROOT / "policy" / ".venv" / ".installed").is_file(), "the policy pack has no environment: run `make policy`"
    return "--policy-pack", str(LAUNCHER if LAUNCHER.is_file() else ROOT / "policy")


def violations(run: Run) -> list[tuple[str, str]]:
    """Level and message of each violation, without what the SDK puts before the message."""
    found = [event["policyEvent"] for event in run.events if "policyEvent" in event]
    return sorted((each["enforcementLevel"], " ".join(each["message"].split())) for each in found)
