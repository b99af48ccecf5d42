"""Queue: where a tenant's tasks wait for workers. Created on behalf of the tenant's admin, updated in place.

Endpoints: queues.create, get_all (regex search), get_by_id, update, delete. Names are unique within a company.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pulumi import ResourceOptions
from pulumi.dynamic import Resource
from pydantic import StringConstraints

from providers.clearml.api import models
from providers.clearml.api.errors import MemberGone, NotEmpty, NotFound, Refused
from providers.clearml.api.sets import SortedSet
from providers.clearml.shared.base import MemberProps, NounProvider
from providers.clearml.shared.create_once import create_once
from providers.clearml.shared.without_admin import accept_only_if_company_is_gone


class QueueProps(MemberProps):
    """`tags` are compared as a set. With `delete_when_not_empty`, a delete dequeues the tasks in the queue."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
    display_name: str | None = None
    tags: SortedSet = ()
    delete_when_not_empty: bool = False

    @property
    def fields(self) -> dict[str, Any]:
        """The common body fields of queues.create and queues.update."""
        return {"name": self.name, "display_name": self.display_name or "", "tags": list(self.tags)}


class QueueProvider(NounProvider[QueueProps, QueueProps]):
    """Provider of Queue. The resource id is the queue id, 32 hex digits."""

    props = QueueProps
    state = QueueProps

    def title(self, props: QueueProps) -> str:
        return f"queue {props.name}"

    def create_object(self, new: QueueProps) -> tuple[str, QueueProps]:
        """Create the queue, or take over the company's queue with this name unchanged, even a hidden one (k8s-glue)."""
        existing = self._named(new)
        if existing is not None:
            return existing.id, _live(existing, new)
        id_ = create_once(lambda: self.client.create_queue(new.member, new.fields), lambda: self._id_of(new))
        return id_, new

    def read_object(self, id_: str, old: QueueProps) -> QueueProps | None:
        try:
            return _live(self.client.get_queue(old.member, id_), old)
        except NotFound:
            return None

    def update_object(self, id_: str, old: QueueProps, new: QueueProps) -> QueueProps:
        if old.fields != new.fields:
            self.client.update_queue(new.member, id_, new.fields)
        return new

    def delete_object(self, id_: str, old: QueueProps) -> None:
        try:
            self.client.delete_queue(old.member, id_, force=old.delete_when_not_empty)
        except MemberGone:
            accept_only_if_company_is_gone(self.client, old.member)
        except NotFound:
            return
        except NotEmpty as error:
            message = (
                f"{error}; let its tasks finish, or set `deleteWhenNotEmpty: true` on the queue in the tenant file, "
                "run `pulumi up`, and then remove the queue (its tasks are dequeued)"
            )
            raise Refused(message) from None

    def _named(self, props: QueueProps) -> models.QueueRecord | None:
        return self.client.queue_by_name(props.member, props.name)

    def _id_of(self, props: QueueProps) -> str | None:
        queue = self._named(props)
        return queue.id if queue else None


def _live(queue: models.QueueRecord, stored: QueueProps) -> QueueProps:
    current = {"name": queue.name, "display_name": queue.display_name or None, "tags": tuple(sorted(queue.tags))}
    return stored.model_copy(update=current)


class Queue(Resource, module="clearml", name="Queue"):
    """A queue. `id` is the queue id. State type: pulumi-python:dynamic/clearml:Queue."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        super().__init__(QueueProvider(), name, dict(args), opts)
