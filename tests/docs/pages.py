"""Takes a page of the documentation apart: its prose, headings, links, inline code, and blocks of commands."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
GENERATED = {"settings.md"}
"""Pages that are made from code and tested with it."""
WRITTEN = [page for page in PAGES if page.name not in GENERATED]

_BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


def title(page: Path) -> str:
    """The page's path, for test ids."""
    return str(page.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """What links may have after `#`: GitHub derives it from headings."""
    headings = re.findall(r"^#+ (.+)$", _BLOCK.sub("", page.read_text()), re.MULTILINE)
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in kept}


def links(page: Path) -> list[tuple[str, str]]:
    """Path and anchor of each link within the repository; either may be empty."""
    return re.findall(r"\]\((?!https?://)([^)#]*)#?([^)]*)\)", _BLOCK.sub("", page.read_text()))


def prose(page: Path) -> str:
    """The text without blocks, inline code and the targets of links."""
    text = re.sub(r"`[^`]+`", "`", _BLOCK.sub("", page.read_text()))
    return re.sub(r"\]\([^)]*\)", "]", text)


def spans(page: Path) -> list[str]:
    """Each piece of inline code, on one line although the page may break it."""
    return [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", _BLOCK.sub("", page.read_text()))]


def commands(page: Path) -> Iterator[str]:
    """Each line to type: inline code, and blocks without a language but their comments."""
    yield from spans(page)
    for language, content in _BLOCK.findall(page.read_text()):
        if not language:
            yield from (line.partition(" #")[0].strip() for line in content.splitlines())


def calls(program: str, page: Path) -> set[str]:
    """The arguments with which the page calls a program: the words after its name, up to the next command or pipe."""
    begin = rf"(?:^|[|&;(] *|\$ ){re.escape(program)} +"
    return {found.strip() for line in commands(page) for found in re.findall(rf"{begin}([^|&;)]+)", line)}
