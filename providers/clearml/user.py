"""User: an account with a login in one company; used for the tenant's admin.

Endpoints: auth.create_user, edit_user, delete_user, get_users_info; users.get_current_user, update; system.
company_info; organization.update_company_name, which gives the tenant's company its display name (ADR 0003).
The e-mail is unique on the whole server and cannot be edited, so changing it replaces the user. A user that this stack
did not create is released, and never deleted.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pulumi import Output, ResourceOptions
from pulumi.dynamic import DiffResult, Resource
from pydantic import AfterValidator, Field

from providers.clearml.accounts.current_users import is_current, mark_current
from providers.clearml.accounts.display_name import give_display_name
from providers.clearml.accounts.email_owner import user_of
from providers.clearml.accounts.own_user import UserFound, is_own_user
from providers.clearml.api.errors import Duplicate, FeatureMissing, NotFound, NotKept, Refused
from providers.clearml.api.member import Member
from providers.clearml.api.models import CompanyInfo, CurrentUser, UserAuth
from providers.clearml.login.handover import ReleasedLogin, take_login
from providers.clearml.shared.base import NounProvider, Props
from providers.clearml.shared.create_once import create_once
from providers.clearml.shared.labels import claim_of
from providers.clearml.shared.notice import notice


class UserProps(Props):
    """Inputs of a user.

    `role` is admin, superuser, user, annotator or guest. `internal` is required for the tenant's own apps queue and is
    used only at creation. `adopt` is the id of an existing user to take over.

    Inputs of the creation alone: `label` is the prefix of the labels of all the tenant's credentials. `company_name` is
    the display name for a company that still has its claim as name; None for an adopted company. `recovering` is set
    if the state shows that an interrupted run has lost resources of this tenant: users found then were this stack's.
    `released` is the login with this e-mail if another tenant of this stack gives it up in this run.
    """

    company: str = Field(min_length=1)
    email: Annotated[str, AfterValidator(str.lower)]
    name: str
    given_name: str | None = None
    family_name: str | None = None
    role: str = "admin"
    internal: bool = True
    adopt: str | None = None
    label: str | None = Field(default=None, exclude=True)
    company_name: str | None = Field(default=None, exclude=True)
    recovering: bool = Field(default=False, exclude=True)
    released: ReleasedLogin | None = Field(default=None, exclude=True)


class UserState(UserProps):
    """Adds `created`, whether this stack created the user, and `unverified`.

    `unverified` are the fields that this server cannot report, so the stored values may be out of date.
    """

    created: bool = True
    unverified: tuple[str, ...] = ()

    @property
    def is_own(self) -> bool:
        """Whether this stack may delete the user. State of older versions has only `adopt`."""
        return self.created and self.adopt is None


class UserProvider(NounProvider[UserProps, UserState]):
    """Provider of User. The resource id is the user id."""

    props = UserProps
    state = UserState
    replace_on = frozenset({"company", "email"})
    create_only = frozenset({"label", "company_name", "recovering", "released"})

    def title(self, props: UserProps) -> str:
        return f"user {props.email}"

    def diff(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Compare the inputs. An adopted user is not replaced by itself, because the replacement would delete it."""
        result = super().diff(id_, olds, news)
        if news.get("adopt") == id_:
            result.replaces = [name for name in result.replaces or [] if name != "email"]
        if not result.replaces and hasattr(self, "client"):  # without a connection nothing is deleted either
            mark_current(self.client, id_)
        return result

    def create_object(self, new: UserProps) -> tuple[str, UserState]:
        """Create the user, or take over the company's user with this e-mail, and give the company its display name.

        Raises Refused if a user of another company has the e-mail, or if the user was not created by this stack and is
        not named by `adopt`.
        """
        company = self._active_company(new)
        id_, state = self._user(new, company)
        if new.company_name is not None and new.label is not None and company.name == claim_of(new.label):
            give_display_name(self.client, new.tenant, Member(user=id_, company=new.company), new.company_name)
        return id_, state

    def _user(self, new: UserProps, company: CompanyInfo) -> tuple[str, UserState]:
        if new.adopt is not None:
            return new.adopt, self._adopted(new.adopt, new).model_copy(update={"created": False})
        if new.released is not None:
            take_login(self.client, new.tenant, new.company, new.email, new.released)
        id_ = self._by_email(new)
        if id_ is None:
            return self._create(new), self._state_of(new, unverified=())
        found = UserFound(user=id_, company=company, display_name=new.company_name, label=new.label)
        created = is_own_user(self.client, found, recovering=new.recovering)
        mark_current(self.client, id_)
        return id_, self._live(id_, new).model_copy(update={"created": created})

    def _active_company(self, new: UserProps) -> CompanyInfo:
        try:
            company = self.client.company_info(new.company)
        except FeatureMissing:  # an open-source server: its only company cannot be deleted
            return CompanyInfo(id=new.company, name="")
        if not company.active:
            message = f"company {new.company} ({company.name!r}) was deleted on the server"
            raise Refused(f"{message}; run `pulumi up --refresh`, which creates it again with everything in it")
        return company

    def read_object(self, id_: str, old: UserState) -> UserState | None:
        try:
            return self._live(id_, old)
        except NotFound:
            return None

    def update_object(self, id_: str, old: UserState, new: UserProps) -> UserState:
        if old.email != new.email:
            raise Refused("an e-mail cannot be edited; remove `admin.adopt` from the tenant file to create a new admin")
        member = Member(user=id_, company=new.company)
        if old.role != new.role:
            self.client.edit_user(member, new.role)
        names = {name: getattr(new, name) for name in ("name", "given_name", "family_name")}
        changed = {n: value for n, value in names.items() if value is not None and value != getattr(old, n)}
        if changed:
            self.client.update_user(member, changed)
        return self._state_of(new, old.unverified).model_copy(update={"created": old.is_own})

    def delete_object(self, id_: str, old: UserState) -> None:
        """Delete the user, unless its e-mail was changed on the server: it may be the user that replaces this one."""
        if not old.is_own:
            text = f"user {id_} ({old.email}) was not created by this stack, so the login stays; delete it in ClearML"
            notice(old.tenant, f"{text} (Settings > Users & Groups) if it is no longer needed")
            return
        if is_current(self.client, id_):
            notice(old.tenant, f"user {id_} ({old.email}) is the admin again, so it was not deleted")
            return
        live = self._auth(id_)
        if live is not None and live.email.lower() != old.email:
            notice(old.tenant, f"user {id_} was not deleted: its e-mail is now {live.email}, not {old.email}")
            return
        try:
            self.client.delete_user(id_)
        except NotFound:
            return
        except FeatureMissing as error:
            message = f"{error}; delete the user in the ClearML UI, then run `pulumi state delete` on its URN"
            raise Refused(message) from None
        if self._auth(id_) is not None:
            raise NotKept(
                f"the server accepted the deletion of user {id_}, but the login still exists; delete it there"
            )

    def _adopted(self, id_: str, new: UserProps) -> UserState:
        """The adopted user. A different e-mail is refused: the next `pulumi up` would replace, so delete, the user."""
        live = self._live(id_, new)
        if live.email != new.email:
            message = f"user {id_} has the e-mail {live.email}; correct `admin.email`, or remove `admin.adopt`"
            raise Refused(message)
        return live

    def _create(self, new: UserProps) -> str:
        fields = new.model_dump(exclude={"tenant", "company", "adopt"}, exclude_none=True)  # without create_only
        try:
            return create_once(lambda: self.client.create_user(new.company, fields), lambda: self._by_email(new))
        except Duplicate as error:
            message = (
                f"{error}; another user has this e-mail, and this server cannot search by e-mail: use another e-mail, "
                "or if the user is this tenant's admin, set `adopt: <user id>` under `admin:` in the tenant file"
            )
            raise Refused(message) from None

    def _by_email(self, new: UserProps) -> str | None:
        names = frozenset(name for name in (new.company_name, claim_of(new.label) if new.label else None) if name)
        return user_of(self.client, tenant=new.tenant, company=new.company, email=new.email, names=names)

    def _current(self, id_: str, company: str) -> CurrentUser:
        current = self.client.get_current_user(Member(user=id_, company=company))
        if current.company != company:
            raise Refused(f"user {id_} belongs to company {current.company}; correct `admin.adopt`")
        return current

    def _live(self, id_: str, stored: UserProps) -> UserState:
        """The server's values. A field that it does not report keeps the stored value and is in `unverified`."""
        current, auth = self._current(id_, stored.company), self._auth(id_)
        names = [name for name in ("given_name", "family_name") if getattr(stored, name) is not None]
        values: dict[str, Any] = {"name": current.name} | {name: getattr(current, name) or None for name in names}
        values |= {"email": auth.email} if auth else {}
        values |= {"role": current.role} if current.role else {}
        unverified = tuple(name for name in ("email", "role") if name not in values)
        live = self._state_of(stored.model_copy(update=values), unverified)
        return live.model_copy(update={"created": stored.created}) if isinstance(stored, UserState) else live

    def _auth(self, id_: str) -> UserAuth | None:
        try:
            return self.client.user_auth(id_)
        except FeatureMissing:
            return None

    def _state_of(self, props: UserProps, unverified: tuple[str, ...]) -> UserState:
        return UserState.model_validate(props.model_dump(exclude={"created"}) | {"unverified": unverified})


class User(Resource, module="clearml", name="User"):
    """A user. `id` is the user id. State type: pulumi-python:dynamic/clearml:User."""

    company: Output[str]

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        super().__init__(UserProvider(), name, dict(args), opts)

    @property
    def member(self) -> Output[Mapping[str, str]]:
        """The user and its company, as input of the nouns that act for the user. Depends only on the user."""
        return Output.all(user=self.id, company=self.company)
