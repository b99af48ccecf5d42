"""Deletion inside a company whose admin was deleted on the server."""

from typing import Any

import pytest

from providers.clearml.login_domains import LoginDomainsProvider
from providers.clearml.login_whitelist import LoginWhitelistProvider
from providers.clearml.queue import QueueProvider
from providers.clearml.shared.base import NounProvider, TenantError
from tests.providers.clearml.world import World, outs

NOUNS = [
    pytest.param(LoginDomainsProvider, {"domains": ["{n}.example"]}, id="domains"),
    pytest.param(LoginWhitelistProvider, {"users": ["bob@{n}.example"]}, id="whitelist"),
    pytest.param(QueueProvider, {"name": "default"}, id="queue"),
]


def made(world: World, kind: type[NounProvider[Any, Any]], props: dict[str, Any]) -> tuple[Any, str, dict[str, Any]]:
    own = world.member.company[:12]
    lists = {key: [text.format(n=own) for text in value] for key, value in props.items() if isinstance(value, list)}
    provider = world.provider(kind)
    result = provider.create(world.membership | props | lists)
    return provider, result.id, outs(result)


def held(world: World) -> tuple[int, int, int, int]:
    """Numbers of domains, entries, queues with the name default, and users of the company."""
    state, company = world.simulator.state(), world.member.company
    named = [queue for queue in state["queues"] if queue["name"] == "default"]
    tables = (state["domains"], state["whitelist"], named, state["users"])
    domains, entries, queues, users = (len([row for row in rows if row["company"] == company]) for rows in tables)
    return domains, entries, queues, users


@pytest.mark.parametrize("with_record", [True, False])
@pytest.mark.parametrize(("kind", "props"), NOUNS)
def test_a_temporary_admin_deletes_it(
    world: World, kind: type[NounProvider[Any, Any]], props: dict[str, Any], with_record: bool
) -> None:
    """Also if only the user's record was deleted, with users.delete."""
    provider, id_, state = made(world, kind, props)
    if with_record:
        world.client.delete_user(world.member.user)
    else:
        world.simulator.call("users.delete", {"user": world.member.user})
    users = held(world)[3]
    provider.delete(id_, state)
    assert held(world) == (0, 0, 0, users)


@pytest.mark.parametrize(("kind", "props"), NOUNS)
def test_without_a_temporary_admin_it_is_not_reported_as_removed(
    world: World, kind: type[NounProvider[Any, Any]], props: dict[str, Any]
) -> None:
    provider, id_, state = made(world, kind, props)
    world.client.delete_user(world.member.user)
    world.simulator.fault("auth.create_user", kind="error500", times=20)
    with pytest.raises(TenantError, match="up --refresh"):
        provider.delete(id_, state)


@pytest.mark.parametrize(("kind", "props"), NOUNS)
def test_it_is_deleted_with_its_company(
    world: World, kind: type[NounProvider[Any, Any]], props: dict[str, Any]
) -> None:
    provider, id_, state = made(world, kind, props)
    world.client.delete_user(world.member.user)
    name = world.client.company_info(world.member.company).name
    world.client.delete_tenant(world.member.company, name, force=False)
    provider.delete(id_, state)
