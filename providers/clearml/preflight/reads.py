"""The few calls of the preflight. All of them only read; three of them read for all tenants at once."""

import base64
import binascii
from collections.abc import Iterable, Sequence
from contextlib import closing

from pydantic import Field, ValidationError

from providers.clearml.api import answers, models
from providers.clearml.api.client import Client
from providers.clearml.api.errors import NotFound
from providers.clearml.api.member import Member
from providers.clearml.api.transport import ATTEMPTS, Transport

LOGIN_SECONDS = 60
"""Lifetime of the token that the preflight asks for and drops."""
AT_ONCE = 500
"""Maximum number of e-mails per call: the default page size of the API's lists."""


class CallerIdentity(models.Wire):
    """The claim `identity` of a token."""

    user: str = ""
    role: str | None = None
    company: str | None = None


class Claims(models.Wire):
    """Claims of a token. `feature_set` is `basic` on an open-source server; INF: any other value is Enterprise."""

    identity: CallerIdentity = CallerIdentity()
    feature_set: str | None = None
    server_version: str = ""


class LoginAnswer(models.Wire):
    """auth.login."""

    token: str = Field(min_length=1, repr=False)


class Reads(Client):
    """A client with the calls that only the preflight makes."""

    def claims(self, *, patient: bool) -> Claims:
        """Log in with the key pair, as the vendor's SDK does, and return what the token says about the caller.

        Raises Unauthorized for a wrong key pair, on an open-source server too. Claims that cannot be read are empty.
        """
        with closing(Transport(self.connection, attempts=ATTEMPTS if patient else 1)) as transport:
            body = {"expiration_sec": LOGIN_SECONDS}
            return _claims(transport.call(LoginAnswer, "auth.login", body, repeat=True).token)

    def companies(self) -> tuple[models.CompanyRecord, ...]:
        """All companies of the server, including deleted ones. INF: without a name the server lists all of them."""
        return self._transport.call(answers.Companies, "system.get_companies", {}, repeat=True).companies

    def users(self, emails: Sequence[str], ids: Sequence[str]) -> tuple[models.UserAuth, ...]:
        """Users with one of the e-mails or ids. Raises FeatureMissing on servers without auth.get_users_info."""
        users: dict[str, models.UserAuth] = {}
        for name, values in {"emails": emails, "users": ids}.items():
            for body in ({name: list(values[start : start + AT_ONCE])} for start in range(0, len(values), AT_ONCE)):
                users |= self._transport.call(answers.UsersInfo, "auth.get_users_info", body, repeat=True).users
        return tuple(users.values())

    def company_of(self, user: models.UserAuth, candidates: Iterable[str]) -> str | None:
        """Id of the user's company; None if it is none of `candidates` and the caller's role cannot read it."""
        try:
            return self.get_user_by_id(user.id).company
        except NotFound:  # role root cannot read users of other companies, but can act for them
            found = (self._confirmed(user.id, company) for company in candidates)
            return next((company for company in found if company is not None), None)

    def _confirmed(self, user: str, company: str) -> str | None:
        """The user's company; with a token it is only found if it is `company`."""
        try:
            return self.get_current_user(Member(user=user, company=company)).company
        except NotFound:
            return None


def _claims(token: str) -> Claims:
    """The claims of a JSON Web Token. Its signature is the server's own business."""
    payload = token.split(".")[1] if token.count(".") == 2 else ""
    try:
        return Claims.model_validate_json(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValidationError, binascii.Error):
        return Claims()
