"""The order of checks: path, endpoint (404), caller (401), role (403), impersonation, role again, body, fields."""

from sandbox.clearml.protocol import bodies, errors
from sandbox.clearml.protocol.auth import authenticate
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.endpoint import Endpoint, Table
from sandbox.clearml.protocol.envelope import Reply, frame
from sandbox.clearml.protocol.impersonation import impersonate
from sandbox.clearml.protocol.versions import Version, parse_path


def answer(call: Call, table: Table) -> Reply:
    """Run one call and frame its answer. Every exception of a handler becomes an answer, as on the server."""
    if call.request.header("content-encoding"):
        return _unsupported_encoding(call)
    try:
        call.endpoint, call.requested = parse_path(call.request.path, Version(call.settings.api_version))
        data = _checked(call, table)
    except errors.SimulatedError as error:
        return frame(call, code=error.code, subcode=error.subcode, message=error.message, data={})
    except (AttributeError, LookupError, TypeError, ValueError, RuntimeError, ArithmeticError) as exception:
        # The server's own handlers treat odd input the same way: the text of a Python exception as 500/0.
        crash = errors.crash(exception)
        return frame(call, code=crash.code, subcode=crash.subcode, message=crash.message, data={})
    return frame(call, code=200, subcode=0, message="OK", data=data or {})


def _checked(call: Call, table: Table) -> Json | None:
    endpoint = table.find(call.endpoint, call.requested)
    if endpoint is None:
        raise errors.no_endpoint(call.endpoint, call.requested.text)
    call.actual = Version(endpoint.version)
    authenticate(call, required=endpoint.authorize)
    _check_role(call, endpoint)
    impersonate(call)
    if call.assumed:
        _check_role(call, endpoint)
    call.data, batch = bodies.read(call.request)
    _validate(call, endpoint, batch)
    return endpoint.run(call)


def _check_role(call: Call, endpoint: Endpoint) -> None:
    if endpoint.authorize and not endpoint.allows(call.identity.role):
        raise errors.ROLE_NOT_ALLOWED(role=call.identity.role, allowed=endpoint.roles)


def _validate(call: Call, endpoint: Endpoint, batch: list[Json] | None) -> None:
    if endpoint.request is None:
        return
    if batch is None:
        call.values = endpoint.request.validate(call.data)
        return
    for item in batch:
        endpoint.request.validate(item)
    # No handler takes a batch: the server validates the items and then fails on the list.
    kind, attribute = ("list" if batch else "NoneType"), next(iter(endpoint.request.fields))
    message = f"'{kind}' object has no attribute '{attribute}'"
    raise AttributeError(message)


def _unsupported_encoding(call: Call) -> Reply:
    encoding = call.request.header("content-encoding") or ""
    text = f"Content encoding is not supported ({encoding})"
    return Reply(status=415, body=text.encode(), media="text/html; charset=utf-8")
