"""Owns a tenant file's section `workers`: queues, and the Kubernetes half that serves them.

It must not compare tenants with each other, and must not know which cards the cluster has (`blueprint.plan.workers.tenant`).
"""

from typing import Literal

from pydantic import Field, StrictBool

from blueprint.settings.checking.model import Model
from blueprint.settings.tenant.kubernetes_half import TenantWorkersSettings
from blueprint.settings.tenant.queue import QueueWorkersSettings
from blueprint.settings.tenant.quota import QuotaSettings
from blueprint.settings.words.names import ByKey, Line, QueueName, SortedSet, Tag
from blueprint.settings.words.open_values import OpenValues


class QueueSettings(QueueWorkersSettings):
    """One queue of a tenant (queues.create); the key is its name on the server, and the agent's name for it."""

    display_name: Line | None = None
    """What people see in place of the name."""
    tags: SortedSet[Tag] = ()
    """Labels; order and repetitions mean nothing."""
    delete_when_not_empty: StrictBool = False
    """Whether the queue may be deleted while tasks wait in it; they return to the state before."""


class WorkersSettings(TenantWorkersSettings):
    """A tenant's queues and what serves them; without `clearml:workers` the queues alone."""

    queues: ByKey[QueueName, QueueSettings] = Field(default_factory=dict)
    """Queue name: what is special about it."""

    @property
    def for_agents_only(self) -> tuple[str, ...]:
        """The keys in use that mean nothing without an agent, as files write them."""
        own = {self._written(field) for field in self.model_fields_set if field != "queues"}
        serving = {field for queue in self.queues.values() for field in queue.model_fields_set}
        served = {
            f"queues.<name>.{QueueWorkersSettings.model_fields[field].alias}"
            for field in serving & set(QueueWorkersSettings.model_fields)
        }
        return tuple(sorted(own | served))

    @classmethod
    def _written(cls, field: str) -> str:
        return cls.model_fields[field].alias or field


class SharedWorkersSettings(Model):
    """What tenants' workers may share. Whose place it is (namespace, gateway, ports) never is."""

    queues: ByKey[QueueName, QueueSettings] = Field(default_factory=dict)
    """Queue name: what is special about it."""
    quota: QuotaSettings = QuotaSettings()
    """What a tenant's tasks may use at most."""
    node_ports: Literal["on-request", "always"] = "on-request"
    """Whether only tasks that ask for a port get one."""
    agent_values: OpenValues = Field(default_factory=dict)
    """Values of every tenant's agent, merged over the generated ones."""
    gateway_values: OpenValues = Field(default_factory=dict)
    """Values of every tenant's gateway, likewise."""
