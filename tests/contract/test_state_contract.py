"""Names that users' state contains: module paths, class names, type tokens. Changing one requires a migration."""

import base64
import importlib
import inspect
import json
from pathlib import Path
from typing import Any

import dill  # type: ignore[import-untyped]  # has no types
import pulumi
import pytest
from pulumi.dynamic import Resource, ResourceProvider
from pulumi.dynamic.dynamic import serialize_provider

import providers
from providers.clearml.api.connection import INPUTS
from providers.clearml.shared.base import NounProvider, dump
from tests.components.recorder import record

FROZEN = {
    ("providers.clearml.company", "CompanyProvider"): "pulumi-python:dynamic/clearml:Company",
    ("providers.clearml.user", "UserProvider"): "pulumi-python:dynamic/clearml:User",
    ("providers.clearml.credentials", "CredentialsProvider"): "pulumi-python:dynamic/clearml:Credentials",
    ("providers.clearml.login_domains", "LoginDomainsProvider"): "pulumi-python:dynamic/clearml:LoginDomains",
    ("providers.clearml.login_whitelist", "LoginWhitelistProvider"): "pulumi-python:dynamic/clearml:LoginWhitelist",
    ("providers.clearml.sso", "SsoProvider"): "pulumi-python:dynamic/clearml:SsoConfiguration",
    ("providers.clearml.queue", "QueueProvider"): "pulumi-python:dynamic/clearml:Queue",
    ("providers.clearml.service_user", "ServiceUserProvider"): "pulumi-python:dynamic/clearml:ServiceUser",
    ("providers.clearml.user_group", "UserGroupProvider"): "pulumi-python:dynamic/clearml:UserGroup",
    ("providers.clearml.running_guard", "RunningGuardProvider"): "pulumi-python:dynamic/clearml:RunningGuard",
    ("providers.clearml.suspension", "SuspensionProvider"): "pulumi-python:dynamic/clearml:Suspension",
    ("providers.clearml.register", "RegisterProvider"): "pulumi-python:dynamic/clearml:TenantRegister",
    ("providers.clearml.ready", "ApiReadyProvider"): "pulumi-python:dynamic/clearml:ApiReady",
    ("providers.generated.token", "TokenProvider"): "pulumi-python:dynamic/generated:Token",
}
FROZEN_PICKLES: dict[str, str] = json.loads((Path(__file__).parent.parent / "data/provider_pickles.json").read_text())
"""Class name → the string that the first version with it writes into state."""
FROZEN_OUTPUTS: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "data/provider_outputs.json").read_text()
)
"""Class name → outputs as the first version with it writes them into state, with every field set."""
VERBS = ("check", "diff", "create", "read", "update", "delete", "configure")


def provider_of(module: str, name: str) -> ResourceProvider:
    provider = getattr(importlib.import_module(module), name)()
    assert isinstance(provider, ResourceProvider)
    return provider


PROVIDERS = [pytest.param(*where, id=where[1]) for where in FROZEN]
NOUNS = [pytest.param(*where, id=where[1]) for where in FROZEN if where[0].startswith("providers.clearml.")]


@pytest.mark.parametrize(("module", "name"), PROVIDERS)
def test_a_provider_is_pickled_by_reference_in_at_most_128_characters(module: str, name: str) -> None:
    pickled = serialize_provider(provider_of(module, name))
    assert len(pickled) <= 128
    assert type(dill.loads(base64.b64decode(pickled))).__qualname__ == name


@pytest.mark.parametrize(("module", "name"), PROVIDERS)
def test_a_provider_has_no_state_of_its_own(module: str, name: str) -> None:
    provider = provider_of(module, name)
    assert vars(provider) == {}
    assert provider.serialize_as_secret_always is False


@pytest.mark.parametrize(("module", "name"), PROVIDERS)
def test_a_provider_overrides_every_verb(module: str, name: str) -> None:
    for verb in VERBS:
        assert getattr(type(provider_of(module, name)), verb) is not getattr(ResourceProvider, verb)


@pytest.mark.parametrize(("module", "name"), NOUNS)
def test_a_resource_implements_every_verb(module: str, name: str) -> None:
    for verb in ("create_object", "read_object", "update_object", "delete_object", "title"):
        assert getattr(type(provider_of(module, name)), verb) is not getattr(NounProvider, verb)


def test_state_of_an_older_release_still_loads() -> None:
    for name, pickled in FROZEN_PICKLES.items():
        assert type(dill.loads(base64.b64decode(pickled))).__qualname__ == name
        module = next(module for module, known in FROZEN if known == name)
        assert serialize_provider(provider_of(module, name)) == pickled


@pytest.mark.parametrize(("module", "name"), NOUNS)
def test_outputs_that_an_older_release_stored_can_be_read(module: str, name: str) -> None:
    stored = FROZEN_OUTPUTS[name]
    provider: Any = provider_of(module, name)
    assert dump(provider.state.model_validate(stored)) == stored


def test_a_token_that_an_older_release_stored_can_be_read() -> None:
    stored = FROZEN_OUTPUTS["TokenProvider"]
    assert provider_of("providers.generated.token", "TokenProvider").read("token", stored).outs == stored


def test_five_thousand_serialisations_do_not_exhaust_the_stack() -> None:
    providers = [provider_of(module, name) for module, name in FROZEN]
    for turn in range(5000):
        serialize_provider(providers[turn % len(providers)])


def test_every_provider_is_in_the_frozen_list() -> None:
    root = Path(providers.__path__[0])
    files = [path.relative_to(root.parent) for path in root.rglob("*.py") if path.stem != "__init__"]
    classes = [cls for file in files for cls in classes_of(".".join(file.with_suffix("").parts))]
    ours = {cls for cls in classes if issubclass(cls, ResourceProvider) and cls.__module__.startswith("providers.")}
    assert {(cls.__module__, cls.__qualname__) for cls in ours - {NounProvider}} == set(FROZEN)


def classes_of(module: str) -> list[type]:
    return [cls for _, cls in inspect.getmembers(importlib.import_module(module), inspect.isclass)]


def test_type_tokens_are_frozen() -> None:
    def program() -> None:
        for module, _ in FROZEN:
            for cls in classes_of(module):
                if cls.__module__ == module and issubclass(cls, Resource):
                    noun: Any = cls
                    noun("x", {}, pulumi.ResourceOptions())

    assert {args.typ for args in record(program).resources} == set(FROZEN.values())


def test_provider_inputs_are_frozen() -> None:
    assert sorted(INPUTS.values()) == [
        "clearml:accessKey",
        "clearml:allowPlainHttp",
        "clearml:caBundle",
        "clearml:companyEndpoint",
        "clearml:host",
        "clearml:parallelCalls",
        "clearml:secretKey",
        "clearml:timeoutSeconds",
        "clearml:unconfirmedSettings",
    ]
