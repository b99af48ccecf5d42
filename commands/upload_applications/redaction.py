"""Removes the keys, and anything that looks like a token, from the output of the vendor's script."""

from __future__ import annotations

import base64
import json
import re
from urllib.parse import quote

from commands.upload_applications.job import UploadJob

_TOKEN = re.compile(r"[A-Za-z0-9_\-+/.]{40,}={0,2}")
HIDDEN = "[redacted]"


def clean(text: str, job: UploadJob) -> str:
    """The text without the job's keys, in any form in which a client sends or prints them."""
    for secret in sorted(_forms(job), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return _TOKEN.sub(HIDDEN, text)


def _forms(job: UploadJob) -> set[str]:
    pair = f"{job.access_key}:{job.secret_key}"
    plain = {job.access_key, job.secret_key, base64.b64encode(pair.encode()).decode()}
    return plain | {quote(secret, safe="") for secret in plain} | {json.dumps(secret)[1:-1] for secret in plain}
