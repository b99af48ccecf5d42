"""docs/benchmarks.md: replaces what stands between the two markers, and nothing else."""

from pathlib import Path

from bench.process import BenchError
from bench.simulator import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- begin: python -m bench --write -->", "<!-- end -->"


def write(text: str, page: Path = PAGE) -> None:
    """Put the tables onto the page; raises BenchError when it lacks the markers."""
    page.write_text(replaced(page.read_text(), text))


def replaced(page: str, text: str) -> str:
    """The page with `text` between the markers."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise BenchError(f"{PAGE.name} lacks the line {BEGIN} or, after it, {END}")
    return f"{before}{begin}\n\n{text.strip()}\n\n{end}{after}"
