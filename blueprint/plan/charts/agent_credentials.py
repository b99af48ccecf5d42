"""Determines how a chart gets its key pair: by a Kubernetes Secret, or in its values."""

from typing import Final, Literal

from blueprint.catalog.charts import AGENT, version_number
from blueprint.plan.charts.coordinates import coordinates
from blueprint.settings.checking.problems import SettingsError
from blueprint.settings.platform.workers import AgentSettings, GatewaySettings

_READER: Final = "6.9.12"
"""First chart whose init container reads the Secret too (release notes); the public chart of 2023 never read it."""


def agent_credentials(agent: AgentSettings) -> Literal["secret", "agentk8sglueKey"]:
    """Return the setting `agent.credentials`, by default that of the chart's version; without one, of the newest."""
    if agent.credentials is not None:
        return agent.credentials
    try:
        version = coordinates(agent.chart, AGENT).version
    except SettingsError:
        return "secret"
    return "secret" if version_number(version) >= version_number(_READER) else "agentk8sglueKey"


def key_pair_form(settings: object) -> str | None:
    """Return the form in which the release with these settings gets its key pair; None for a part without one."""
    match settings:
        case AgentSettings():
            return agent_credentials(settings)
        case GatewaySettings():
            return settings.credentials
        case _:
            return None
