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


@pytest.mark.parametrize(("kind", "props"), NOUNS)
def test_it_is_not_reported_as_removed(world: World, kind: type[NounProvider[Any, Any]], props: dict[str, Any]) -> None:
    provider, id_, state = made(world, kind, props)
    world.client.delete_user(world.member.user)
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
