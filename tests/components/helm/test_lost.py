"""Releases that an interrupted run uninstalled, or left between two states."""

import asyncio
import base64
import gzip
import json
from typing import Any

import pulumi
import pytest

from components.helm.history import Revision, revisions
from components.helm.lost import find_lost_releases
from components.helm.recovery import InterruptedRelease
from components.shared.kubectl import KubectlError
from components.shared.previous import PreviousRelease, PreviousState
from tests.components.kubectl_stub import KubectlStub

AGENT = "clearml-enterprise-agent"
RELEASE = PreviousRelease("acme", AGENT)


@pytest.fixture(autouse=True)
def messages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", found.append)
    monkeypatch.setattr(pulumi.runtime, "is_dry_run", lambda: False)
    return found


def revision(number: int, status: str) -> Any:
    """A revision's Secret, as Helm writes it."""
    content = {"info": {"status": status, "description": "Install complete"}, "manifest": "", "version": number}
    packed = base64.b64encode(base64.b64encode(gzip.compress(json.dumps(content).encode()))).decode()
    labels = {"owner": "helm", "name": AGENT, "status": status, "version": str(number), "modifiedAt": "1"}
    metadata = {"name": f"sh.helm.release.v1.{AGENT}.v{number}", "labels": labels}
    return {"kind": "Secret", "metadata": metadata, "data": {"release": packed}}


def lost(kubectl: KubectlStub, *, complete: bool = False) -> frozenset[str]:
    resources = frozenset([("RunningGuard", "acme")] if complete else [])
    previous = PreviousState(resources=resources, releases={"acme/agent": RELEASE})
    return asyncio.run(find_lost_releases(kubectl, {"acme"}, previous))


def interrupted(*history: Any) -> tuple[InterruptedRelease, KubectlStub]:
    kubectl = KubectlStub(objects=history)
    made = InterruptedRelease(kubectl, "kubernetes", "acme/agent", AGENT, "acme", 30, "urn:parent")
    return made, kubectl


def test_a_release_without_history_is_lost_and_gets_a_placeholder() -> None:
    kubectl = KubectlStub()
    assert lost(kubectl) == {"acme/agent"}
    [secret] = kubectl.contents
    placeholder = Revision(secret)
    assert (placeholder.number, placeholder.status, placeholder.removable) == (1, "deployed", "")
    assert placeholder.is_placeholder


def test_a_release_that_is_being_uninstalled_is_lost_and_a_deployed_one_is_not() -> None:
    assert lost(KubectlStub(objects=[revision(1, "uninstalling")])) == {"acme/agent"}
    assert lost(KubectlStub(objects=[revision(1, "deployed")])) == frozenset()


def test_a_complete_tenant_is_not_looked_up() -> None:
    kubectl = KubectlStub()
    assert lost(kubectl, complete=True) == frozenset()
    assert kubectl.commands == []


class NoSecrets(KubectlStub):
    """An account that may not read Secrets."""

    async def items(self, *argv: str) -> list[Any]:
        raise KubectlError('Error from server (Forbidden): secrets is forbidden: User "reviewer" cannot list …')


def test_a_preview_without_the_right_to_read_secrets_warns(
    messages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(KubectlError, match="secrets is forbidden"):
        lost(NoSecrets())
    monkeypatch.setattr(pulumi.runtime, "is_dry_run", lambda: True)
    assert lost(NoSecrets()) == frozenset()
    [line] = messages
    assert line.startswith(f"release acme/{AGENT}: this preview may not read")


def test_an_update_of_a_lost_release_finds_a_history() -> None:
    release, kubectl = interrupted()
    asyncio.run(release.before_update())
    assert Revision(kubectl.contents[0]).is_placeholder

    release, kubectl = interrupted(revision(3, "superseded"), revision(4, "uninstalling"))
    asyncio.run(release.before_update())
    assert [Revision(one).status for one in kubectl.contents] == ["deployed"]


@pytest.mark.parametrize("status", ["deployed", "failed", "uninstalling", "pending-install", "pending-upgrade"])
def test_a_release_without_data_that_the_state_lost_is_removed(status: str, messages: list[str]) -> None:
    release, kubectl = interrupted(revision(1, "superseded"), revision(2, status))
    asyncio.run(release.before_create_without_data())
    [command] = kubectl.commands
    assert command[:4] == ("delete", "secret", f"sh.helm.release.v1.{AGENT}.v1", f"sh.helm.release.v1.{AGENT}.v2")
    assert "removing it before the new install" in messages[0]


def test_revisions_are_sorted_by_number() -> None:
    found = asyncio.run(
        revisions(KubectlStub(objects=[revision(10, "deployed"), revision(9, "failed")]), "acme", AGENT)
    )
    assert [one.number for one in found] == [9, 10]
