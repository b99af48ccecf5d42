"""Turns the output of pip, go and pulumi into one line that names the cause of a failure."""

from __future__ import annotations

import errno
import re

UNREACHABLE = "the package registry cannot be reached: check the network, the proxy and the client's settings"

# The first pattern that occurs wins, so those that cause other messages come first.
CAUSES = (
    (r"[Nn]o space left on device|[Dd]isk quota exceeded", "the disk is full: free some space and run it again"),
    (
        r"requires go >= (?P<needed>[\d.]+) \(running go (?P<present>[\d.]+)",
        "Go {present} is too old: install Go {needed} or newer",
    ),
    (r"DO NOT MATCH THE HASHES", "a downloaded package does not match its pinned hash: do not use this registry"),
    (r"SECURITY ERROR|checksum mismatch", "a downloaded Go module does not match go.sum: do not use this registry"),
    (r"ensurepip is not available|No module named '?(venv|ensurepip)", "Python lacks venv: install python3-venv"),
    (r"CERTIFICATE_VERIFY_FAILED|x509:", "the registry's TLS certificate is not trusted: set SSL_CERT_FILE"),
    (
        r"dial tcp|no such host|i/o timeout|[Cc]onnection refused|TLS handshake timeout|proxyconnect"
        r"|NewConnectionError|NameResolutionError|Max retries exceeded|ConnectTimeout|ReadTimeout"
        r"|module lookup disabled|No matching distribution found",
        UNREACHABLE,
    ),
    (r"incorrect passphrase", "the stack's secrets were made with another passphrase than the sandbox's"),
)


def explain(output: str) -> str | None:
    """Return the cause of a failure from a tool's output, or None if it matches no known pattern."""
    for pattern, sentence in CAUSES:
        match = re.search(pattern, output)
        if match:
            return sentence.format(**match.groupdict())
    return None


def explain_os_error(error: OSError) -> str:
    """Return an operating-system error as one line for the user of the set-up."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full: free some space and run it again"
    return f"{error.strerror or error}: {error.filename or 'no file named'}"


def last_line(output: str) -> str:
    """Return the last line that is not empty, cut to 200 characters, for a failure of unknown cause."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "no output"
