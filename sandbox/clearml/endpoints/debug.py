"""debug.ping: the only call that needs no store and no credentials; it echoes its body."""

from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.endpoint import Endpoint


def ping(call: Call) -> Json:
    """A greeting and what was sent."""
    return {"msg": "ClearML server", **call.data}


ENDPOINTS = (Endpoint(name="debug.ping", run=ping, authorize=False),)
