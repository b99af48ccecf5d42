"""Checks the e-mails of new admins, which are unique on the whole server, and admins to take over."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from providers.clearml.accounts.own_user import UserFound, is_own_user
from providers.clearml.api.errors import FeatureMissing, Refused
from providers.clearml.api.models import CompanyInfo, UserAuth
from providers.clearml.preflight.needs import StackNeeds, TenantNeeds
from providers.clearml.preflight.reads import Reads
from providers.clearml.preflight.server import ObservedServer
from providers.clearml.shared.labels import claim_of


@dataclass(frozen=True, kw_only=True)
class Admins:
    """Checks admins against the `users` that have one of their e-mails or ids.

    `own` are the companies of the tenants by slug.
    """

    reads: Reads
    server: ObservedServer
    needs: StackNeeds
    own: Mapping[str, frozenset[str]]
    users: Sequence[UserAuth]

    def problems(self, tenant: TenantNeeds) -> Iterator[str]:
        """Problems of one tenant's admin."""
        if tenant.admin_adopt is not None:
            yield from self._adoption_problems(tenant, tenant.admin_adopt)
            return
        email = tenant.admin_email
        user = next((user for user in self.users if user.email.lower() == email), None)
        if user is not None:
            yield from self._email_problems(tenant, user)

    def _adoption_problems(self, tenant: TenantNeeds, adopt: str) -> Iterator[str]:
        user = next((user for user in self.users if user.id == adopt), None)
        if user is None:
            yield tenant.problem("admin.adopt", f"user {adopt} does not exist on this server; correct the id")
        elif user.email.lower() != tenant.admin_email:
            text = f"user {adopt} has the e-mail {user.email}; correct `admin.email`, or remove `admin.adopt`"
            yield tenant.problem("admin.adopt", text)
        else:
            company = self._company_of(tenant, user)
            if company is not None and company not in self._own(tenant):
                text = f"user {adopt} belongs to company {company}, not to this tenant's; correct `admin.adopt`"
                yield tenant.problem("admin.adopt", text)

    def _email_problems(self, tenant: TenantNeeds, user: UserAuth) -> Iterator[str]:
        company = self._company_of(tenant, user)
        if company is not None and company in self._own(tenant):
            yield from self._takeover_problems(tenant, user, company)
        elif not self._is_predecessor(tenant, company) and not self._leaves(tenant, company):
            place = "another company" if company is None else f"company {company}{self._name(company)}"
            yield tenant.problem(
                "admin.email", f"{user.email} belongs to user {user.id} of {place}; use another e-mail"
            )

    def _takeover_problems(self, tenant: TenantNeeds, user: UserAuth, company: str) -> Iterator[str]:
        record = self.server.company(company)
        found = UserFound(
            user=user.id,
            company=CompanyInfo(id=company, name="" if record is None else record.name),
            display_name=None if tenant.adopt else tenant.name,
            label=tenant.label,
        )
        try:
            is_own_user(self.reads, found, recovering=tenant.slug in self.needs.interrupted)
        except Refused as refusal:
            yield tenant.problem("admin.email", str(refusal))

    def _company_of(self, tenant: TenantNeeds, user: UserAuth) -> str | None:
        """Role root learns the company by acting for the user, for which any company will do."""
        return self.reads.company_of(user, self._own(tenant) or [company.id for company in self.server.companies[:1]])

    def _own(self, tenant: TenantNeeds) -> frozenset[str]:
        return self.own.get(tenant.slug, frozenset())

    def _is_predecessor(self, tenant: TenantNeeds, company: str | None) -> bool:
        """Whether the company is a deleted one of the same tenant, whose login the program removes."""
        record = None if company is None else self.server.company(company)
        return record is not None and not record.active and record.name in (tenant.name, claim_of(tenant.label))

    def _leaves(self, tenant: TenantNeeds, company: str | None) -> bool:
        """Whether another tenant of this stack gives the e-mail up in the same run."""
        return any(
            slug != tenant.slug and recorded.admin_email == tenant.admin_email and recorded.company == company
            for slug, recorded in self.needs.recorded.items()
        )

    def _name(self, company: str) -> str:
        record = self.server.company(company)
        return "" if record is None else f" ({record.name!r})"


def new_admins(tenants: Sequence[TenantNeeds]) -> list[TenantNeeds]:
    """Tenants whose admin the state does not have as the file names it."""
    return [tenant for tenant in tenants if _is_new(tenant)]


def _is_new(tenant: TenantNeeds) -> bool:
    recorded = tenant.recorded
    return recorded.admin_email != tenant.admin_email or tenant.admin_adopt not in (None, recorded.admin)


def users_of(reads: Reads, tenants: Sequence[TenantNeeds]) -> tuple[UserAuth, ...] | None:
    """The users with the e-mails and ids of these admins, in one call. None on servers that cannot search."""
    ids = [tenant.admin_adopt for tenant in tenants if tenant.admin_adopt is not None]
    try:
        return reads.users([tenant.admin_email for tenant in tenants], ids) if tenants else ()
    except FeatureMissing:
        return None
