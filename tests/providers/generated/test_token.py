"""Token: generated once, kept until the next generation, and parsed by the server as the same text."""

from collections.abc import Iterator

import pytest
from pulumi.output import Unknown
from pyhocon import ConfigFactory

from providers.generated.token import TokenProvider, generate
from tests.contract.plugin_process import Plugin, PluginError, plugin

WANTED = {"generation": 1, "length": 48}
SEVERAL = 300


@pytest.fixture(scope="module")
def running() -> Iterator[Plugin]:
    """The plugin process of a provider instance without settings."""
    with plugin({}) as process:
        yield process


def test_a_token_is_created_read_updated_and_deleted(running: Plugin) -> None:
    provider = TokenProvider()
    inputs, failures = running.check(provider, {}, {})
    assert (inputs, failures) == (WANTED, {})
    id_, made = running.create(provider, inputs)
    assert id_ == "token"
    assert len(made["value"]) == 48
    assert running.diff(provider, id_, made, inputs) == (False, [])
    assert running.read(provider, id_, made) == (id_, made, inputs)
    raised = inputs | {"generation": 2}
    assert running.diff(provider, id_, made, raised) == (True, [])
    after = running.update(provider, id_, made, raised)
    assert after["value"] != made["value"]
    assert running.diff(provider, id_, after, raised) == (False, [])
    running.delete(provider, id_, after)


def test_another_length_waits_for_the_next_generation(running: Plugin) -> None:
    provider = TokenProvider()
    id_, made = running.create(provider, WANTED)
    longer = running.update(provider, id_, made, WANTED | {"length": 64})
    assert longer == made | {"length": 64}
    assert len(running.update(provider, id_, longer, {"length": 64, "generation": 2})["value"]) == 64


def test_the_value_is_not_an_input(running: Plugin) -> None:
    provider = TokenProvider()
    inputs, _ = running.check(provider, {}, WANTED | {"value": "chosen by hand"})
    assert inputs == WANTED
    assert running.create(provider, WANTED | {"value": "chosen"})[1]["value"] != "chosen"


@pytest.mark.parametrize(("name", "value"), [("length", 21), ("length", 257), ("generation", 0), ("generation", "two")])
def test_bad_inputs_are_reported_by_property(running: Plugin, name: str, value: object) -> None:
    _, failures = running.check(TokenProvider(), {}, WANTED | {name: value})
    assert failures.keys() == {name}


def test_an_unknown_generation_passes_the_check_and_is_a_change() -> None:
    unknown = Unknown()  # type: ignore[no-untyped-call]  # the SDK's class has no types
    checked = TokenProvider().check({}, {"generation": unknown})
    assert checked.failures == []
    assert checked.inputs["generation"] is unknown
    assert TokenProvider().diff("token", WANTED | {"value": "x"}, checked.inputs).changes is True


def test_tokens_differ() -> None:
    assert len({generate(22) for _ in range(SEVERAL)}) == SEVERAL


def test_the_server_reads_a_token_as_it_is() -> None:
    for length in (22, 48):
        for _ in range(SEVERAL):
            token = generate(length)
            assert len(token) == length
            assert ConfigFactory.parse_string(f"x.v={token}").get("x.v") == token


def test_state_without_a_token_is_an_error(running: Plugin) -> None:
    with pytest.raises(PluginError):
        running.update(TokenProvider(), "token", WANTED, WANTED | {"generation": 2})
