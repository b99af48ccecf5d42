"""Answers of other programs than the API server: the ingress in front of it and the web application beside it."""

from http import HTTPStatus

from sandbox.clearml.protocol.envelope import Reply

_INDEX = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>ClearML</title><base href="/"></head>
<body><sm-root></sm-root><script src="main.js" type="module"></script></body></html>
"""


def ingress(status: int, retry_after: int | None = None) -> Reply:
    """An nginx-like HTML page for 429, 502, 503 or 504."""
    title = f"{status} {HTTPStatus(status).phrase}"
    page = (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
        "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    )
    headers = () if retry_after is None else (("Retry-After", str(retry_after)),)
    return Reply(status=status, body=page.encode(), media="text/html", headers=headers)


def web_application() -> Reply:
    """The single-page application's index.html with status 200, as the host `app.` answers a GET of any path."""
    return Reply(status=200, body=_INDEX.encode(), media="text/html")
