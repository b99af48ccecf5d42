"""A plain checksum of secrets for pod annotations, so that pods restart when a secret changes."""

import hashlib
import hmac
import json
from collections.abc import Mapping

from pulumi import Input, Output


def checksum(key: Input[str], content: Mapping[str, Input[str]]) -> Output[str]:
    """16 hexadecimal digits. `key` is random and secret: without it, no guess of a secret can be verified."""

    def digest(values: Mapping[str, object]) -> str:
        text = json.dumps(values["content"], sort_keys=True).encode()
        return hmac.new(str(values["key"]).encode(), text, hashlib.sha256).hexdigest()[:16]

    return Output.unsecret(Output.all(key=key, content=content).apply(digest))
