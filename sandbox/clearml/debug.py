"""debug.ping: no credentials, echoes what it is sent."""

from .call import Call, Json
from .endpoints import Endpoint


def ping(call: Call) -> Json:
    return {"msg": "ClearML server", **call.data}


ENDPOINTS = (Endpoint(name="debug.ping", run=ping, authorize=False),)
