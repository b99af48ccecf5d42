"""Queue: where a tenant's tasks wait for workers. Created on behalf of the tenant's admin, updated in place.

Endpoints: queues.create, get_all (regex search), get_by_id, update, delete. Names are unique within a company.
A queue's metadata has the label of the stack and tenant that created it. A queue of the same name without this label
needs `adopt`, and an adopted queue is never deleted.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pulumi import ResourceOptions
from pulumi.dynamic import Resource
from pydantic import Field, StringConstraints

from providers.clearml.accounts.queue_owner import foreign_queue, mark, wrong_adoption
from providers.clearml.api import models
from providers.clearml.api.errors import NotEmpty, NotFound, NotKept, Refused
from providers.clearml.api.sets import SortedSet
from providers.clearml.shared.base import MemberProps, NounProvider
from providers.clearml.shared.create_once import create_once
from providers.clearml.shared.notice import notice
from providers.clearml.shared.without_admin import on_behalf


class QueueProps(MemberProps):
    """Inputs of a queue.

    `tags` are compared as a set; without them, or without `display_name`, the server's are left alone. With
    `delete_when_not_empty`, a delete dequeues the tasks in the queue. `adopt` is the id of an existing queue to take
    over. `label` is the prefix of the labels of all the tenant's credentials. `recovering` is set if an interrupted
    removal may have taken the queue from the state: one without a label then counts as this stack's.
    """

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
    display_name: str | None = None
    tags: SortedSet | None = None
    delete_when_not_empty: bool = False
    adopt: str | None = None
    label: str = Field(default="", exclude=True)
    recovering: bool = Field(default=False, exclude=True)

    @property
    def fields(self) -> dict[str, Any]:
        """The managed body fields of queues.create and queues.update."""
        names = {} if self.display_name is None else {"display_name": self.display_name}
        return {"name": self.name} | names | ({} if self.tags is None else {"tags": list(self.tags)})


class QueueState(QueueProps):
    """Adds `created`: whether this stack created the queue. State of older versions lacks it, and means that it did."""

    created: bool = True


class QueueProvider(NounProvider[QueueProps, QueueState]):
    """Provider of Queue. The resource id is the queue id, 32 hex digits."""

    props = QueueProps
    state = QueueState
    create_only = frozenset({"label", "recovering"})

    def title(self, props: QueueProps) -> str:
        return f"queue {props.name}"

    def create_object(self, new: QueueProps) -> tuple[str, QueueState]:
        """Create the queue, or take over the one that this stack created earlier or that `adopt` names.

        Taking over writes nothing: the next `pulumi up` updates the queue. Hidden queues (k8s-glue) are found too.
        """
        if new.adopt is not None:
            return new.adopt, _live(self._adopted(new), QueueState(**dict(new), created=False))
        state = QueueState(**dict(new))
        existing = self._named(new)
        if existing is not None:
            lenient = new.recovering or self.client.connection.resume_unfinished
            _require_own(existing, new, absent_mark_allowed=lenient)
            return existing.id, _live(existing, state)
        body = new.fields | ({"metadata": mark(new.label)} if new.label else {})
        return create_once(lambda: self.client.create_queue(new.member, body), lambda: self._since_created(new)), state

    def read_object(self, id_: str, old: QueueState) -> QueueState | None:
        try:
            return _live(self.client.get_queue(old.member, id_), old)
        except NotFound:
            return None

    def update_object(self, id_: str, old: QueueState, new: QueueProps) -> QueueState:
        """Update the fields that have changed in the file, so that the others keep what the server has."""
        if new.adopt not in (None, id_):
            raise Refused(f"`adopt: {new.adopt}` is not the id of this queue ({id_}); remove the line")
        changed = {name: value for name, value in new.fields.items() if old.fields.get(name) != value}
        if changed and self.client.update_queue(new.member, id_, changed) == 0:
            raise NotKept(
                f"the server accepted the update of queue {id_} but updated nothing; run `pulumi up --refresh`"
            )
        return QueueState(**dict(new), created=old.created)

    def delete_object(self, id_: str, old: QueueState) -> None:
        if not old.created:
            notice(old.tenant, f"queue {old.name} ({id_}) stays on the server, because this stack did not create it")
            return
        force = old.delete_when_not_empty
        try:
            on_behalf(self.client, old.tenant, old.member, lambda m: self.client.delete_queue(m, id_, force=force))
        except NotFound:
            return
        except NotEmpty as error:
            message = (
                f"{error}; let its tasks finish, or set `deleteWhenNotEmpty: true` on the queue in the tenant file, "
                "run `pulumi up`, and then remove the queue (its tasks are dequeued)"
            )
            raise Refused(message) from None

    def _adopted(self, new: QueueProps) -> models.QueueRecord:
        adopt, queue = new.adopt or "", None
        try:
            queue = self.client.get_queue(new.member, adopt)
        except NotFound as error:
            if not error.endpoint.startswith("queues."):
                raise
        problem = wrong_adoption(queue, adopt, new.name)
        if queue is None or problem is not None:
            raise Refused(problem or "")
        return queue

    def _named(self, props: QueueProps) -> models.QueueRecord | None:
        return self.client.queue_by_name(props.member, props.name)

    def _since_created(self, new: QueueProps) -> str | None:
        """The id of the queue if it exists by now. There was none before, so one without a label is this stack's."""
        queue = self._named(new)
        if queue is not None:
            _require_own(queue, new, absent_mark_allowed=True)
        return queue.id if queue else None


def _require_own(queue: models.QueueRecord, new: QueueProps, *, absent_mark_allowed: bool) -> None:
    """Raise Refused unless the queue carries this tenant's label."""
    problem = foreign_queue(queue, new.label, absent_mark_allowed=absent_mark_allowed)
    if problem is not None:
        raise Refused(problem)


def _live(queue: models.QueueRecord, stored: QueueState) -> QueueState:
    """The server's values of the managed fields."""
    display = {} if stored.display_name is None else {"display_name": queue.display_name or None}
    tags = {} if stored.tags is None else {"tags": tuple(sorted(queue.tags))}
    return stored.model_copy(update={"name": queue.name} | display | tags)


class Queue(Resource, module="clearml", name="Queue"):
    """A queue. `id` is the queue id. State type: pulumi-python:dynamic/clearml:Queue."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        super().__init__(QueueProvider(), name, dict(args), opts)
