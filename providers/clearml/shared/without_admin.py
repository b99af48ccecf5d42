"""Acts inside a company whose admin, on whose behalf calls are made, no longer exists.

A temporary admin takes its place for the one action, so that a login rule or a queue is not reported as deleted while
it is still there. Endpoints: auth.create_user, delete_user; system.company_info.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from providers.clearml.api.client import Client
from providers.clearml.api.errors import ApiError, MemberGone, NotFound, Refused
from providers.clearml.api.member import WHO_AM_I, Member
from providers.clearml.shared.create_once import create_once
from providers.clearml.shared.labels import user_in
from providers.clearml.shared.notice import notice

R = TypeVar("R")
DOMAIN = "stand-in.internal"
"""Domain of temporary admins' e-mail addresses. No one can receive mail there or log in with it."""


def on_behalf(client: Client, tenant: str, member: Member, act: Callable[[Member], R]) -> R | None:
    """Return `act(member)`, or `act` of a temporary admin if the member no longer exists.

    None if the company was deleted with everything in it. Raises NotFound if `act` does not find its object.
    """
    try:
        return act(member)
    except NotFound as error:
        if not isinstance(error, MemberGone) and error.endpoint != WHO_AM_I:
            raise
    if not _is_active(client, member.company):
        return None
    with _temporary_admin(client, tenant, member) as admin:
        return act(admin)


@contextmanager
def _temporary_admin(client: Client, tenant: str, gone: Member) -> Iterator[Member]:
    email = f"{uuid.uuid4().hex[:12]}@{DOMAIN}"
    fields = {"name": "Stand-in of the platform", "email": email, "role": "admin", "internal": True}
    try:
        user = create_once(
            lambda: client.create_user(gone.company, fields), lambda: user_in(client, gone.company, email)
        )
    except ApiError as error:
        message = (
            f"the tenant's admin (user {gone.user}) was deleted on the server, only an admin can do this, and a "
            f"temporary admin could not be created ({error}); with the tenant file in place run `pulumi up --refresh`, "
            "which creates the admin again"
        )
        raise Refused(message) from None
    notice(tenant, f"the admin (user {gone.user}) was deleted on the server, so a temporary admin takes its place")
    try:
        yield Member(user=user, company=gone.company)
    finally:
        client.delete_user(user)


def _is_active(client: Client, company: str) -> bool:
    try:
        return client.company_info(company).active
    except NotFound:
        return False
