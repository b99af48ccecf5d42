"""The store runs several statements together: all succeed, or none."""

import sqlite3
from pathlib import Path

import pytest

from sandbox.clearml.store import Store


def insert_twice(store: Store) -> None:
    """Insert two rows, the second of which violates a unique constraint."""
    with store.together():
        for _ in range(2):
            store.insert("domains", company="c", domain="d.example")


def test_statements_together_are_all_or_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "data.sqlite")
    with pytest.raises(sqlite3.IntegrityError):
        insert_twice(store)
    assert store.count("SELECT count(*) FROM domains") == 0
    with store.together():
        store.insert("domains", company="c", domain="d.example")
    assert store.count("SELECT count(*) FROM domains") == 1
    store.close()


def test_a_second_opening_finds_the_same_token_secret(tmp_path: Path) -> None:
    secrets = []
    for _ in range(2):
        store = Store(tmp_path / "data.sqlite")
        secrets.append(store.token_secret)
        store.close()
    assert secrets[0] == secrets[1]
    assert len(secrets[0]) >= 32
