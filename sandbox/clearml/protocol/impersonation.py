"""`X-Clearml-Impersonate-As` (another user's identity and role) and `X-Clearml-Act-As` (its identity, own role)."""

from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import SYSTEM_ROLES, Call, Identity

_HEADERS = ("x-clearml-impersonate-as", "x-trains-impersonate-as", "x-clearml-act-as", "x-trains-act-as")


def impersonate(call: Call) -> None:
    """Set `call.assumed`. An empty header counts as absent, so the caller acts as itself."""
    impersonate_as = call.request.clearml_header("impersonate-as")
    act_as = call.request.clearml_header("act-as")
    if not impersonate_as and not act_as:
        return
    if impersonate_as and act_as:
        raise errors.INVALID_HEADERS("only one allowed", headers=_sent(call))
    if call.caller is None:
        raise errors.INTERNAL("validating impersonation")
    if call.caller.role not in (*SYSTEM_ROLES, "admin"):
        raise errors.IMPERSONATION("impersonation not allowed", role=call.caller.role)
    call.assumed = _assume(call, call.caller, act_as or impersonate_as or "", own_role=bool(act_as))
    call.impersonation = "act_as" if act_as else "impersonate_as"


def _assume(call: Call, caller: Identity, user: str, *, own_role: bool) -> Identity:
    query = {"id": user}
    if not _crosses_companies(call, caller):
        query["company"] = caller.company
    row = call.store.one(
        """SELECT u.company, u.role, u.name, k.name AS company_name, k.active
           FROM auth_users u LEFT JOIN companies k ON k.id = u.company WHERE u.id = ?""",
        user,
    )
    if row is None or ("company" in query and row["company"] != caller.company):
        raise errors.IMPERSONATION("unknown user", **query)
    # INF: users of a soft-deleted company cannot be assumed either.
    if not row["active"]:
        raise errors.IMPERSONATION("unknown company for user", **(query | {"company": row["company"]}))
    suffix = f"{caller.user_name} (acting as {row['name']})"
    other = f"{row['name']} (impersonated by {caller.user_name})"
    return Identity(
        user=user,
        company=row["company"],
        role=caller.role if own_role else row["role"],
        user_name=suffix if own_role else other,
        company_name=row["company_name"],
    )


def _crosses_companies(call: Call, caller: Identity) -> bool:
    # INF: on Enterprise role `system` crosses companies. The vendor's guide does so; the reference is silent.
    return caller.role == "root" or (caller.role == "system" and call.settings.system_may_cross_tenants)


def _sent(call: Call) -> list[str]:
    names = dict.fromkeys(name for name, _ in call.request.headers if name in _HEADERS)
    return ["-".join(part.capitalize() for part in name.split("-")) for name in names]
