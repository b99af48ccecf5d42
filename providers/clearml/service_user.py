"""ServiceUser: a non-human account in a tenant's company, for the tenant's own pipelines and agents.

Endpoints: auth.create_service_user, delete_user; users.get_service_users, update_service_user; auth.get_credentials,
edit_credentials and revoke_credentials by impersonation. A service user is created under a claim and gets its name once
a key pair of this stack shows whose it is, so that an interrupted run leaves nothing that the next one refuses. That
key pair is the one that the server creates with the user, labelled as unfinished; credentials.py revokes it when it has
created one that can be rotated.
"""

from collections.abc import Mapping
from typing import Any

from pulumi import Output, ResourceOptions
from pulumi.dynamic import Resource
from pydantic import Field

from providers.clearml.accounts.service_user_owner import (
    WantedServiceUser,
    own_service_user,
    unknown_service_user,
)
from providers.clearml.api import people
from providers.clearml.api.errors import FeatureMissing, NotFound, NotKept, Refused
from providers.clearml.api.member import Member
from providers.clearml.shared.base import MemberProps, NounProvider
from providers.clearml.shared.create_once import create_once
from providers.clearml.shared.labels import unfinished_label
from providers.clearml.shared.notice import notice


class ServiceUserProps(MemberProps):
    """Inputs of a service user.

    `label` is the prefix of the labels of all the tenant's credentials; it identifies a service user that this stack
    created. `run_as_owner` allows running tasks as their owners (allow_running_as_owner). `adopt` is the id of an
    existing service user to take over.

    Inputs of the creation alone: `without_keys` for a suspended tenant, whose service users have no key pair.
    `recovering` is set if the state shows that an interrupted run has lost resources of this tenant.
    """

    name: str = Field(min_length=1)
    label: str = Field(min_length=1)
    run_as_owner: bool = False
    adopt: str | None = None
    without_keys: bool = Field(default=False, exclude=True)
    recovering: bool = Field(default=False, exclude=True)

    @property
    def claim(self) -> str:
        """Name of the service user until it has a labelled key pair."""
        return f"{self.label}service-user:{self.name}"


class ServiceUserState(ServiceUserProps):
    """Adds `created`: whether this stack created the user. State of older versions has only `adopt`."""

    created: bool = True

    @property
    def is_own(self) -> bool:
        """Whether this stack may delete the user."""
        return self.created and self.adopt is None


class ServiceUserProvider(NounProvider[ServiceUserProps, ServiceUserState]):
    """Provider of ServiceUser. The resource id is the user id."""

    props = ServiceUserProps
    state = ServiceUserState
    create_only = frozenset({"without_keys", "recovering"})

    def title(self, props: ServiceUserProps) -> str:
        return f"service user {props.name}"

    def create_object(self, new: ServiceUserProps) -> tuple[str, ServiceUserState]:
        """Create the user, or take over one that this stack created.

        Adoption writes nothing: the next `pulumi up` updates the user.
        """
        if new.adopt is not None:
            return new.adopt, _live(self._adopted(new.adopt, new), _state(new, created=False))
        existing, created = self._existing(new)
        if existing is not None:
            return existing.id, _live(existing, _state(new, created=created))
        id_ = self._claimed(new) or create_once(lambda: self._create(new), lambda: self._claimed(new))
        self._finish(id_, new)
        return id_, _state(new, created=True)

    def read_object(self, id_: str, old: ServiceUserState) -> ServiceUserState | None:
        """Read the user. A second one with the claim is drift: a create call that was given up can succeed later."""
        try:
            users = self.client.service_users(old.member)
        except NotFound:
            return None
        user = next((user for user in users if user.id == id_), None)
        if user is None:
            return None
        live = _live(user, old)
        twins = [other for other in users if other.name == old.claim and other.id != id_]
        return live.model_copy(update={"name": f"{live.name} (twice)"}) if twins else live

    def update_object(self, id_: str, old: ServiceUserState, new: ServiceUserProps) -> ServiceUserState:
        if new.adopt not in (None, id_):
            raise Refused(f"`adopt: {new.adopt}` is not the id of this service user ({id_}); remove the line")
        for twin in self._named(new.claim, new):
            if twin.id != id_:
                self.client.delete_user(twin.id)
                notice(new.tenant, f"service user {twin.id} was an unused duplicate of {new.name} and was deleted")
        self._set(id_, new)
        return _state(new, created=old.is_own)

    def delete_object(self, id_: str, old: ServiceUserState) -> None:
        if not old.is_own:
            text = f"service user {old.name} ({id_}) was not created by this stack, so it stays"
            notice(old.tenant, f"{text}; delete it in ClearML if it is no longer needed")
            return
        try:
            self.client.delete_user(id_)
        except NotFound:
            return
        except FeatureMissing as error:
            message = f"{error}; delete the service user in the ClearML UI, then run `pulumi state delete` on its URN"
            raise Refused(message) from None

    def _create(self, new: ServiceUserProps) -> str:
        return self.client.create_service_user(new.member, new.claim, run_as_owner=new.run_as_owner).id

    def _claimed(self, new: ServiceUserProps) -> str | None:
        """The service user that an interrupted run left. Further ones, which nothing uses, are deleted."""
        ids = sorted(user.id for user in self._named(new.claim, new))
        for twin in ids[1:]:
            self.client.delete_user(twin)
        return ids[0] if ids else None

    def _finish(self, id_: str, new: ServiceUserProps) -> None:
        """Label one of the server's key pairs, revoke the others, and give the user its name."""
        member, label = self._as_member(id_, new), unfinished_label(new.label)
        keys = self.client.get_credentials(member)
        kept = next((key for key in keys if key.label == label), keys[0] if keys else None)
        if kept is not None and kept.label != label:
            self.client.edit_credentials(member, kept.access_key, label)
        for key in keys:
            if key is not kept:
                self.client.revoke_credentials(member, key.access_key)
        self._set(id_, new)
        if kept is not None and new.without_keys:
            self.client.revoke_credentials(member, kept.access_key)

    def _set(self, id_: str, new: ServiceUserProps) -> None:
        self.client.update_service_user(new.member, id_, new.name, run_as_owner=new.run_as_owner)
        live = self._by_id(id_, new)  # the server also answers OK for a user that does not exist
        if live is None or (live.name, live.allow_running_as_owner) != (new.name, new.run_as_owner):
            message = f"the server accepted the update of user {id_} but did not apply it"
            raise NotKept(f"{message}; run `pulumi up --refresh`")

    def _existing(self, new: ServiceUserProps) -> tuple[people.ServiceUserRecord | None, bool]:
        wanted = WantedServiceUser(new.name, new.label, new.recovering)
        return own_service_user(self.client, new.member.company, self.client.service_users(new.member), wanted)

    def _adopted(self, id_: str, new: ServiceUserProps) -> people.ServiceUserRecord:
        user = self._by_id(id_, new)
        if user is None:
            raise Refused(unknown_service_user(id_))
        keys = self.client.get_credentials(self._as_member(id_, new))
        unused = sum(not key.label and key.last_used is None for key in keys)
        if unused:
            text = f"service user {new.name} has {unused} key pair(s) without a label that were never used"
            notice(new.tenant, f"{text}; if they are not yours, revoke them in ClearML")
        return user

    def _by_id(self, id_: str, props: ServiceUserProps) -> people.ServiceUserRecord | None:
        return next((user for user in self.client.service_users(props.member) if user.id == id_), None)

    def _named(self, name: str, props: ServiceUserProps) -> list[people.ServiceUserRecord]:
        return [user for user in self.client.service_users(props.member) if user.name == name]

    def _as_member(self, id_: str, props: ServiceUserProps) -> Member:
        return Member(user=id_, company=props.member.company)


def _state(new: ServiceUserProps, *, created: bool) -> ServiceUserState:
    return ServiceUserState(**dict(new), created=created)


def _live(user: people.ServiceUserRecord, stored: ServiceUserState) -> ServiceUserState:
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
