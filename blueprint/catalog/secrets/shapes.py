"""Recognizes secrets by their form alone: passwords in URLs, private keys and the tokens of well-known services.

Forms are those of detect-secrets 1.5.0 (github.com/Yelp/detect-secrets, detect_secrets/plugins) unless a row names its
source. The library itself is no dependency: its last release is of May 2024, it scans files and brings an HTTP client.
A row has a prefix or a length that no ordinary text has, because a false alarm would refuse valid settings.
"""

import base64
import re
from typing import Final

_PEM_PREFIXES = ("", "RSA ", "EC ", "DSA ", "OPENSSH ", "ENCRYPTED ")


def _encoded(kind: str) -> str:
    """The beginning of a PEM key in base64, as in a Kubernetes Secret; whole groups of three bytes only."""
    start = f"-----BEGIN {kind}PRIVATE KEY"
    return base64.b64encode(start[: len(start) // 3 * 3].encode()).decode()


SHAPES: Final = {
    "a private key": r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d|"  # RFC 7468
    + "|".join(re.escape(_encoded(kind)) for kind in _PEM_PREFIXES),
    "a URL with a password": r"(?i:[a-z][a-z0-9+.-]*://[^\s/?#@:]*:(?!\$[({]|\{\{)[^\s/?#@]+@)",
    "an AWS access key": r"\b(?:A3T[A-Z0-9]|ABIA|ACCA|AKIA|ASIA)[0-9A-Z]{16}\b",
    "a GitHub token": r"\bgh[pousr]_[A-Za-z0-9_]{36}|\bgithub_pat_[A-Za-z0-9_]{22,}",  # docs.github.com, token formats
    "a GitLab token": r"\b(?:gl(?:pat|dt|ft|soat|rt|ptt|cbt|imt|agent|oas|ffct)-|GR1348941)[\w-]{20,}",
    "a Slack token": r"\bxox[abeoprs]-[\w-]{10,}|\bxapp-\d-[\w-]{10,}|hooks\.slack\.com/services/T\w+/B\w+/\w+",
    "a JSON web token": r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.",  # RFC 7519: both parts begin with {"
    "a Docker Hub token": r"\bdckr_[po]at_[\w-]{20,}",  # docs.docker.com, access tokens
    "a token of NVIDIA NGC": r"\bnvapi-[\w-]{40,}",  # docs.nvidia.com/ngc, API keys
    "a Hugging Face token": r"\bhf_[A-Za-z0-9]{30,}",  # github.com/gitleaks/gitleaks, config
    "a Google API key": r"\bAIza[\w-]{35}",  # github.com/gitleaks/gitleaks, config
    "an Azure storage key": r"AccountKey=[A-Za-z0-9+/=]{40,}|[?&]sig=[A-Za-z0-9%+/]{40,}",
    "a token of an AI service": r"\bsk-(?:ant-|proj-|svcacct-|admin-)[\w-]{20,}|\bsk-[\w-]*T3BlbkFJ[\w-]{20,}",
    "a token of a package index": r"\bpypi-AgE[\w-]{50,}|\bnpm_[A-Za-z0-9]{36}|:_authToken=\S{8,}",
    "a token of Vault or Pulumi": r"\bhv[sbr]\.[\w-]{24,}|\bpul-[0-9a-f]{40}",  # github.com/gitleaks/gitleaks, config
    "a Stripe or SendGrid key": r"\b[rs]k_live_[0-9a-zA-Z]{24}|\bSG\.[\w-]{22}\.[\w-]{43}",
    "registry credentials": r"\"auth\"\s*:\s*\"[A-Za-z0-9+/=]{8,}\"",  # docker's config.json
    "a password of .netrc": r"\bmachine\s+\S+\s+login\s+\S+\s+password\s+\S+",
    "a header with credentials": r"(?i:\bauthorization(?:[\"']?\s*[:=]\s*[\"']?|\s+[\"'])"
    r"(?:basic|bearer|token)\s+[\w+/.=-]{8,})",
}
"""What a form is, in the words of a message, and the expression that finds it anywhere in a text."""
_COMPILED = {what: re.compile(form) for what, form in SHAPES.items()}


def shape_of(text: str) -> str | None:
    """Return what secret a text contains, in the words of a message; None if it has no such form."""
    return next((what for what, form in _COMPILED.items() if form.search(text)), None)
