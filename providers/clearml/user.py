"""User: a person or service with a login in one company; here the tenant's admin.

Endpoints: auth.create_user, edit_user, delete_user, get_users_info; users.get_current_user, update.
The e-mail is unique over the whole server and cannot be edited, so changing it replaces the user.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pulumi import Output, ResourceOptions
from pulumi.dynamic import DiffResult, Resource
from pydantic import AfterValidator, Field

from providers.clearml.api.errors import Duplicate, FeatureMissing, NotFound, Refused
from providers.clearml.api.member import Member
from providers.clearml.api.models import CurrentUser, UserAuth
from providers.clearml.shared.base import NounProvider, Props
from providers.clearml.shared.email_owner import user_of
from providers.clearml.shared.notice import notice
from providers.clearml.shared.settle import settle


class UserProps(Props):
    """`role` is admin, superuser, user, annotator or guest. `internal` is needed for the tenant's own apps queue and
    counts at creation only. `adopt` is the id of an existing user, for servers that cannot find one by e-mail."""

    company: str = Field(min_length=1)
    email: Annotated[str, AfterValidator(str.lower)]
    name: str
    given_name: str | None = None
    family_name: str | None = None
    role: str = "admin"
    internal: bool = True
    adopt: str | None = None


class UserState(UserProps):
    """`unverified` names what this server cannot report, so that the stored value may be out of date."""

    unverified: tuple[str, ...] = ()


class UserProvider(NounProvider[UserProps, UserState]):
    """CRUD for User. The resource id is the user id."""

    props = UserProps
    state = UserState
    replace_on = frozenset({"company", "email"})

    def title(self, props: UserProps) -> str:
        return f"user {props.email}"

    def diff(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """An adopted user is never replaced by itself: the replacement would end in its deletion."""
        result = super().diff(id_, olds, news)
        if news.get("adopt") == id_:
            result.replaces = [name for name in result.replaces or [] if name != "email"]
        return result

    def make(self, new: UserProps) -> tuple[str, UserState]:
        """A user of this e-mail in our company is taken over as it is; in another company it is refused."""
        if new.adopt is not None:
            return new.adopt, self._adopted(new.adopt, new)
        id_ = self._by_email(new)
        if id_ is not None:
            return id_, self._live(id_, new)
        return self._create(new), self._state_of(new, unverified=())

    def find(self, id_: str, old: UserState) -> UserState | None:
        try:
            return self._live(id_, old)
        except NotFound:
            return None

    def change(self, id_: str, old: UserState, new: UserProps) -> UserState:
        if old.email != new.email:
            raise Refused("an e-mail cannot be edited; take `admin.adopt` out of the file to have a new admin made")
        member = Member(user=id_, company=new.company)
        if old.role != new.role:
            self.client.edit_user(member, new.role)
        names = {n: getattr(new, n) or "" for n in ("name", "given_name", "family_name")}
        changed = {n: value for n, value in names.items() if (getattr(old, n) or "") != value}
        if changed:
            self.client.update_user(member, changed)
        return self._state_of(new, old.unverified)

    def remove(self, id_: str, old: UserState) -> None:
        """A user whose e-mail was changed on the server may be the one that replaces it; it is left alone."""
        live = self._auth(id_)
        if live is not None and live.email.lower() != old.email:
            notice(old.tenant, f"user {id_} has the e-mail {live.email} by now, not {old.email}; it was not deleted")
            return
        try:
            self.client.delete_user(id_)
        except NotFound:
            return
        except FeatureMissing as error:
            message = f"{error}; delete the user in the ClearML UI, then run `pulumi state delete` for it"
            raise Refused(message) from None

    def _adopted(self, id_: str, new: UserProps) -> UserState:
        """Another e-mail would be a replacement next time, of this user by itself: its deletion."""
        live = self._live(id_, new)
        if live.email != new.email:
            message = f"user {id_} has the e-mail {live.email}; correct `admin.email`, or take `admin.adopt` out"
            raise Refused(message)
        return live

    def _create(self, new: UserProps) -> str:
        fields = new.model_dump(exclude={"tenant", "company", "adopt"}, exclude_none=True)
        try:
            return settle(lambda: self.client.create_user(new.company, fields), lambda: self._by_email(new))
        except Duplicate as error:
            message = (
                f"{error}; the e-mail is taken on this server, which cannot tell by whom: use another one, or put "
                "`adopt: <user id>` under `admin:` in the tenant file if it is this tenant's"
            )
            raise Refused(message) from None

    def _by_email(self, new: UserProps) -> str | None:
        return user_of(self.client, tenant=new.tenant, company=new.company, email=new.email)

    def _current(self, id_: str, company: str) -> CurrentUser:
        current = self.client.get_current_user(Member(user=id_, company=company))
        if current.company != company:
            raise Refused(f"user {id_} belongs to company {current.company}; put the right id under `admin.adopt`")
        return current

    def _live(self, id_: str, known: UserProps) -> UserState:
        """What the server reports; where it cannot, the known value, and its name in `unverified`."""
        current, auth = self._current(id_, known.company), self._auth(id_)
        seen: dict[str, Any] = {"name": current.name}
        seen |= {n: getattr(current, n) or None for n in ("given_name", "family_name") if getattr(known, n) is not None}
        seen |= {"email": auth.email} if auth else {}
        seen |= {"role": current.role} if current.role else {}
        unverified = tuple(name for name in ("email", "role") if name not in seen)
        return self._state_of(known.model_copy(update=seen), unverified)

    def _auth(self, id_: str) -> UserAuth | None:
        try:
            return self.client.user_auth(id_)
        except FeatureMissing:
            return None

    def _state_of(self, props: UserProps, unverified: tuple[str, ...]) -> UserState:
        return UserState.model_validate(props.model_dump() | {"unverified": unverified})


class User(Resource, module="clearml", name="User"):
    """A user. `id` is the user id. State type: pulumi-python:dynamic/clearml:User."""

    company: Output[str]

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        super().__init__(UserProvider(), name, dict(args), opts)

    @property
    def member(self) -> Output[Mapping[str, str]]:
        """This user and its company, for nouns that act for it. Depends on the user alone."""
        return Output.all(user=self.id, company=self.company)
