"""A create whose answer is lost ends in one object, or in the last error."""

from collections.abc import Callable

import pytest

from providers.clearml.api.errors import Duplicate, OutcomeUnknown, ServerFault, Throttled
from providers.clearml.shared import create_once as module
from providers.clearml.shared.create_once import create_once

LOST = OutcomeUnknown("x.create", "trace", "got no answer")
TAKEN = Duplicate("x.create", "trace", 400, 801, "exists")


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOKUP_PAUSES", (0.0, 0.0))


def script(*steps: str | Exception | None) -> Callable[[], str]:
    """A function that returns or raises one step per call."""
    rest = iter(steps)

    def play() -> str:
        step = next(rest)
        if isinstance(step, Exception):
            raise step
        return step  # type: ignore[return-value]  # None is a legitimate lookup result

    return play


def test_a_successful_call_needs_no_lookup() -> None:
    assert create_once(script("made"), script()) == "made"


@pytest.mark.parametrize("error", [LOST, ServerFault("x.create", "trace", 500, 0, "boom")])
def test_the_object_is_looked_up_after_a_lost_answer(error: Exception) -> None:
    assert create_once(script(error), script("found")) == "found"


def test_a_late_write_is_still_found() -> None:
    assert create_once(script(LOST), script(None, "found late")) == "found late"


def test_a_write_that_never_happened_is_repeated() -> None:
    assert create_once(script(LOST, "made"), script(None, None)) == "made"


def test_the_object_of_a_faster_caller_is_returned() -> None:
    assert create_once(script(TAKEN), script("the other's")) == "the other's"


def test_a_duplicate_that_cannot_be_found_is_an_error() -> None:
    with pytest.raises(Duplicate):
        create_once(script(TAKEN), script(None))


def test_it_gives_up_after_three_attempts() -> None:
    with pytest.raises(OutcomeUnknown):
        create_once(script(LOST, LOST, LOST), script(*[None] * 6))


def test_the_requested_pause_is_kept_before_the_lookup(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("time.sleep", pauses.append)
    throttled = Throttled("x.create", "trace", "answered HTTP 429", 7.0)
    assert create_once(script(throttled), script("found")) == "found"
    assert pauses == [7.0, 0.0]
