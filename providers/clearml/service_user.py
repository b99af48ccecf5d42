"""ServiceUser: an account without a person in a tenant's company, for pipelines and agents of the tenant's own.

Endpoints: auth.create_service_user, delete_user; users.get_service_users, update_service_user; auth.get_credentials and
revoke_credentials by impersonation. The server makes a key pair along with the user. Nobody asked for that one: it is
revoked, and `credentials.py` mints labelled ones, which can be rotated and found again after a lost answer.
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
from providers.clearml.shared.settle import settle


class ServiceUserProps(MemberProps):
    """`label` starts all labels of this tenant's key pairs; it tells whether an existing user of the name is ours.

    `run_as_owner` lets it run tasks as the tasks' owners (allow_running_as_owner). `adopt` names an existing one by id.
    """

    name: str = Field(min_length=1)
    label: str = Field(min_length=1)
    run_as_owner: bool = False
    adopt: str | None = None


class ServiceUserProvider(NounProvider[ServiceUserProps, ServiceUserProps]):
    """CRUD for ServiceUser. The resource id is the user id."""

    props = ServiceUserProps
    state = ServiceUserProps

    def title(self, props: ServiceUserProps) -> str:
        return f"service user {props.name}"

    def make(self, new: ServiceUserProps) -> tuple[str, ServiceUserProps]:
        """Adopting writes nothing: what differs shows as an ordinary update afterwards."""
        if new.adopt is not None:
            return new.adopt, _live(self._adopted(new.adopt, new), new)
        found = self._ours(new)
        if found is not None:
            return found.id, _live(found, new)
        made = settle(lambda: self._create(new), lambda: self._id_of(new))
        self._revoke_unlabelled(made, new)
        return made, new

    def find(self, id_: str, old: ServiceUserProps) -> ServiceUserProps | None:
        try:
            found = self._by_id(id_, old)
        except NotFound:
            return None
        return None if found is None else _live(found, old)

    def change(self, id_: str, old: ServiceUserProps, new: ServiceUserProps) -> ServiceUserProps:
        if new.adopt not in (None, id_):
            raise Refused(f"`adopt: {new.adopt}` names another user than the one it is ({id_}); remove the line")
        self.client.update_service_user(new.member, id_, new.name, run_as_owner=new.run_as_owner)
        live = self._by_id(id_, new)  # the server answers OK for a user that is gone, too
        if live is None or _live(live, new) != new:
            raise NotKept(f"the server took the change of user {id_} and did not make it; run `pulumi up --refresh`")
        return new

    def remove(self, id_: str, old: ServiceUserProps) -> None:
        try:
            self.client.delete_user(id_)
        except NotFound:
            return
        except FeatureMissing as error:
            message = f"{error}; delete the service user in the ClearML UI, then run `pulumi state delete` for it"
            raise Refused(message) from None

    def _create(self, new: ServiceUserProps) -> str:
        return self.client.create_service_user(new.member, new.name, run_as_owner=new.run_as_owner).id

    def _ours(self, new: ServiceUserProps) -> people.ServiceUserRecord | None:
        """The user of our name, where it is known to be ours; the server lets many have one name."""
        named = self._named(new)
        if not named:
            return None
        ids = ", ".join(user.id for user in named)
        if len(named) > 1:
            message = f"{len(named)} service users have this name ({ids})"
            raise Refused(f"{message}; delete the others in ClearML, or put `adopt: <id>` of the right one beside it")
        if not self._is_ours(named[0].id, new):
            message = f"a service user of this name exists (id {ids}) and has no key pair of this tenant's file"
            raise Refused(f"{message}; put `adopt: {ids}` beside it to take it over, or choose another name")
        return named[0]

    def _is_ours(self, id_: str, new: ServiceUserProps) -> bool:
        """Ours have a pair with our label. One whose pairs nobody used yet may be the tenant's own, made today.

        A run without checkpoints forgets what it made: there one without any pair is ours, as the server makes one
        along with every user and only we revoke it.
        """
        keys = self.client.get_credentials(self._itself(id_, new))
        if any((key.label or "").startswith(new.label) for key in keys):
            return True
        return self.client.connection.resume_unfinished and not keys

    def _revoke_unlabelled(self, id_: str, new: ServiceUserProps) -> None:
        member = self._itself(id_, new)
        for key in self.client.get_credentials(member):
            if not key.label and key.last_used is None:
                self.client.revoke_credentials(member, key.access_key)

    def _adopted(self, id_: str, new: ServiceUserProps) -> people.ServiceUserRecord:
        found = self._by_id(id_, new)
        if found is None:
            raise Refused(f"the company has no service user {id_}; put the right id under `adopt`")
        return found

    def _by_id(self, id_: str, props: ServiceUserProps) -> people.ServiceUserRecord | None:
        return next((user for user in self.client.service_users(props.member) if user.id == id_), None)

    def _named(self, props: ServiceUserProps) -> list[people.ServiceUserRecord]:
        return [user for user in self.client.service_users(props.member) if user.name == props.name]

    def _id_of(self, props: ServiceUserProps) -> str | None:
        found = self._named(props)
        return found[0].id if found else None

    def _itself(self, id_: str, props: ServiceUserProps) -> Member:
        return Member(user=id_, company=props.member.company)


def _live(user: people.ServiceUserRecord, known: ServiceUserProps) -> ServiceUserProps:
    return known.model_copy(update={"name": user.name, "run_as_owner": user.allow_running_as_owner})


class ServiceUser(Resource, module="clearml", name="ServiceUser"):
    """A service user. `id` is the user id. State type: pulumi-python:dynamic/clearml:ServiceUser."""

    member: Output[Mapping[str, str]]

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        super().__init__(ServiceUserProvider(), name, dict(args), opts)

    @property
    def itself(self) -> Output[Mapping[str, str]]:
        """This user and its company, for the key pairs that are made for it."""
        return Output.all(user=self.id, company=self.member["company"])
