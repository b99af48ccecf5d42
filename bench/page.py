"""Replaces the text between the two markers of a part in docs/benchmarks.md."""

from pathlib import Path

from bench.process import BenchError
from bench.simulator import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
END = "<!-- end -->"


def begin_of(part: str) -> str:
    """The line before the tables of a part."""
    return f"<!-- begin: python -m bench {part} --write -->"


def write(part: str, text: str, page: Path = PAGE) -> None:
    """Write the tables of a part to the page. Raises BenchError if a marker is missing."""
    page.write_text(replaced(page.read_text(), begin_of(part), text))


def replaced(page: str, mark: str, text: str) -> str:
    """The page with `text` between the marker and the next END."""
    before, begin, rest = page.partition(mark)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise BenchError(f"{PAGE.name} lacks the line {mark} or, after it, {END}")
    return f"{before}{begin}\n\n{text.strip()}\n\n{end}{after}"
