"""Properties of every resource: no change after create and read; order, letter case and repetition do not matter."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pulumi.dynamic import ResourceProvider

from providers.clearml.api.member import Member
from providers.clearml.company import CompanyProvider
from providers.clearml.login_domains import LoginDomainsProvider
from providers.clearml.login_whitelist import LoginWhitelistProvider
from providers.clearml.queue import QueueProvider
from providers.clearml.sso import SsoProvider
from providers.clearml.user import UserProvider
from tests.contract.plugin_process import plain, struct
from tests.providers.clearml.nouns import NOUNS, QUEUE, Noun
from tests.providers.clearml.world import World, outs

MEMBER = {"user": "a" * 32, "company": "b" * 32}
LABEL = st.from_regex(r"[a-z]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
DOMAIN = st.builds("{}.{}.example".format, LABEL, LABEL)
EMAIL = st.builds("{}@{}".format, LABEL, DOMAIN)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
NAME = TEXT.map(str.strip).filter(lambda name: len(name) >= 3)
FEATURES = st.lists(st.sampled_from(["applications", "pipelines", "reports", "queues", "permissions"]))


def disordered(names: list[str], random: Any, *, case: bool) -> list[str]:
    """The same set in another order, with duplicates, and in another letter case if that is irrelevant."""
    again = [*names, *random.sample(names, k=len(names) // 2)]
    random.shuffle(again)
    return [random.choice([name.upper(), name, name.title()]) for name in again] if case else again


def travelled(values: dict[str, Any]) -> dict[str, Any]:
    """Values as the engine returns them: every number is a float, and null counts as absent."""
    return plain(struct({name: value for name, value in values.items() if value is not None}))


def changes(provider: ResourceProvider, stored: dict[str, Any], wanted: dict[str, Any]) -> bool | None:
    """Whether the engine sees a change between stored and new inputs, both checked."""
    checked = [provider.check({}, travelled(values)) for values in (stored, wanted)]
    assert not [failure.reason for result in checked for failure in result.failures]
    olds, news = (travelled(result.inputs) for result in checked)
    return provider.diff("id", olds, news).changes


@given(st.lists(DOMAIN, min_size=1), st.randoms())
def test_domains_are_a_set_in_any_case(names: list[str], random: Any) -> None:
    stored = {"tenant": "acme", "member": MEMBER, "domains": names}
    other = stored | {"domains": disordered(names, random, case=True)}
    assert changes(LoginDomainsProvider(), stored, other) is False
    assert changes(LoginDomainsProvider(), stored, stored | {"domains": [*names, "one.more.test"]}) is True


@given(st.lists(EMAIL, unique=True), st.lists(EMAIL, unique=True), st.randoms())
def test_whitelists_are_sets_in_any_case(users: list[str], admins: list[str], random: Any) -> None:
    stored = {"tenant": "acme", "member": MEMBER, "users": users, "admins": admins}
    other = stored | {kind: disordered(stored[kind], random, case=True) for kind in ("users", "admins")}  # type: ignore[arg-type]  # both are lists
    assert changes(LoginWhitelistProvider(), stored, other) is False


@given(FEATURES, FEATURES, st.integers(1, 10**6), st.randoms())
def test_features_are_sets_and_limits_are_numbers(on: list[str], off: list[str], limit: int, random: Any) -> None:
    stored = {
        "tenant": "acme",
        "name": "Acme",
        "admin_email": "ada@acme.example",
        "label": "p:s:acme:",
        "features": on,
        "exclude_features": off,
        "allowed_users": limit,
    }
    other = stored | {"features": disordered(on, random, case=False), "allowed_users": float(limit)}
    other |= {"exclude_features": disordered(off, random, case=False)}
    assert changes(CompanyProvider(), stored, other) is False
    assert changes(CompanyProvider(), stored, stored | {"allowed_users": limit + 1}) is True


@given(NAME, st.lists(TEXT), st.randoms())
def test_tags_are_a_set_and_blanks_around_a_name_mean_nothing(name: str, tags: list[str], random: Any) -> None:
    stored = {"tenant": "acme", "member": MEMBER, "name": name, "tags": tags}
    other = stored | {"name": f"  {name} ", "tags": disordered(tags, random, case=False)}
    assert changes(QueueProvider(), stored, other) is False


@given(st.lists(TEXT), st.dictionaries(TEXT, TEXT), st.dictionaries(LABEL, TEXT | st.integers() | st.booleans()))
def test_sso_groups_are_a_set(groups: list[str], mapping: dict[str, str], configuration: dict[str, Any]) -> None:
    stored = {"tenant": "acme", "company": "b" * 32, "group_mapping": mapping, "configuration": configuration}
    stored |= {"admin_groups": groups, "provider": "keycloak", "provider_id": "acme", "client_secret": "throw-away"}
    backwards = {key: dict(reversed(stored[key].items())) for key in ("group_mapping", "configuration")}  # type: ignore[attr-defined]  # both are mappings
    assert changes(SsoProvider(), stored, stored | backwards | {"admin_groups": groups[::-1] + groups[:1]}) is False


@given(EMAIL, NAME)
def test_letter_case_of_an_email_does_not_matter(email: str, name: str) -> None:
    stored = {"tenant": "acme", "company": "b" * 32, "email": email, "name": name}
    assert changes(UserProvider(), stored, stored | {"email": email.upper()}) is False


@given(st.sampled_from(NOUNS), st.data())
def test_diff_is_empty_for_what_was_just_checked(noun: Noun, data: Any) -> None:
    world = World(None, None, Member(**MEMBER))  # type: ignore[arg-type]  # inputs need neither server nor client
    wanted = noun.wanted(world, data.draw(st.integers(1, 999)))
    assert changes(noun.provider(), wanted, wanted) is False


@pytest.mark.parametrize("noun", NOUNS, ids=str)
def test_nothing_to_do_after_create_and_after_read(world: World, noun: Noun, number: int) -> None:
    provider, wanted = world.provider(noun.provider), noun.wanted(world, number)
    inputs = provider.check({}, travelled(wanted)).inputs
    made = provider.create(travelled(inputs))
    stored = travelled(outs(made))
    assert provider.diff(made.id, stored, travelled(inputs)).changes is False
    read = provider.read(made.id, stored)
    assert travelled(outs(read)) == stored
    assert provider.diff(made.id, travelled(outs(read)), travelled(inputs)).changes is False
    assert read.inputs is not None
    assert provider.diff(made.id, stored, travelled(read.inputs)).changes is False
    again = provider.update(made.id, stored, travelled(inputs))
    assert travelled(outs(again)) == stored


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAME, display=st.none() | TEXT, tags=st.lists(TEXT.filter(lambda tag: not tag.startswith("__$"))))
def test_a_queue_of_any_name_and_tags_settles(world: World, name: str, display: str | None, tags: list[str]) -> None:
    provider = world.provider(QUEUE.provider)
    wanted = world.membership | {
        "label": "clearml-platform:test:acme:",
        "name": name,
        "display_name": display,
        "tags": tags,
    }
    made = provider.create(provider.check({}, travelled(wanted)).inputs)
    assert provider.create(provider.check({}, travelled(wanted)).inputs).id == made.id
    read = provider.read(made.id, travelled(outs(made)))
    assert provider.diff(made.id, travelled(outs(read)), provider.check({}, travelled(wanted)).inputs).changes is False
    provider.delete(made.id, outs(made))
    assert provider.read(made.id, outs(made)).id == ""
