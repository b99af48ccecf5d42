"""The judgement of histories sees a product that is broken on purpose; each history passes with the real product."""

from collections.abc import Callable, Iterable, Iterator

import pytest

from providers.clearml.company import CompanyState
from providers.clearml.login_whitelist import LoginWhitelistProvider, LoginWhitelistState
from providers.clearml.queue import QueueProvider, QueueState
from providers.clearml.user import UserState
from tests.histories import steps
from tests.histories.machine import Histories
from tests.histories.world import How

Break = Callable[[pytest.MonkeyPatch], None]
History = Callable[[Histories], None]
PLAIN = How()


@pytest.fixture
def history() -> Iterator[Histories]:
    """A history that has begun with two tenants."""
    machine = Histories()
    machine.begin(full=True, deletion="delete")
    yield machine
    machine._open.close()


def _owns_users(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(UserState, "is_own", True)


def _owns_companies(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(CompanyState, "is_own", True)


def _owns_queues(patch: pytest.MonkeyPatch) -> None:
    delete = QueueProvider.delete_object

    def broken(self: QueueProvider, id_: str, old: QueueState) -> None:
        delete(self, id_, old.model_copy(update={"created": True}))

    patch.setattr(QueueProvider, "delete_object", broken)


def _owns_entries(patch: pytest.MonkeyPatch) -> None:
    leave = LoginWhitelistProvider._leave

    def broken(self: LoginWhitelistProvider, old: LoginWhitelistState, emails: Iterable[str]) -> None:
        leave(self, old.model_copy(update={"found": ()}), emails)

    patch.setattr(LoginWhitelistProvider, "_leave", broken)


def _takes_over(what: Callable[..., None]) -> History:
    return lambda history: history.take_over(pick=0, what=what, and_back=True, how=PLAIN)


def _adopts_and_removes(history: Histories) -> None:
    history.adopt(name="dev", how=PLAIN)
    history.remove(name="dev", pick=2, how=PLAIN)


def _forgets_who_is_admin(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("providers.clearml.user.is_current", lambda *_: False)


def _changes_the_admin_and_back(history: Histories) -> None:
    """The first run is killed before it deletes the replaced admin, whom the second one needs again."""
    killed = How(trouble=("kill", 2, True))
    history.take_over(pick=0, what=steps.take_over_user, and_back=True, how=killed)
    history.world.up("dev")


CASES: dict[str, tuple[Break, History]] = {
    "user": (_owns_users, _takes_over(steps.take_over_user)),
    "queue": (_owns_queues, _takes_over(steps.take_over_queue)),
    "entry": (_owns_entries, _takes_over(steps.list_entry)),
    "admin": (_forgets_who_is_admin, _changes_the_admin_and_back),
    "company": (_owns_companies, _adopts_and_removes),
}


@pytest.mark.parametrize("case", CASES)
def test_a_broken_product_fails_and_the_real_one_does_not(
    history: Histories, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    broken, happens = CASES[case]
    with monkeypatch.context() as patch:
        broken(patch)
        with pytest.raises(AssertionError, match="no file said so"):
            happens(history)


@pytest.mark.parametrize("case", CASES)
def test_the_real_product_passes(history: Histories, case: str) -> None:
    _, happens = CASES[case]
    happens(history)


def test_a_suspended_tenant_takes_the_admin_of_an_active_one(history: Histories) -> None:
    """Suspended tenants come first, except that the active one needs its new admin before."""
    history.suspend(pick=0, state="suspended", how=PLAIN)
    history.move(pick=1, other=0, what="admin", how=PLAIN)
    assert history.world.up("dev").ok
