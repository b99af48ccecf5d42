"""Which values a message shows."""

import pytest

from blueprint.settings.checking.problems import shown
from tests.blueprint.tenant_folder import Folder

HIDDEN = "a value (not shown)"


@pytest.mark.parametrize(
    "path",
    [
        "workers.queues.turkey.maxPods",
        "workers.queues.tokenizer.fraction",
        'workers.queues."secret lab".image',
        "workers.queues.cpu.tolerations[0].key",
        "clearml:gpu.nodes.monkey-1.card",
        "groups.keyboard.users[0]",
        "credentials.tokens.generation",
        'workers.queues.cpu.nodeSelector."example.com/key"',
    ],
)
def test_a_value_below_a_name_of_the_users_choice_is_shown(path: str) -> None:
    assert shown("value", path) == "'value'"


@pytest.mark.parametrize(
    "path",
    [
        "clearml:apiSecretKey",
        "clearml:registryToken",
        "clearml:controlPlane.chart.values.auth.rootPassword",
        "clearml:controlPlane.chart.values.tokens[0]",
        "login.sso.provider.clientSecret",
        "workers.agentValues.queues.default.password",
        "workers.agentValues.apiKey",
        "workers.agentValues.credentials.secretKey",
        "workers.agentValues.tls.key",
        "clearml:controlPlane.chart.values.labels.token",
    ],
)
def test_a_value_below_a_name_of_a_secret_is_hidden(path: str) -> None:
    assert shown("value", path) == HIDDEN


@pytest.mark.parametrize(
    ("config", "canary"),
    [
        ({"controlPlane": {"chart": {"secretValues": "canary-of-a-secret"}}}, "canary"),
        ({"controlPlane": {"chart": {"secretValues": ["canary-of-a-secret"]}}}, "canary"),
        ({"api": "ghp_012345678901234567890123456789012345"}, "ghp_"),
    ],
)
def test_a_suggestion_repeats_no_secret(folder: Folder, config: dict[str, object], canary: str) -> None:
    folder.write("acme.yaml", "name: Acme\nadmin: {name: Ada, email: ada@acme.example}\n")
    lines = folder.lines(config)
    assert lines
    assert not any(canary in line for line in lines)
