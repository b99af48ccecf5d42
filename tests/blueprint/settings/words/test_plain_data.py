"""Helm values in the settings are plain data without null, at any depth."""

import pytest
from pydantic import TypeAdapter, ValidationError

from blueprint.settings.platform.chart import ChartSettings
from blueprint.settings.words.plain_data import PlainMapping

VALUES = TypeAdapter(PlainMapping)


@pytest.mark.parametrize(
    "values",
    [{"a": None}, {"a": {"b": {"c": None}}}, {"a": [1, None]}, {"a": [{"b": None}]}],
    ids=["top", "nested", "in a list", "in an item"],
)
def test_null_is_refused_because_it_does_not_reach_the_chart(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as refusal:
        ChartSettings.model_validate({"values": values})
    assert "4.30" in str(refusal.value.errors()[0]["ctx"])


def test_empty_values_stay() -> None:
    values = {"a": "", "b": {}, "c": [], "d": False, "e": 0}
    assert VALUES.validate_python(values) == values
