"""tenants.*: whole tenants in one call, and their soft deletion. Enterprise 3.30 and newer (REF)."""

import sqlite3
from collections.abc import Callable

from sandbox.clearml.endpoints import accounts, companies, credentials, emails, whitelist
from sandbox.clearml.endpoints.users import add_backend_user
from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.clock import new_id, now
from sandbox.clearml.protocol.endpoint import ROOT_FIRST, Endpoint
from sandbox.clearml.protocol.fields import Field, Flag, Integer, Names, TextField
from sandbox.clearml.protocol.validation import Request
from sandbox.clearml.settings import DEFAULT_COMPANY

_COUNTERS = ("tasks", "app_tasks", "pipeline_tasks", "connected_workers", "active_routes")


def create(call: Call) -> Json:
    """Store a company, an internal admin and a key pair. INF: the admin's name and e-mail, the admins' whitelisting."""
    domain, admins = call.values.maybe("domain"), [email.lower() for email in call.values.names("admin_emails")]
    _check(domain, admins)
    limits = {
        "allowed_users": call.values.number("max_users"),
        "allowed_service_users": call.values.number("max_service_users"),
    }
    with call.store.together():
        defaults = {key: value for key, value in limits.items() if value is not None}
        company = str(companies.add(call, call.values.text("name"), defaults)["id"])
        admin = accounts.add(
            call.store,
            company=company,
            name="tenant-admin",
            email=f"tenant-admin-{new_id()}@{company}.internal",
            role="admin",
            internal=True,
        )
        add_backend_user(call, admin, company, "tenant-admin")
        if domain:
            call.store.insert("domains", company=company, domain=domain.lower())
        for email in admins:
            whitelist.put(call.store, company, email, "admin")
    return {"id": company, "credentials": _key_pair(call, admin)}


def _check(domain: str | None, admins: list[str]) -> None:
    if domain and not emails.is_domain(domain):
        raise errors.BAD_DOMAIN(domain=domain)
    for email in admins:
        if emails.fault(email):
            raise errors.BAD_EMAIL(email=email)


def _key_pair(call: Call, user: str) -> Json:
    access_key, secret_key = credentials.make(call.store, user)
    return {"access_key": access_key, "secret_key": secret_key}


def add_admin_credentials(call: Call) -> Json:
    """One more key pair of the tenant's admin, the internal one first. Raises 400/10 and 400/300."""
    tenant = _active(call)
    admin = call.store.one(
        "SELECT id FROM auth_users WHERE company = ? AND role = 'admin' ORDER BY internal DESC, created", tenant
    )
    if admin is None:
        # INF: a tenant without any admin user.
        raise errors.INVALID_USER("tenant has no admin user", tenant=tenant)
    return {"credentials": _key_pair(call, admin["id"])}


def get_all(call: Call) -> Json:
    """The tenants with their admins' e-mails."""
    # INF: soft-deleted tenants are left out here, while system.get_companies still lists them.
    rows = call.store.all("SELECT * FROM companies WHERE active ORDER BY created, rowid")
    return {"tenants": [_shown(call, row["id"], row["name"]) for row in rows]}


def _shown(call: Call, company: str, name: str) -> Json:
    listed = call.store.all("SELECT email FROM whitelist WHERE company = ? AND role = 'admin' ORDER BY rowid", company)
    users = call.store.all(
        "SELECT email FROM auth_users WHERE company = ? AND role = 'admin' AND NOT internal ORDER BY rowid", company
    )
    admins = dict.fromkeys(row["email"] for row in (*users, *listed))
    return {"id": company, "name": name, "admin_emails": list(admins), "default_company": company == DEFAULT_COMPANY}


def delete(call: Call) -> Json:
    """Delete softly: the company becomes inactive, everything else stays.

    INF: the codes for an unknown tenant (400/10), a wrong name and the default company (400/16), running work (400/51).
    INF: whether running work is refused with an error, or by the answer alone; `--deletion-refused-by` switches.
    """
    tenant = _active(call)
    row = companies.find(call.store, tenant)
    if tenant == DEFAULT_COMPANY:
        raise errors.FIELD_VALUE("default company cannot be deleted", tenant=tenant)
    if call.values.text("name") != row["name"]:
        raise errors.FIELD_VALUE("tenant name does not match", name=call.values.text("name"))
    running = _running(call, row)
    if any(running.values()) and not call.values.flag("force"):
        if call.settings.deletion_refused_by == "error":
            raise errors.NOT_NOW("tenant has running resources", tenant=tenant, **running)
    else:
        call.store.change("companies", tenant, active=0, running=0)
    return {"running": running, "totals": running}


def _active(call: Call) -> str:
    tenant = call.values.text("tenant")
    if call.store.one("SELECT 1 FROM companies WHERE id = ? AND active", tenant) is None:
        raise errors.INVALID_ID(tenant=tenant)
    return tenant


def _running(call: Call, company: sqlite3.Row) -> Json:
    """Running tasks, and workers and routes until their reports time out."""
    counters: Json = dict.fromkeys(_COUNTERS, 0) | {"tasks": company["running"]}
    reports = call.store.one("SELECT * FROM reports WHERE company = ? AND until > ?", company["id"], now())
    if reports is not None:
        counters |= {"connected_workers": reports["workers"], "active_routes": reports["routes"]}
    return counters


def _endpoint(name: str, run: Callable[[Call], Json], /, **fields: Field) -> Endpoint:
    request = Request(**fields)
    return Endpoint(
        name=f"tenants.{name}", run=run, roles=ROOT_FIRST, edition="enterprise", since="3.30", request=request
    )


ENDPOINTS = (
    _endpoint(
        "create_tenant",
        create,
        name=TextField(required=True),
        domain=TextField(),
        admin_emails=Names(),
        max_users=Integer(),
        max_service_users=Integer(),
    ),
    _endpoint("add_tenant_admin_credentials", add_admin_credentials, tenant=TextField(required=True)),
    _endpoint("get_tenants", get_all),
    _endpoint("delete_tenant", delete, tenant=TextField(required=True), name=TextField(required=True), force=Flag()),
)
