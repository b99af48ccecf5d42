"""debug.ping: no credentials, echoes what it is sent."""

from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.endpoint import Endpoint


def ping(call: Call) -> Json:
    return {"msg": "ClearML server", **call.data}


ENDPOINTS = (Endpoint(name="debug.ping", run=ping, authorize=False),)
