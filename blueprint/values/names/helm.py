"""Owns Helm's rule for what a release's object names begin with. It must not know a chart."""


def fullname(release: str, chart: str, override: str | None = None) -> str:
    """What a chart's object names begin with, by Helm's usual rule: the release alone where it holds the chart's name.

    Cut at 63 characters, as every chart's helper does.
    """
    name = override or (release if chart in release else f"{release}-{chart}")
    return name[:63].removesuffix("-")
