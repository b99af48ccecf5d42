"""Secret values of a chart: laid over its plain ones, by the key of the stack's secret."""

from blueprint.settings.platform.chart import ChartSettings
from blueprint.values.common.secret_values import with_secret_values


def chart(**values: object) -> ChartSettings:
    return ChartSettings.model_validate({"version": "1.0.0", **values}, by_alias=True, by_name=False)


def test_secret_values_come_last() -> None:
    names = {"redis": {"auth": {"password": "cache"}}, "elasticsearch": {"secret": {"password": "search"}}}
    generated = {"redis": {"enabled": True, "auth": {"enabled": True, "password": ""}}}
    assert with_secret_values(generated, chart(secretValues=names), "<secret: {}>".format) == {
        "redis": {"enabled": True, "auth": {"enabled": True, "password": "<secret: chartSecret-cache>"}},
        "elasticsearch": {"secret": {"password": "<secret: chartSecret-search>"}},
    }


def test_without_any_the_values_stay_as_they_are() -> None:
    assert with_secret_values({"a": 1}, chart(), str) == {"a": 1}
