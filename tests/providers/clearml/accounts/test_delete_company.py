"""Deletion of a company: workers and routes are waited for, running tasks are not, and the result is read back."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest

from providers.clearml.accounts import delete_company
from providers.clearml.api.client import Client
from providers.clearml.api.errors import ApiError, Refused
from providers.clearml.api.member import Member
from tests.providers.clearml.world import connection, new_member
from tests.sandbox.clearml.process import Simulator, simulator


@pytest.fixture(scope="module", params=["error", "answer"])
def refusing(request: pytest.FixtureRequest) -> Iterator[Simulator]:
    """A server of each way to refuse a deletion."""
    with simulator(profile="enterprise", deletion_refused_by=request.param) as running:
        yield running


@dataclass(frozen=True)
class Company:
    """A company that is to be deleted."""

    server: Simulator
    client: Client
    member: Member
    email: str

    def delete(self, *, force: bool = False, admin_email: str | None = None) -> None:
        email = self.email if admin_email is None else admin_email
        delete_company.delete_company(self.client, "acme", self.member.company, admin_email=email, force=force)

    @property
    def exists(self) -> bool:
        return self.client.company_info(self.member.company).active


@pytest.fixture
def company(refusing: Simulator, number: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    monkeypatch.setattr(delete_company, "WAIT_SECONDS", 20.0)
    email = f"admin@d{number}.example"
    with closing(Client(connection(refusing))) as client:
        yield Company(refusing, client, new_member(client, f"Deleted {number}", email), email)
    refusing.clear_faults()


@pytest.mark.parametrize("kind", ["workers", "routes"])
def test_reports_that_time_out_are_waited_for(company: Company, kind: str, capfd: pytest.CaptureFixture[str]) -> None:
    company.server.set_running(company.member.company, tasks=0, seconds=1, **{kind: 2})
    company.delete()
    assert not company.exists
    assert "tenant acme: waiting until the server has forgotten the workers" in capfd.readouterr().err


def test_reports_that_stay_are_an_error_after_the_deadline(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delete_company, "WAIT_SECONDS", 0.3)
    company.server.set_running(company.member.company, tasks=0, seconds=600, workers=1)
    with pytest.raises(Refused, match=r"stop the agents.*deleteWhileRunning: true"):
        company.delete()
    assert company.exists
    company.delete(force=True)
    assert not company.exists


def test_running_tasks_are_refused_at_once(company: Company, capfd: pytest.CaptureFixture[str]) -> None:
    company.server.set_running(company.member.company, tasks=1, seconds=600, workers=1)
    with pytest.raises(Refused, match="tasks still run"):
        company.delete()
    assert company.exists
    assert "waiting" not in capfd.readouterr().err


def test_a_lost_answer_or_a_second_deletion_is_no_error(company: Company) -> None:
    company.server.fault("tenants.delete_tenant", kind="reset_after_write")
    company.delete()
    company.delete()
    assert not company.exists


def test_a_request_that_no_waiting_mends_is_not_repeated(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    delete = company.client.delete_tenant
    monkeypatch.setattr(
        company.client, "delete_tenant", lambda id_, name, *, force: delete(id_, f"not {name}", force=force)
    )
    company.server.clear_calls()
    with pytest.raises(ApiError, match="tenant name does not match"):
        company.delete()
    assert len(company.server.calls("tenants.delete_tenant")) == 1
