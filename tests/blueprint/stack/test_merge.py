"""How shared values and own values become one."""

from hypothesis import given
from hypothesis import strategies as st

from blueprint.stack.merge import merge

KEY = st.sampled_from("abc")
LEAF = st.none() | st.integers() | st.lists(st.integers(), max_size=2)
TREE: st.SearchStrategy[dict[str, object]] = st.recursive(
    st.dictionaries(KEY, LEAF, max_size=3), lambda inner: st.dictionaries(KEY, LEAF | inner, max_size=3), max_leaves=8
)


@given(TREE, TREE)
def test_merging_twice_changes_nothing(shared: dict[str, object], own: dict[str, object]) -> None:
    once = merge(shared, own)

    assert merge(shared, once) == once
    assert merge(once, own) == once


@given(TREE)
def test_nothing_shared_leaves_the_own_values(own: dict[str, object]) -> None:
    assert merge({}, own) == own
    assert merge(own, {}) == own


def test_mappings_merge_and_lists_are_replaced() -> None:
    shared = {"limits": {"users": 5, "runningApps": 2}, "features": {"enable": ["reports"]}}

    merged = merge(shared, {"limits": {"users": 9}, "features": {"enable": ["pipelines"]}})

    assert merged == {"limits": {"users": 9, "runningApps": 2}, "features": {"enable": ["pipelines"]}}


def test_nothing_takes_a_shared_value_away_but_leaves_a_shared_section() -> None:
    shared: dict[str, object] = {"cookieDomain": "acme.example", "limits": {"users": 5}}

    assert merge(shared, {"cookieDomain": None, "limits": None}) == {"cookieDomain": None, "limits": {"users": 5}}


def test_lists_of_named_entries_merge_by_name() -> None:
    shared: dict[str, object] = {"extraEnvs": [{"name": "PROXY", "value": "a"}, {"name": "LEVEL", "value": "1"}]}

    merged = merge(shared, {"extraEnvs": [{"name": "LEVEL", "value": "2"}]})

    assert merged == {"extraEnvs": [{"name": "PROXY", "value": "a"}, {"name": "LEVEL", "value": "2"}]}
