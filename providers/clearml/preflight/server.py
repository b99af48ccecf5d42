"""Checks that the server answers, is ClearML Enterprise, accepts the key pair and is the one in the state."""

from dataclasses import dataclass

from providers.clearml.api.errors import (
    ApiError,
    CallError,
    ClearMLError,
    Denied,
    FeatureMissing,
    Misconfigured,
    Refused,
    ServerFault,
    Unauthorized,
)
from providers.clearml.api.models import CompanyRecord
from providers.clearml.preflight.needs import StackNeeds
from providers.clearml.preflight.reads import Claims, Reads
from providers.clearml.shared.same_server import require_company_here, unaccepted_server

ROLES = ("root", "system")
OPEN_SOURCE = "basic"
"""Claim `feature_set` of an open-source server."""


class ServerUnusable(ClearMLError):
    """The connection does not lead to a server on which this stack's tenants can be created or changed."""


@dataclass(frozen=True, kw_only=True)
class ObservedServer:
    """A server that can be used: its version, empty if unknown, and all its companies."""

    version: str
    companies: tuple[CompanyRecord, ...]

    def company(self, id_: str) -> CompanyRecord | None:
        """The company with this id, active or not."""
        return next((company for company in self.companies if company.id == id_), None)

    def is_active(self, id_: str) -> bool:
        """Whether the server has the company and it was not deleted."""
        company = self.company(id_)
        return company is not None and company.active

    def named(self, name: str) -> list[CompanyRecord]:
        """Active companies of exactly this name."""
        return [company for company in self.companies if company.active and company.name == name]


def observe_server(reads: Reads, needs: StackNeeds) -> ObservedServer:
    """Read the server. Raises ServerUnusable with one line for the whole stack."""
    claims = _claims(reads, needs)
    if claims.identity.role not in (None, *ROLES):
        raise ServerUnusable(_wrong_role(reads, claims))
    companies = _companies(reads, claims)
    try:
        identity = reads.server_id()
    except CallError:
        identity = None
    refusal = identity and unaccepted_server(needs.servers, identity, reads.connection.host)
    if refusal:
        raise ServerUnusable(refusal)
    server = ObservedServer(version=claims.server_version or _version(reads), companies=companies)
    _require_known_company(reads, server, needs)
    return server


def _require_known_company(reads: Reads, server: ObservedServer, needs: StackNeeds) -> None:
    """Refuse a server without identity, at an address from the environment, that has no company of the state.

    New tenants have nothing in the state by which the server could be recognised.
    """
    recorded = sorted({tenant.company for tenant in needs.recorded.values() if tenant.company is not None})
    if not recorded or any(server.company(company) for company in recorded):
        return
    try:
        require_company_here(reads, min(needs.servers, default=None), recorded[0])
    except (Refused, CallError) as error:
        raise ServerUnusable(str(error)) from None


def _claims(reads: Reads, needs: StackNeeds) -> Claims:
    """The caller. An error envelope other than 401 and 500 leaves the answer to the next call."""
    try:
        return reads.claims(patient=needs.patient)
    except (Unauthorized, ServerFault) as error:
        raise ServerUnusable(f"{reads.connection.host}: {error}") from None
    except ApiError:
        return Claims()
    except (CallError, Misconfigured) as error:
        raise ServerUnusable(f"{reads.connection.host}: {error}") from None


def _companies(reads: Reads, claims: Claims) -> tuple[CompanyRecord, ...]:
    try:
        return reads.companies()
    except FeatureMissing as error:
        raise ServerUnusable(_not_enterprise(reads, claims, error)) from None
    except Denied:
        raise ServerUnusable(_wrong_role(reads, claims)) from None
    except (CallError, Misconfigured) as error:
        raise ServerUnusable(f"{reads.connection.host}: {error}") from None


def _version(reads: Reads) -> str:
    try:
        return reads.server.version
    except CallError:
        return ""


def _not_enterprise(reads: Reads, claims: Claims, error: FeatureMissing) -> str:
    host, version = reads.connection.host, f" {claims.server_version}" if claims.server_version else ""
    remedy = "tenants require ClearML Enterprise; correct clearml:api.host"
    if claims.feature_set == OPEN_SOURCE:
        return f"{host} is an open-source ClearML server{version}: {remedy}"
    return f"{host} (ClearML{version}) has no {error.endpoint}: {remedy}"


def _wrong_role(reads: Reads, claims: Claims) -> str:
    user, role = claims.identity.user or "(unknown)", claims.identity.role or "another role"
    return (
        f"{reads.connection.host}: the key pair belongs to user {user} with role {role}, but tenants require role "
        f"{' or '.join(ROLES)}: set clearml:apiAccessKey and clearml:apiSecretKey to the key pair of such a user"
    )
