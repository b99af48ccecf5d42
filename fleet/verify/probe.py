"""Runs in a probe pod: connects to an address or requests a URL, and prints one line. Standard library only.

`tcp <host>:<port>` prints `open` or `shut`; `http <URL>` prints `http <status>`; anything else prints `error <reason>`.
A refused connection is `open`: the packets arrived. The third argument, namespace and name of the pod, is for logs.
"""

import errno
import socket
import sys
import urllib.error
import urllib.request

UNREACHABLE = (errno.EHOSTUNREACH, errno.ENETUNREACH)
SECONDS = 5


def probe(kind: str, target: str) -> str:
    """Return the line."""
    try:
        if kind == "http":
            with urllib.request.urlopen(target, timeout=SECONDS) as answer:  # noqa: S310 - the settings' own URLs
                return f"http {answer.status}"
        host, _, port = target.rpartition(":")
        socket.create_connection((host, int(port)), SECONDS).close()
    except urllib.error.HTTPError as error:
        return f"http {error.code}"
    except OSError as error:
        return _failure(error.reason if isinstance(error, urllib.error.URLError) else error)
    return "open"


def _failure(error: object) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "open"
    if isinstance(error, TimeoutError) or (isinstance(error, OSError) and error.errno in UNREACHABLE):
        return "shut"
    return f"error {error}"


if __name__ == "__main__":
    print(probe(sys.argv[1], sys.argv[2]))
