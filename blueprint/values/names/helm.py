"""Helm's usual rule for the beginning of a release's object names."""


def fullname(release: str, chart: str, override: str | None = None) -> str:
    """Return what the object names of a release begin with: the release alone if it contains the chart's name.

    Cut at 63 characters, as in every chart's helper.
    """
    name = override or (release if chart in release else f"{release}-{chart}")
    return name[:63].removesuffix("-")
