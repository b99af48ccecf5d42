"""ServiceUser: a non-human account in a tenant's company, for the tenant's own pipelines and agents.

Endpoints: auth.create_service_user, delete_user; users.get_service_users, update_service_user; auth.get_credentials and
revoke_credentials by impersonation. The server also creates a key pair with the user. That one is revoked, because it
has no label: credentials.py creates labelled ones, which can be rotated and found again after a lost answer.
"""

from collections.abc import Mapping
from typing import Any

from pulumi import Output, ResourceOptions
from pulumi.dynamic import Resource
from pydantic import Field

from providers.clearml.api import people
from providers.clearml.api.errors import FeatureMissing, NotFound, NotKept, Refused
from providers.clearml.api.member import Member
from providers.clearml.shared.base import MemberProps, NounProvider
from providers.clearml.shared.create_once import create_once


class ServiceUserProps(MemberProps):
    """Inputs of a service user.

    `label` is the prefix of the labels of all the tenant's credentials; it identifies a service user that this stack
    created. `run_as_owner` allows running tasks as their owners (allow_running_as_owner). `adopt` is the id of an
    existing service user to take over.
    """

    name: str = Field(min_length=1)
    label: str = Field(min_length=1)
    run_as_owner: bool = False
    adopt: str | None = None


class ServiceUserProvider(NounProvider[ServiceUserProps, ServiceUserProps]):
    """Provider of ServiceUser. The resource id is the user id."""

    props = ServiceUserProps
    state = ServiceUserProps

    def title(self, props: ServiceUserProps) -> str:
        return f"service user {props.name}"

    def create_object(self, new: ServiceUserProps) -> tuple[str, ServiceUserProps]:
        """Create the user, or take over one that this stack created.

        Adoption writes nothing: the next `pulumi up` updates the user.
        """
        if new.adopt is not None:
            return new.adopt, _live(self._adopted(new.adopt, new), new)
        existing = self._own_user(new)
        if existing is not None:
            return existing.id, _live(existing, new)
        id_ = create_once(lambda: self._create(new), lambda: self._id_of(new))
        self._revoke_unlabelled(id_, new)
        return id_, new

    def read_object(self, id_: str, old: ServiceUserProps) -> ServiceUserProps | None:
        try:
            user = self._by_id(id_, old)
        except NotFound:
            return None
        return None if user is None else _live(user, old)

    def update_object(self, id_: str, old: ServiceUserProps, new: ServiceUserProps) -> ServiceUserProps:
        if new.adopt not in (None, id_):
            raise Refused(f"`adopt: {new.adopt}` is not the id of this service user ({id_}); remove the line")
        self.client.update_service_user(new.member, id_, new.name, run_as_owner=new.run_as_owner)
        live = self._by_id(id_, new)  # the server also answers OK for a user that does not exist
        if live is None or _live(live, new) != new:
            message = f"the server accepted the update of user {id_} but did not apply it"
            raise NotKept(f"{message}; run `pulumi up --refresh`")
        return new

    def delete_object(self, id_: str, old: ServiceUserProps) -> None:
        try:
            self.client.delete_user(id_)
        except NotFound:
            return
        except FeatureMissing as error:
            message = f"{error}; delete the service user in the ClearML UI, then run `pulumi state delete` on its URN"
            raise Refused(message) from None

    def _create(self, new: ServiceUserProps) -> str:
        return self.client.create_service_user(new.member, new.name, run_as_owner=new.run_as_owner).id

    def _own_user(self, new: ServiceUserProps) -> people.ServiceUserRecord | None:
        """The service user of this name if this stack created it. The server allows several with one name."""
        named = self._named(new)
        if not named:
            return None
        ids = ", ".join(user.id for user in named)
        if len(named) > 1:
            message = f"{len(named)} service users have this name ({ids})"
            raise Refused(
                f"{message}; delete the others in ClearML, or set `adopt: <id>` of the right one in its entry"
            )
        if not self._is_own(named[0].id, new):
            message = f"a service user with this name exists (id {ids}) and has no credentials of this stack and tenant"
            raise Refused(f"{message}; set `adopt: {ids}` in its entry to take it over, or choose another name")
        return named[0]

    def _is_own(self, id_: str, new: ServiceUserProps) -> bool:
        """Whether this stack created the user: it has credentials with this tenant's label.

        Unused credentials are no evidence: the tenant may have created the user just now. An interrupted run without
        checkpoints leaves users that are not in the state. In such a run a user without credentials counts as created
        by this stack, because the server creates a key pair with each user and this program revokes it.
        """
        keys = self.client.get_credentials(self._as_member(id_, new))
        if any((key.label or "").startswith(new.label) for key in keys):
            return True
        return self.client.connection.resume_unfinished and not keys

    def _revoke_unlabelled(self, id_: str, new: ServiceUserProps) -> None:
        member = self._as_member(id_, new)
        for key in self.client.get_credentials(member):
            if not key.label and key.last_used is None:
                self.client.revoke_credentials(member, key.access_key)

    def _adopted(self, id_: str, new: ServiceUserProps) -> people.ServiceUserRecord:
        user = self._by_id(id_, new)
        if user is None:
            raise Refused(f"the company has no service user {id_}; correct `adopt`")
        return user

    def _by_id(self, id_: str, props: ServiceUserProps) -> people.ServiceUserRecord | None:
        return next((user for user in self.client.service_users(props.member) if user.id == id_), None)

    def _named(self, props: ServiceUserProps) -> list[people.ServiceUserRecord]:
        return [user for user in self.client.service_users(props.member) if user.name == props.name]

    def _id_of(self, props: ServiceUserProps) -> str | None:
        named = self._named(props)
        return named[0].id if named else None

    def _as_member(self, id_: str, props: ServiceUserProps) -> Member:
        return Member(user=id_, company=props.member.company)


def _live(user: people.ServiceUserRecord, stored: ServiceUserProps) -> ServiceUserProps:
    return stored.model_copy(update={"name": user.name, "run_as_owner": user.allow_running_as_owner})


class ServiceUser(Resource, module="clearml", name="ServiceUser"):
    """A service user. `id` is the user id. State type: pulumi-python:dynamic/clearml:ServiceUser."""

    member: Output[Mapping[str, str]]

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        super().__init__(ServiceUserProvider(), name, dict(args), opts)

    @property
    def itself(self) -> Output[Mapping[str, str]]:
        """The service user and its company, as the member that its credentials are created for."""
        return Output.all(user=self.id, company=self.member["company"])
