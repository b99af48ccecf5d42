"""Soft-deletes a company: waits for its workers and routes to time out, and checks that the server did it.

The server refuses while tasks run, and while workers or routes are reported. Workers and routes disappear on their own,
minutes after the last of them has stopped, so they are waited for. Running tasks are not.
Endpoints: tenants.delete_tenant, system.company_info, tasks.get_all.
"""

import time

from providers.clearml.api.client import Client
from providers.clearml.api.errors import (
    ApiError,
    ClearMLError,
    Denied,
    FeatureMissing,
    NotFound,
    Refused,
    ServerFault,
    Unauthorized,
)
from providers.clearml.api.member import Member
from providers.clearml.api.models import RunningResources
from providers.clearml.shared.labels import user_in
from providers.clearml.shared.notice import notice

WAIT_SECONDS = 900.0
"""Time limit for workers and routes. The open server forgets a worker 600 s after its last report (SRC)."""
INVALID_REQUEST = frozenset({12, 13, 14, 16, 20})
"""Subcodes of 400 that no waiting changes. Which one means "resources are running" is INF; the web client has 51."""
PAUSE_SECONDS = 15.0
PROGRESS_SECONDS = 60.0


def delete_company(client: Client, tenant: str, company: str, *, admin_email: str, force: bool) -> None:
    """Delete the company and return once it is inactive. A company that is gone already is no error.

    Raises Refused, with the way out, if tasks run, if workers or routes remain after WAIT_SECONDS, or if the server
    cannot delete companies.
    """
    started = last = time.monotonic()
    while True:
        refusal = _attempt(client, company, force=force)
        if refusal is None:
            return
        running, answer = refusal
        if running.work or (not running.reports and _tasks_run(client, company, admin_email)):
            raise Refused(f"{answer}; {_STOP_TASKS}")
        now = time.monotonic()
        if now - started >= WAIT_SECONDS:
            raise Refused(f"{answer}, after {round(now - started)} s; {_STILL_REPORTED}")
        if last == started or now - last >= PROGRESS_SECONDS:
            notice(tenant, f"waiting until the server has forgotten the workers: {answer} ({round(now - started)} s)")
            last = now
        time.sleep(PAUSE_SECONDS)


_STOP_TASKS = (
    "its tasks still run: stop them and run `pulumi up` again, or restore the tenant file, set "
    "`deleteWhileRunning: true`, run `pulumi up`, and remove the file again"
)
_STILL_REPORTED = (
    "stop the agents and application routes that still use this company, then run `pulumi up` again; to delete it all "
    "the same, restore the tenant file, set `deleteWhileRunning: true`, run `pulumi up`, and remove the file again"
)


def _attempt(client: Client, company: str, *, force: bool) -> tuple[RunningResources, str] | None:
    """Try once. None if the company is deleted; otherwise what runs in it, as far as known, and the server's answer."""
    try:
        info = client.company_info(company)
        if not info.active:
            return None
        # the endpoint requires the server's name, which may have been changed outside Pulumi
        running = client.delete_tenant(company, info.name, force=force)
    except NotFound:
        return None
    except FeatureMissing as error:
        action = "set `deletion: retain` to keep the company, and purge its data with the vendor's own jobs"
        raise Refused(f"{error}; {action}") from None
    except (Unauthorized, Denied, ServerFault):
        raise
    except ApiError as error:
        if error.subcode in INVALID_REQUEST:
            raise
        return RunningResources(), str(error)
    return (running, _counted(running)) if _is_active(client, company) else None


def _is_active(client: Client, company: str) -> bool:
    try:
        return client.company_info(company).active
    except NotFound:
        return False


def _tasks_run(client: Client, company: str, admin_email: str) -> bool:
    """Whether the refusal is because of tasks. If no user of the company is known, this cannot be found out."""
    try:
        admin = user_in(client, company, admin_email)
        return admin is not None and bool(client.running_tasks(Member(user=admin, company=company)))
    except ClearMLError:
        return False


def _counted(running: RunningResources) -> str:
    counts = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in dict(running).items() if number)
    return f"tenants.delete_tenant did not delete the company ({counts or 'it gave no reason'})"
