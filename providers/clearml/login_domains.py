"""LoginDomains: e-mail domains whose users log in to this tenant.

Endpoints: login.get_settings, set_domains (replaces the whole list, INF), get_whitelist; as the tenant's admin.
The list is authoritative: a domain added outside Pulumi is drift, because it decides who can log in.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pulumi import ResourceOptions
from pulumi.dynamic import Resource
from pydantic import Field

from providers.clearml.api.errors import NotFound, NotKept
from providers.clearml.api.member import Member
from providers.clearml.api.sets import LowerSet
from providers.clearml.login.handover import Released, lock_of, take_domain
from providers.clearml.login.routing import refuse_foreign
from providers.clearml.shared.base import MemberProps, NounProvider
from providers.clearml.shared.without_admin import on_behalf


class LoginDomainsProps(MemberProps):
    """`domains` are names such as acme.example, compared as a lower-case set.

    `released` are those of them that other tenants of this stack give up in this run.
    """

    domains: LowerSet
    released: dict[str, Released] = Field(default_factory=dict, exclude=True)


class LoginDomainsProvider(NounProvider[LoginDomainsProps, LoginDomainsProps]):
    """Provider of LoginDomains. The resource id is the company id."""

    props = LoginDomainsProps
    state = LoginDomainsProps
    create_only = frozenset({"released"})

    def title(self, props: LoginDomainsProps) -> str:
        return f"login domains {', '.join(props.domains) or '(none)'}"

    def create_object(self, new: LoginDomainsProps) -> tuple[str, LoginDomainsProps]:
        """Add to the existing domains. The next `pulumi up` shows those that the tenant file lacks as a change."""
        return new.member.company, self._set(new, removed=())

    def read_object(self, id_: str, old: LoginDomainsProps) -> LoginDomainsProps | None:
        try:
            return old.model_copy(update={"domains": self._domains(old)})
        except NotFound:
            return None

    def update_object(self, id_: str, old: LoginDomainsProps, new: LoginDomainsProps) -> LoginDomainsProps:
        return self._set(new, removed=set(old.domains) - set(new.domains))

    def delete_object(self, id_: str, old: LoginDomainsProps) -> None:
        def remove(member: Member) -> None:
            self._set(old.model_copy(update={"domains": (), "member": member}), removed=old.domains)

        on_behalf(self.client, old.tenant, old.member, remove)

    def _set(self, new: LoginDomainsProps, removed: Iterable[str]) -> LoginDomainsProps:
        company = new.member.company
        added = sorted(set(new.domains) - set(self._domains(new)))
        for domain in added:
            if domain in new.released:
                take_domain(self.client, company, domain, new.released[domain])
        refuse_foreign(self.client, company, added, lambda domain: self.client.routes(domain=domain))
        with lock_of(company):
            live = set(self._domains(new))
            target = tuple(sorted((live - set(removed)) | set(new.domains)))
            if set(target) != live:
                self.client.set_domains(new.member, target)
                self._verify(new, target)
        return new.model_copy(update={"domains": target})

    def _verify(self, new: LoginDomainsProps, expected: tuple[str, ...]) -> None:
        actual = self._domains(new)
        if actual != expected:
            message = f"the server has login domains {', '.join(actual) or 'none'}, not {', '.join(expected) or 'none'}"
            raise NotKept(f"{message}; run `pulumi up --refresh`")

    def _domains(self, props: LoginDomainsProps) -> tuple[str, ...]:
        return tuple(sorted(domain.lower() for domain in self.client.get_login_settings(props.member).domains))


class LoginDomains(Resource, module="clearml", name="LoginDomains"):
    """A tenant's login domains. State type: pulumi-python:dynamic/clearml:LoginDomains."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        super().__init__(LoginDomainsProvider(), name, dict(args), opts)
