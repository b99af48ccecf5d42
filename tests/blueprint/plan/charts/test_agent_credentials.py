"""How a release gets its key pair, as the advice on its errors compares it."""

import pytest

from blueprint.plan.charts.agent_credentials import key_pair_form
from blueprint.settings.platform.chart import ChartSettings
from blueprint.settings.platform.workers import AgentSettings, GatewaySettings


@pytest.mark.parametrize(
    ("settings", "form"),
    [
        (AgentSettings(), "secret"),
        (AgentSettings(credentials="agentk8sglueKey"), "agentk8sglueKey"),
        (AgentSettings(chart=ChartSettings(version="6.8.1")), "agentk8sglueKey"),
        (GatewaySettings(), "apiKey"),
        (GatewaySettings(credentials="secret"), "secret"),
        (ChartSettings(), None),
    ],
)
def test_the_form_of_a_part(settings: object, form: str | None) -> None:
    assert key_pair_form(settings) == form
