"""Determines how an agent's chart gets the key pair: by a Kubernetes Secret, or in its values."""

from typing import Final, Literal

from blueprint.catalog.charts import AGENT, version_number
from blueprint.plan.charts.coordinates import coordinates
from blueprint.settings.checking.problems import SettingsError
from blueprint.settings.platform.workers import AgentSettings

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
