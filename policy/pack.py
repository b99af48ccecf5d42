"""The pack: each rule as a policy of the SDK, with its level and what it reports."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)

from policy.plain import resource_of
from policy.rules.guide_credentials import guide_credentials
from policy.rules.pins import unpinned
from policy.rules.resource import Resources, StackResource
from policy.rules.tenants import tenant_faults
from policy.state import read_state
from policy.watch import RunWatch

NAME = "clearml-platform"
Finding = tuple[str, str | None]
"""Message, and the URN to which it belongs; None for the resource at hand, or the stack."""


def policies() -> list[Policy]:
    """Return the rules. All are mandatory, except the one about approvals that are left over."""
    watch = RunWatch(read_state)
    return [
        _of_resource("no-replacement", "Nothing that holds data is replaced without an approval.", watch.register),
        _of_resource("pinned", "Charts and images are pinned.", unpinned),
        _of_resource("no-guide-credentials", "No credential of a guide or a chart's defaults.", guide_credentials),
        _of_stack("no-deletion", "Nothing that holds data is deleted without an approval.", _alone(watch.lost)),
        _of_stack(
            "guarded-tenants",
            "Tenants with workers have isolation, quota and guards.",
            lambda after: ((fault.text, fault.urn) for fault in tenant_faults(watch.inputs(after))),
        ),
        _of_stack(
            "approvals-in-use",
            "Approvals are removed after the run that needed them.",
            _alone(watch.idle_approvals),
            EnforcementLevel.ADVISORY,
        ),
    ]


def _of_resource(name: str, description: str, rule: Callable[[StackResource], Iterable[str]]) -> Policy:
    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        _report(name, report, ((text, None) for text in rule(resource_of(args))))

    return ResourceValidationPolicy(
        name=name, description=description, validate=validate, enforcement_level=EnforcementLevel.MANDATORY
    )


def _of_stack(
    name: str,
    description: str,
    rule: Callable[[Resources], Iterable[Finding]],
    level: EnforcementLevel = EnforcementLevel.MANDATORY,
) -> Policy:
    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        _report(name, report, rule(tuple(resource_of(each) for each in args.resources)))

    return StackValidationPolicy(name=name, description=description, validate=validate, enforcement_level=level)


def _alone(rule: Callable[[Resources], Iterable[str]]) -> Callable[[Resources], Iterable[Finding]]:
    return lambda after: ((text, None) for text in rule(after))


def _report(name: str, report: ReportViolation, findings: Iterable[Finding]) -> None:
    """Report, and print: the JSON of a preview has what a pack prints, and none of its violations."""
    for text, urn in findings:
        report(text, urn)
        print(f"policy {name}: {text}", file=sys.stderr, flush=True)
