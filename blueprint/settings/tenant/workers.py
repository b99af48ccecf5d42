"""Settings of a tenant's queues and workers: the section `workers` of a tenant file."""

from typing import Literal

from pydantic import Field, StrictBool

from blueprint.settings.checking.model import Model
from blueprint.settings.tenant.kubernetes_half import TenantWorkersSettings
from blueprint.settings.tenant.queue import QueueWorkersSettings
from blueprint.settings.tenant.quota import QuotaSettings
from blueprint.settings.words.names import ByKey, Line, QueueId, QueueName, SortedSet, Tag
from blueprint.settings.words.open_values import OpenValues


class QueueSettings(QueueWorkersSettings):
    """A queue (queues.create); the key is the queue's name, on the server and in the agent's values. With workers, a
    name without blanks, commas, colons and signs of a shell; `displayName` takes any text."""

    display_name: Line | None = None
    """Display name of the queue in the UI; without it, the server's is left alone."""
    tags: SortedSet[Tag] | None = None
    """Tags of the queue; `[]` means none. Without the key, the server's tags are left alone."""
    adopt: QueueId | None = None
    """ID of an existing queue to take over; without it, a queue of this name that this stack did not create is refused.
    An adopted queue is never deleted."""
    delete_when_not_empty: StrictBool = False
    """Whether the queue may be deleted while tasks wait in it; the tasks return to their previous state."""


class WorkersSettings(TenantWorkersSettings):
    """A tenant's queues and the workers that run their tasks; without `clearml:workers`, the queues only."""

    queues: ByKey[QueueName, QueueSettings] = Field(default_factory=dict)
    """Queues, by name."""

    @property
    def for_agents_only(self) -> tuple[str, ...]:
        """Keys in use that have no effect without an agent, as written in files."""
        own = {self._alias(field) for field in self.model_fields_set if field != "queues"}
        fields = {field for queue in self.queues.values() for field in queue.model_fields_set}
        of_queues = {
            f"queues.<name>.{QueueWorkersSettings.model_fields[field].alias}"
            for field in fields & set(QueueWorkersSettings.model_fields)
        }
        return tuple(sorted(own | of_queues))

    @classmethod
    def _alias(cls, field: str) -> str:
        return cls.model_fields[field].alias or field


class SharedWorkersSettings(Model):
    """Defaults for tenants' queues and workers. Namespace, gateway and ports can only be set per tenant."""

    queues: ByKey[QueueName, QueueSettings] = Field(default_factory=dict)
    """Queues of every tenant, by name."""
    quota: QuotaSettings = QuotaSettings()
    """Upper limit of the resources of a tenant's tasks."""
    node_ports: Literal["on-request", "always"] = "on-request"
    """Which tasks get a NodePort: only tasks that request one (`on-request`), or all (`always`)."""
    agent_values: OpenValues = Field(default_factory=dict)
    """Helm values of every tenant's agent, merged over the generated ones."""
    gateway_values: OpenValues = Field(default_factory=dict)
    """Helm values of every tenant's gateway, merged over the generated ones."""
