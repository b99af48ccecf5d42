"""The command `review`: reads a preview, prints the report, and ends with an exit code for the workflow."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from blueprint.settings.checking.problems import SettingsError
from fleet.options import AsJson
from fleet.output import console, fail
from fleet.review.formats.as_json import as_json as to_json
from fleet.review.formats.markdown import markdown as to_markdown
from fleet.review.formats.terminal import terminal
from fleet.review.page.build import page as to_page
from fleet.review.preview import PreviewUnreadable, parse
from fleet.review.report import Report, report_of
from fleet.review.settings import settings_change
from fleet.stack.base import BaseUnavailable

PreviewFile = Annotated[
    Path,
    typer.Argument(metavar="PREVIEW", allow_dash=True, help="Output of pulumi preview --json; - is standard input."),
]
Base = Annotated[
    str | None, typer.Option(metavar="FOLDER|REF", help="The files before the change: a folder, or a git reference.")
]
StackOfPreview = Annotated[str | None, typer.Option(help="Name of the Pulumi stack; by default, that of the preview.")]
MarkdownFile = Annotated[Path | None, typer.Option(metavar="FILE", help="Also write the report as Markdown.")]
PageFile = Annotated[Path | None, typer.Option(metavar="FILE", help="Also write the report as a page for a browser.")]


def review(
    preview: PreviewFile,
    base: Base = None,
    stack: StackOfPreview = None,
    markdown: MarkdownFile = None,
    page: PageFile = None,
    as_json: AsJson = False,
) -> None:
    """Report in plain words what a preview means; ends with 0 nothing, 2 changes, 3 second approval, 1 failed."""
    try:
        report = _report(preview, base, stack)
    except (PreviewUnreadable, BaseUnavailable) as error:
        fail(str(error))
    except SettingsError as error:
        fail(error.report(stack or "of the preview"))
    if markdown is not None:
        markdown.write_text(to_markdown(report), encoding="utf-8")
    if page is not None:
        page.write_text(to_page(report), encoding="utf-8")
    _print(report, as_json)
    raise typer.Exit(report.exit_code)


def _print(report: Report, as_json: bool) -> None:
    if as_json:
        typer.echo(to_json(report))
        return
    for line in terminal(report):
        console().print(line, soft_wrap=True)


def _report(preview: Path, base: str | None, stack: str | None) -> Report:
    report = report_of(parse(_read(preview)))
    if base is None:
        return report
    return report.with_settings(settings_change(base, stack or report.stack))


def _read(preview: Path) -> str:
    try:
        return sys.stdin.read() if str(preview) == "-" else preview.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PreviewUnreadable(f"{preview} cannot be read: {error}") from None
