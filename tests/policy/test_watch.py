"""One run, from the first resource to the last: what is reported when, and that nothing passes unjudged."""

import json

from policy.rules.resource import Resources, StackResource
from policy.state import PriorStateUnavailable
from policy.watch import RunWatch
from tests.policy.stacks import company, made, namespace, register

ROOT = made("pulumi:pulumi:Stack", "clearml-platform-test")
BEFORE = (ROOT, company("acme"), company("globex"), namespace("globex"))
AFTER = [ROOT, company("globex"), namespace("globex")]


def watch(*words: str, preview: bool = True) -> RunWatch:
    config = json.dumps({"clearml:approvals": json.dumps(words), "clearml:apiSecretKey": "hidden"})
    return RunWatch(lambda: BEFORE, {"PULUMI_CONFIG": config, "PULUMI_DRY_RUN": str(preview).lower()})


def registered(run: RunWatch, *resources: StackResource) -> list[str]:
    return [line for each in resources for line in run.register(each)]


def test_a_preview_reports_a_deletion_once_at_its_end() -> None:
    run = watch()
    assert registered(run, ROOT, register("globex"), *AFTER[1:]) == []
    [line] = run.lost(AFTER)
    assert line.startswith("tenant acme: company acme is deleted")


def test_a_run_stops_at_the_register() -> None:
    [line] = registered(watch(preview=False), ROOT, register("globex"))
    assert "company acme is deleted" in line


def test_a_word_lets_both_pass_and_is_idle_afterwards() -> None:
    for preview in (True, False):
        run = watch("delete company acme", preview=preview)
        assert registered(run, ROOT, register("globex"), *AFTER[1:]) == []
        assert (run.lost(AFTER), run.idle_approvals(AFTER)) == ([], [])
    [line] = watch("delete tenant hooli").idle_approvals(list(BEFORE))
    assert "`delete tenant hooli`" in line


def test_a_replacement_uses_its_word() -> None:
    moved = namespace("globex", "elsewhere")
    [line] = registered(watch(), moved)
    assert "`replace namespace globex`" in line
    run = watch("replace namespace globex", "delete company acme")
    assert registered(run, moved) == []
    assert run.idle_approvals(AFTER) == []


def test_rules_about_the_stack_see_inputs() -> None:
    run = watch()
    registered(run, namespace("globex"))
    outputs = made(
        "kubernetes:core/v1:Namespace",
        "globex",
        {},
        "clearml:tenant:Tenant$clearml:tenant:Workers$clearml:tenant:Namespace",
    )
    other = company("hooli")
    assert run.inputs([outputs, other]) == (namespace("globex"), other)


def test_the_state_is_read_once_before_the_run_changes_it() -> None:
    reads: list[int] = []

    def read() -> Resources:
        reads.append(1)
        return BEFORE

    run = RunWatch(read, {})
    registered(run, *BEFORE)
    assert run.lost(list(BEFORE)) == []
    assert len(reads) == 1


def test_a_state_that_cannot_be_read_stops_the_first_resource() -> None:
    def read() -> Resources:
        raise PriorStateUnavailable("no pulumi on PATH")

    run = RunWatch(read, {})
    [line] = registered(run, ROOT, *AFTER[1:])
    assert line.endswith("no pulumi on PATH")
    assert run.lost([]) == []
