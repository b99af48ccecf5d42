"""A text in clear that changes with any of some secrets, so that pods restart when one does."""

import hashlib
import hmac
import json
from collections.abc import Mapping

from pulumi import Input, Output


def checksum(key: Input[str], content: Mapping[str, Input[str]]) -> Output[str]:
    """16 hexadecimal digits. `key` is random and secret, so that nobody can try out guesses of a secret."""

    def digest(known: Mapping[str, object]) -> str:
        text = json.dumps(known["content"], sort_keys=True).encode()
        return hmac.new(str(known["key"]).encode(), text, hashlib.sha256).hexdigest()[:16]

    return Output.unsecret(Output.all(key=key, content=content).apply(digest))
