"""The stop before a database's major version also reads values that have a secret among them."""

import asyncio
from typing import Any

import pulumi
import pytest
from pulumi import Output, ResourceHookArgs

from components.helm import backup

VERSION = "11.0.2"


@pytest.fixture(autouse=True)
def plain_hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "ResourceHook", lambda _name, function, _options: function)


def values(tag: str) -> dict[str, Any]:
    return {"redis": {"auth": {"password": "made-up"}}, "elasticsearch": {"imageTag": tag}}


async def check(old_tag: str, new_tag: str, backup_taken_for: str | None = None) -> None:
    [hook] = backup.require_backup("clearml/server", VERSION, backup_taken_for).before_update or []
    old, new = ({"values": Output.secret(values(tag)), "name": "server"} for tag in (old_tag, new_tag))
    args = ResourceHookArgs(
        "urn", "", "server", "Release", new, old, old_outputs={"status": Output.secret({"version": VERSION})}
    )
    await hook(args)  # type: ignore[misc]


def test_secret_values_do_not_hide_a_database() -> None:
    with pytest.raises(pulumi.RunError, match="Elasticsearch 7 → 8") as refused:
        asyncio.run(check("7.17.18", "8.1.0"))
    assert "made-up" not in str(refused.value)


def test_secret_values_with_the_same_database_need_no_backup() -> None:
    asyncio.run(check("7.17.18", "7.17.20"))


def test_a_backup_opens_the_way() -> None:
    asyncio.run(check("7.17.18", "8.1.0", VERSION))
