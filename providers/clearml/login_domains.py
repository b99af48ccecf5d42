"""LoginDomains: e-mail domains whose people log in to this tenant.

Endpoints: login.get_settings, set_domains (replaces the whole list, INF), get_whitelist; as the tenant's admin.
The list is ours: a domain added behind our back is drift, because it decides who gets in.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pulumi import ResourceOptions
from pulumi.dynamic import Resource

from providers.clearml.api.errors import MemberGone, NotFound, NotKept
from providers.clearml.api.sets import LowerSet
from providers.clearml.shared.base import MemberProps, NounProvider
from providers.clearml.shared.routing import refuse_foreign
from providers.clearml.shared.without_admin import accept_only_if_company_is_gone


class LoginDomainsProps(MemberProps):
    """`domains` such as acme.example, compared as a lower-case set."""

    domains: LowerSet


class LoginDomainsProvider(NounProvider[LoginDomainsProps, LoginDomainsProps]):
    """CRUD for LoginDomains. The resource id is the company id."""

    props = LoginDomainsProps
    state = LoginDomainsProps

    def title(self, props: LoginDomainsProps) -> str:
        return f"login domains {', '.join(props.domains)}"

    def make(self, new: LoginDomainsProps) -> tuple[str, LoginDomainsProps]:
        """Adds to what is there; a domain found there that the file lacks shows as a change next time."""
        return new.member.company, self._set(new, dropped=())

    def find(self, id_: str, old: LoginDomainsProps) -> LoginDomainsProps | None:
        try:
            return old.model_copy(update={"domains": self._domains(old)})
        except NotFound:
            return None

    def change(self, id_: str, old: LoginDomainsProps, new: LoginDomainsProps) -> LoginDomainsProps:
        return self._set(new, dropped=set(old.domains) - set(new.domains))

    def remove(self, id_: str, old: LoginDomainsProps) -> None:
        try:
            self._set(old.model_copy(update={"domains": ()}), dropped=old.domains)
        except MemberGone:
            accept_only_if_company_is_gone(self.client, old.member)
        except NotFound:
            return

    def _set(self, new: LoginDomainsProps, dropped: Iterable[str]) -> LoginDomainsProps:
        live = set(self._domains(new))
        refuse_foreign(new.member.company, sorted(set(new.domains) - live), lambda d: self.client.routes(domain=d))
        wanted = tuple(sorted((live - set(dropped)) | set(new.domains)))
        if set(wanted) != live:
            self.client.set_domains(new.member, wanted)
            self._verify(new, wanted)
        return new.model_copy(update={"domains": wanted})

    def _verify(self, new: LoginDomainsProps, wanted: tuple[str, ...]) -> None:
        after = self._domains(new)
        if after != wanted:
            raise NotKept(
                f"the server has login domains {', '.join(after) or 'none'} instead of {', '.join(wanted) or 'none'}"
            )

    def _domains(self, props: LoginDomainsProps) -> tuple[str, ...]:
        return tuple(sorted(domain.lower() for domain in self.client.get_login_settings(props.member).domains))


class LoginDomains(Resource, module="clearml", name="LoginDomains"):
    """A tenant's login domains. State type: pulumi-python:dynamic/clearml:LoginDomains."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        super().__init__(LoginDomainsProvider(), name, dict(args), opts)
