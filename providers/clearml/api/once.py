"""Runs checks that are needed once per key and process, from many threads."""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class Once(Generic[K]):
    """Runs a check per key until it has succeeded. Checks of different keys do not wait for each other."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._locks: dict[K, Lock] = {}
        self._done: set[K] = set()

    def run(self, key: K, check: Callable[[], object]) -> None:
        """Run `check`, unless it has succeeded before. Its exceptions pass through."""
        if key in self._done:
            return
        with self._lock:
            lock = self._locks.setdefault(key, Lock())
        with lock:
            if key not in self._done:
                check()
                self._done.add(key)
