"""What is reported about a failed release that stays in place: its pods that are not ready, and why."""

from typing import Any

import pytest

from components.helm.failure import waiting_pods

OWNER = [{"kind": "StatefulSet", "name": "redis-master"}]


def pod(name: str, owned: bool = True, **status: Any) -> dict[str, Any]:
    return {"metadata": {"name": name, **({"ownerReferences": OWNER} if owned else {})}, "status": status}


def waiting(reason: str) -> dict[str, Any]:
    return {"state": {"waiting": {"reason": reason}}}


READY = pod("ready", phase="Running", conditions=[{"type": "Ready", "status": "True"}])


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ({"phase": "Pending", "containerStatuses": [waiting("ImagePullBackOff")]}, "ImagePullBackOff"),
        ({"phase": "Pending", "initContainerStatuses": [waiting("CrashLoopBackOff")]}, "CrashLoopBackOff"),
        (
            {
                "phase": "Pending",
                "conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable"}],
            },
            "Unschedulable",
        ),
        ({"phase": "Running", "containerStatuses": [{"state": {"running": {}}}]}, "Running"),
        ({}, "no status"),
    ],
)
def test_a_pod_that_is_not_ready_is_named_with_its_reason(status: dict[str, Any], reason: str) -> None:
    assert (
        waiting_pods([READY, pod("redis-master-0", **status)], "clearml") == f"not ready: pod redis-master-0 ({reason})"
    )


def test_finished_pods_and_tasks_are_left_out() -> None:
    finished, task = pod("hook", phase="Succeeded"), pod("task", owned=False, phase="Pending")
    assert waiting_pods([READY, finished, task], "clearml") == (
        "all its pods are ready, so read `kubectl -n clearml get events`"
    )


def test_three_pods_are_enough() -> None:
    pods = [pod(f"pod-{number}", phase="Pending") for number in range(5)]
    assert waiting_pods(pods, "clearml").endswith("pod pod-2 (Pending) and 2 more")
