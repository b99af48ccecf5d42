"""Queue: where a tenant's tasks wait for workers. Made for the tenant by its admin, renamed and tagged in place.

Endpoints: queues.create, get_all (regex search), get_by_id, update, delete. Names are unique in a company.
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
from providers.clearml.shared.settle import settle
from providers.clearml.shared.without_admin import accept_only_if_company_is_gone


class QueueProps(MemberProps):
    """`tags` compare as a set; `delete_when_not_empty` lets a delete dequeue the tasks that still wait."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
    display_name: str | None = None
    tags: SortedSet = ()
    delete_when_not_empty: bool = False

    @property
    def fields(self) -> dict[str, Any]:
        """The body of create and update."""
        return {"name": self.name, "display_name": self.display_name or "", "tags": list(self.tags)}


class QueueProvider(NounProvider[QueueProps, QueueProps]):
    """CRUD for Queue. The resource id is the queue id, 32 hex digits."""

    props = QueueProps
    state = QueueProps

    def title(self, props: QueueProps) -> str:
        return f"queue {props.name}"

    def make(self, new: QueueProps) -> tuple[str, QueueProps]:
        """A queue of this name in our company is taken over as it is, hidden ones (k8s-glue) included."""
        found = self._named(new)
        if found is not None:
            return found.id, _live(found, new)
        made = settle(lambda: self.client.create_queue(new.member, new.fields), lambda: self._id_of(new))
        return made, new

    def find(self, id_: str, old: QueueProps) -> QueueProps | None:
        try:
            return _live(self.client.get_queue(old.member, id_), old)
        except NotFound:
            return None

    def change(self, id_: str, old: QueueProps, new: QueueProps) -> QueueProps:
        if old.fields != new.fields:
            self.client.update_queue(new.member, id_, new.fields)
        return new

    def remove(self, id_: str, old: QueueProps) -> None:
        try:
            self.client.delete_queue(old.member, id_, force=old.delete_when_not_empty)
        except MemberGone:
            accept_only_if_company_is_gone(self.client, old.member)
        except NotFound:
            return
        except NotEmpty as error:
            message = (
                f"{error}; let its tasks finish, or keep the queue in the tenant file with "
                "`deleteWhenNotEmpty: true` for one up (its tasks are then dequeued), and remove it after that"
            )
            raise Refused(message) from None

    def _named(self, props: QueueProps) -> models.QueueRecord | None:
        return self.client.queue_by_name(props.member, props.name)

    def _id_of(self, props: QueueProps) -> str | None:
        found = self._named(props)
        return found.id if found else None


def _live(queue: models.QueueRecord, known: QueueProps) -> QueueProps:
    seen = {"name": queue.name, "display_name": queue.display_name or None, "tags": tuple(sorted(queue.tags))}
    return known.model_copy(update=seen)


class Queue(Resource, module="clearml", name="Queue"):
    """A queue. `id` is the queue id. State type: pulumi-python:dynamic/clearml:Queue."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        super().__init__(QueueProvider(), name, dict(args), opts)
