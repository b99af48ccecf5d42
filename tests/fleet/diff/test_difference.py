"""Differences between two pieces of plain data."""

from typing import Any

import pytest

from fleet.diff.difference import SettingDifference, differences


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {}),
        ({"a": 1}, {"a": 1}),
        ({"a": None}, {}),
        ({"a": {}}, {"a": None}),
        ({"a": []}, {}),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({"a": [{"name": "x", "v": 1}, {"name": "y"}]}, {"a": [{"name": "y"}, {"name": "x", "v": 1}]}),
    ],
)
def test_equal_settings_have_no_difference(first: Any, second: Any) -> None:
    assert list(differences(first, second)) == []


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ({"a": 1}, {"a": 2}, [("a", 1, 2)]),
        ({"a": False}, {}, [("a", False, None)]),
        ({"a": 0}, {}, [("a", 0, None)]),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3}}, [("a.c", 2, 3)]),
        ({"a": {"b": 1}}, {}, [("a", {"b": 1}, None)]),
        ({"a": {"b": 1}}, {"a": 5}, [("a", {"b": 1}, 5)]),
        ({"a": ["x", "y"]}, {"a": ["x"]}, [("a", ["x", "y"], ["x"])]),
        ({"a": ["x", "y"]}, {"a": ["y", "x"]}, [("a", ["x", "y"], ["y", "x"])]),
        ({"a": [{"name": "x", "v": 1}]}, {"a": [{"name": "x", "v": 2}]}, [("a.x.v", 1, 2)]),
        ({"a": [{"name": "x"}, {"name": "x"}]}, {"a": []}, [("a", [{"name": "x"}, {"name": "x"}], [])]),
        ({"a": [{"key": "x"}]}, {"a": [{"key": "y"}]}, [("a", [{"key": "x"}], [{"key": "y"}])]),
    ],
)
def test_each_path_is_one_difference(first: Any, second: Any, found: list[tuple[str, Any, Any]]) -> None:
    assert list(differences(first, second)) == [SettingDifference(*one) for one in found]


def test_a_section_of_one_side_is_listed_by_its_keys_on_request() -> None:
    section = {"limits": {"users": 5, "runningApps": 1}}
    found = list(differences(section, {}, whole=False))
    assert found == [SettingDifference("limits.users", 5, None), SettingDifference("limits.runningApps", 1, None)]


def test_the_order_is_that_of_the_first_side() -> None:
    found = differences({"b": 1, "a": 1}, {"c": 1, "a": 2})
    assert [one.path for one in found] == ["b", "a", "c"]
