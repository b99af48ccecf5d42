"""A create whose answer is lost ends in one object, or in the last error."""

from collections.abc import Callable

import pytest

from providers.clearml.api.errors import Duplicate, OutcomeUnknown, ServerFault
from providers.clearml.shared import settle as module
from providers.clearml.shared.settle import settle

LOST = OutcomeUnknown("x.create", "trace", "got no answer")
TAKEN = Duplicate("x.create", "trace", 400, 801, "exists")


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOKS", (0.0, 0.0))


def script(*steps: str | Exception | None) -> Callable[[], str]:
    """A function that returns or raises one step a call."""
    rest = iter(steps)

    def play() -> str:
        step = next(rest)
        if isinstance(step, Exception):
            raise step
        return step  # type: ignore[return-value]  # None is a legitimate step of a look

    return play


def test_an_answer_is_taken_without_a_look() -> None:
    assert settle(script("made"), script()) == "made"


@pytest.mark.parametrize("error", [LOST, ServerFault("x.create", "trace", 500, 0, "boom")])
def test_a_lost_answer_is_settled_by_looking(error: Exception) -> None:
    assert settle(script(error), script("found")) == "found"


def test_a_write_that_lands_late_is_still_found() -> None:
    assert settle(script(LOST), script(None, "found late")) == "found late"


def test_a_write_that_never_happened_is_repeated() -> None:
    assert settle(script(LOST, "made"), script(None, None)) == "made"


def test_a_race_lost_is_settled_by_looking() -> None:
    assert settle(script(TAKEN), script("the other's")) == "the other's"


def test_a_duplicate_that_cannot_be_found_is_an_error() -> None:
    with pytest.raises(Duplicate):
        settle(script(TAKEN), script(None))


def test_it_gives_up_after_three_tries() -> None:
    with pytest.raises(OutcomeUnknown):
        settle(script(LOST, LOST, LOST), script(*[None] * 6))
