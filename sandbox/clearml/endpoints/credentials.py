"""auth.*_credentials: the key pairs of the acting user. A secret key is shown once; only its fingerprint is stored."""

import secrets
import sqlite3
import string

from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.clock import iso, naive_iso, now
from sandbox.clearml.protocol.endpoint import Endpoint
from sandbox.clearml.protocol.fields import Integer, TextField
from sandbox.clearml.protocol.fingerprint import fingerprint
from sandbox.clearml.protocol.validation import Request
from sandbox.clearml.store import Store

_KEY_LETTERS = string.ascii_uppercase + string.digits
_YEAR = 31_536_000


def make(store: Store, user: str, label: str | None = None, expires: int | None = None) -> tuple[str, str]:
    """Store a new key pair and return (access key, secret key)."""
    access_key = "".join(secrets.choice(_KEY_LETTERS) for _ in range(30))
    secret_key = secrets.token_urlsafe(50)
    while not secret_key[0].isalnum():
        secret_key = secrets.token_urlsafe(50)
    put(store, user, access_key, secret_key, label=label, expires=expires)
    return access_key, secret_key


def put(
    store: Store, user: str, access_key: str, secret_key: str, *, label: str | None = None, expires: int | None = None
) -> None:
    """Store this key pair. If the access key exists already, it gets this user and this secret key."""
    store.run(
        """INSERT INTO credentials (access_key, user, secret_hash, label, created, expires) VALUES (?,?,?,?,?,?)
           ON CONFLICT (access_key) DO UPDATE SET user = excluded.user, secret_hash = excluded.secret_hash""",
        access_key,
        user,
        fingerprint(secret_key),
        label,
        now(),
        expires,
    )


def require_unprotected(call: Call) -> None:
    """Raise 400/301 for a built-in user: its keys stand in the server's configuration, out of the API's reach."""
    if call.identity.user.strip("_") in call.site.builtin_names:
        raise errors.INVALID_USER_ID("protected identity")


def create(call: Call) -> Json:
    """Make a key pair for the acting user. Raises 400/50 and 400/301."""
    require_unprotected(call)
    _require_login_record(call)
    _require_vacancy(call)
    label = call.values.maybe("label")
    seconds = call.values.number("expiration_sec") if _keys_expire(call) else None
    expires = now() + seconds * 1000 if seconds else None
    access_key, secret_key = make(call.store, call.identity.user, label, expires)
    shown: Json = {"access_key": access_key}
    if expires:
        shown["expire"] = iso(expires)
    if label is not None:
        shown["label"] = label
    return {"credentials": shown | {"secret_key": secret_key}}


def _keys_expire(call: Call) -> bool:
    return call.settings.has_release("3.29")


def _require_login_record(call: Call) -> None:
    user, company = call.identity.user, call.identity.company
    if call.store.one("SELECT 1 FROM auth_users WHERE id = ? AND company = ?", user, company) is None:
        raise errors.INVALID_USER_ID(id=user, company=company)


def _require_vacancy(call: Call) -> None:
    limit = call.settings.max_credentials
    held = call.store.count("SELECT count(*) FROM credentials WHERE user = ?", call.identity.user)
    if limit is not None and held >= limit:
        # INF: the subcode is the web client's, the sentence is assumed.
        raise errors.TOO_MANY_CREDENTIALS(max_credentials=limit)


def show(call: Call) -> Json:
    """The acting user's key pairs without their secret keys."""
    _require_login_record(call)
    rows = call.store.all("SELECT * FROM credentials WHERE user = ? ORDER BY created, rowid", call.identity.user)
    answer: Json = {"credentials": [_public(row, enterprise=call.settings.enterprise) for row in rows]}
    if call.settings.enterprise:
        answer["additional_credentials"] = {}
        answer["max_credentials"] = call.settings.max_credentials
    if _keys_expire(call):
        # INF: null means no limit.
        answer |= {"default_expiration_sec": None, "max_expiration_sec": None}
    return answer


def _public(row: sqlite3.Row, *, enterprise: bool) -> Json:
    shown: Json = {"access_key": row["access_key"]}
    if enterprise:
        shown["created"] = iso(row["created"])
    if row["expires"] is not None:
        shown["expire"] = iso(row["expires"])
    if row["label"] is not None:
        shown["label"] = row["label"]
    # INF: `created` is always there, and only calls with the pair itself are uses, as on the open server.
    if row["last_used"] is not None:
        shown |= {"last_used": naive_iso(row["last_used"]), "last_used_from": row["last_used_from"]}
    return shown


def edit(call: Call) -> Json:
    """Change the label of a key pair. Raises 400/75 for an unknown one."""
    identity, access_key = call.identity, call.values.text("access_key")
    updated = call.store.run(
        "UPDATE credentials SET label = ? WHERE access_key = ? AND user = ?",
        call.values.maybe("label"),
        access_key,
        identity.user,
    )
    if not updated:
        raise errors.ACCESS_KEY_NOT_FOUND(
            "invalid user or invalid access key", user=identity.user, access_key=access_key, company=identity.company
        )
    return {"updated": updated}


def revoke(call: Call) -> Json:
    """Delete a key pair of the acting user. Raises 400/300 for an unknown one."""
    require_unprotected(call)
    identity, access_key = call.identity, call.values.text("access_key")
    revoked = call.store.run("DELETE FROM credentials WHERE access_key = ? AND user = ?", access_key, identity.user)
    if not revoked:
        raise errors.INVALID_USER(
            "invalid user or invalid access key",
            id=identity.user,
            company=identity.company,
            credentials__key=access_key,
        )
    return {"revoked": revoked}


ENDPOINTS = (
    Endpoint(
        name="auth.create_credentials",
        run=create,
        request=Request(label=TextField(), expiration_sec=Integer(low=1, high=_YEAR)),
    ),
    Endpoint(name="auth.get_credentials", run=show),
    Endpoint(
        name="auth.edit_credentials",
        run=edit,
        request=Request(access_key=TextField(required=True), label=TextField()),
    ),
    Endpoint(name="auth.revoke_credentials", run=revoke, request=Request(access_key=TextField(required=True))),
)
